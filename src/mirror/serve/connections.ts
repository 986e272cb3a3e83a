import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server, Socket } from 'node:net';

import type { ServerKeys } from './server-keys.ts';

/** How patient a server is with its clients. */
export interface ConnectionLimits {
  /** How long a client may read nothing of a response before it is dropped. A slow client that keeps reading is never dropped. */
  readonly stallMs: number;
  /** How long a client may take to connect, and to send its request. */
  readonly headMs: number;
  /** The largest size of the head of a request. */
  readonly headBytes: number;
  /** The most connections at once; further ones are closed as they come. */
  readonly connections: number;
}

/**
 * The default limits. The system only reports progress about every 1.4 MB, so a stall limit of five minutes means 5 kB a second.
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
  /** Closes all connections at once, even those that are still being opened; a client in the middle of a request asks again. */
  stop(): Promise<void>;
}

/** Makes a server that does not wait forever for any client; with keys it uses TLS 1.2 or newer. */
export function createBoundedServer(
  listener: RequestListener,
  {
    keys,
    limits = CONNECTION_LIMITS,
  }: { keys?: ServerKeys | undefined; limits?: ConnectionLimits },
): BoundedServer {
  const options: ServerOptions = {
    headersTimeout: limits.headMs,
    // No valid request has a body.
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
  // Node counts what the system takes from its queue, so a slow client that keeps reading is not idle.
  server.setTimeout(limits.stallMs);
  const sockets = new Set<Socket>();
  // `closeAllConnections` does not know connections in the middle of a TLS handshake.
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
