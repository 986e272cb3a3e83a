import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { HttpTransport } from '../../../src/http/transport/exchange.ts';

/** Answers one request; the URL is the path with its query. */
type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Starts a server on this machine that records what it was asked. Close it with `await using`. */
export async function startServer(answer: Answer) {
  const requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    void answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!isPort(address)) throw new Error('the server has no port');
  return {
    url: new URL(`http://127.0.0.1:${address.port}`),
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Sends requests with the platform's own client, and follows no redirect. */
export const transport: HttpTransport = {
  async send({ method, url, headers, signal }) {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      redirect: 'manual',
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      status: response.status,
      headers: new Map(response.headers),
      body: response.body ?? emptyBody(),
      discard: () => void response.body?.cancel(),
      peer: undefined,
    };
  },
  close: () => Promise.resolve(),
};

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  yield* [];
}

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
