import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server, Socket } from 'node:net';

import type { ServerKeys } from './server-keys.ts';

/** How much patience a server has with its clients. */
export interface ConnectionLimits {
  /** How long a client may take no byte of an answer before it is dropped. One that is slow but keeps reading is never dropped. */
  readonly stallMs: number;
  /** How long a client may take to connect, and to say what it wants. */
  readonly headMs: number;
  /** Of the head of a request. */
  readonly headBytes: number;
  /** At once; more are closed as they come. */
  readonly connections: number;
}

/**
 * How long a client may stand still: the system says only of every 1.4 MB or so that they are gone, so that five minutes
 * are 5 kB a second.
 */
const CONNECTION_LIMITS: ConnectionLimits = {
  stallMs: 300_000,
  headMs: 20_000,
  headBytes: 16 * 1024,
  connections: 512,
};

/** A server with its connections. */
export interface BoundedServer {
  readonly server: Server;
  /** Ends all connections at once, those that are not even open: a client that was in the middle asks again. */
  stop(): Promise<void>;
}

/** Makes a server that does not wait for ever for any client; with keys it speaks TLS, 1.2 or newer. */
export function createBoundedServer(
  listener: RequestListener,
  {
    keys,
    limits = CONNECTION_LIMITS,
  }: { keys?: ServerKeys | undefined; limits?: ConnectionLimits },
): BoundedServer {
  const options: ServerOptions = {
    headersTimeout: limits.headMs,
    // No request that is answered has a body.
    requestTimeout: limits.headMs,
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(limits.headMs / 4)),
    maxHeaderSize: limits.headBytes,
  };
  const server =
    keys === undefined
      ? createServer(options, listener)
      : createTlsServer(
          {
            ...options,
            cert: keys.certificate,
            key: keys.key,
            minVersion: 'TLSv1.2',
            handshakeTimeout: limits.headMs,
          },
          listener,
        );
  server.maxConnections = limits.connections;
  // Node counts what the system takes from its queue: a client that is slow but keeps reading is not idle.
  server.setTimeout(limits.stallMs);
  const sockets = new Set<Socket>();
  // `closeAllConnections` does not know those in the middle of a TLS handshake.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    server,
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
