import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Brewpull } from '../../../src/workspace/brewpull.ts';
import type { BrewpullOptions } from '../../../src/workspace/options.ts';
import { listen, shut, urlOf } from '../registry/loopback-server.ts';

/** Answers one request; `count` is how many came before. */
export type Answer = (response: ServerResponse, request: IncomingMessage, count: number) => void;

/** A server in place of formulae.brew.sh. */
export interface FeedServer extends AsyncDisposable {
  readonly url: URL;
  /** The headers of every request, in order. */
  readonly asked: readonly IncomingMessage['headers'][];
}

/** Starts a server in place of formulae.brew.sh; dispose of it. */
export async function serveFeed(answer: Answer): Promise<FeedServer> {
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    answer(response, request, asked.length - 1);
  });
  await listen(server);
  return {
    url: new URL('api/advisories.json', urlOf(server)),
    asked,
    [Symbol.asyncDispose]: () => shut(server),
  };
}

/** Makes a brewpull that may ask a server on loopback; close it. */
export function brewpullFor(
  url: URL,
  cacheDirectory: string,
  options: Partial<BrewpullOptions> = {},
): Brewpull {
  return new Brewpull({
    history: 'auto',
    tapClones: [],
    before: undefined,
    at: undefined,
    registry: undefined,
    namedRegistries: [url],
    cacheDirectory,
    concurrency: 1,
    proxy: undefined,
    certificateAuthorities: [],
    offline: false,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });
}
