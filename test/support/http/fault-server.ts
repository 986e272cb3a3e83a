import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request as a server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Answers one request; `count` is 1 for the first request to the server. */
export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A real server on loopback with a log of its requests. */
export interface FaultServer extends AsyncDisposable {
  readonly url: URL;
  readonly seen: SeenRequest[];
}

/** Starts a server that answers with a handler. */
export async function startServer(handler: Handler): Promise<FaultServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handler(request, response, seen.length);
  });
  return describe(server, await listen(server), seen);
}

/** Makes a server listen on a free port of loopback. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server.address());
}

/** What may happen to one answer with a file. */
export interface FileFault {
  /** Sends this many bytes of the answer and then breaks the connection. */
  readonly cutAfter?: number;
  /** Breaks with a reset instead of an end. */
  readonly reset?: boolean;
  /** Sends this many bytes and then nothing. */
  readonly stallAfter?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ignoreRange?: boolean;
  /** Answers ranges as if they began one byte later. */
  readonly shiftRange?: boolean;
  /** Bytes to send instead of the file's. */
  readonly content?: Uint8Array;
}

/** Serves a file with ranges; the n-th request meets the n-th fault, later ones none. */
export function fileHandler(content: Uint8Array, faults: readonly FileFault[] = []): Handler {
  return (request, response, count) => {
    const fault = faults[count - 1] ?? {};
    if (fault.status !== undefined) {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    }
    const bytes = fault.content ?? content;
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const start = fault.ignoreRange === true || from === undefined ? 0 : Number(from);
    const end =
      to === undefined || to === '' ? bytes.length : Math.min(bytes.length, Number(to) + 1);
    if (start >= bytes.length && start > 0) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const isPart = fault.ignoreRange !== true && from !== undefined;
    const shown = fault.shiftRange === true ? start + 1 : start;
    const body = bytes.subarray(start, end);
    response.writeHead(isPart ? 206 : 200, {
      'content-length': String(body.length),
      ...(isPart ? { 'content-range': `bytes ${shown}-${end - 1}/${bytes.length}` } : {}),
      ...fault.headers,
    });
    const limit = fault.cutAfter ?? fault.stallAfter;
    if (limit === undefined) {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, limit), () => {
      if (fault.stallAfter !== undefined) return;
      const { socket } = response;
      setTimeout(() => {
        if (fault.reset === true) socket?.resetAndDestroy();
        else socket?.destroy();
      }, 20);
    });
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function describe(server: Server, port: number, seen: SeenRequest[]): FaultServer {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
