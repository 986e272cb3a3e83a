import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';

import { got, TimeoutError, type Request } from 'got';

import { onAbort } from '../../core/abort.ts';
import {
  AbortedError,
  InsecureRedirectError,
  NetworkError,
  OfflineError,
} from '../../core/errors.ts';
import { createAgents, type Agents } from './agents.ts';
import { readDirectly } from './direct-body.ts';
import type { HttpPeer, HttpRequest, HttpResponse, HttpTransport } from './exchange.ts';
import { explainNetworkFailure } from './network-failure.ts';
import { answersFor, refusedByProxy } from '../proxy/proxy-failure.ts';
import { formatProxy, proxyFor, type ProxySettings } from '../proxy/proxy-settings.ts';
import type { Reach } from '../hosts/reach.ts';

/** How a transport reaches the network. */
export interface TransportOptions {
  readonly proxy: ProxySettings;
  /** Which servers may be contacted. */
  readonly reach: Reach;
  /** Trusted in addition to Node's own, each as PEM. */
  readonly certificateAuthorities: readonly string[];
  readonly userAgent: string;
  /** How long a server may take to accept a connection, and to begin its answer. */
  readonly answerTimeoutMs?: number;
  /** How long a body may go without progress. */
  readonly stallTimeoutMs?: number;
}

const ANSWER_TIMEOUT_MS = 30_000;
const STALL_TIMEOUT_MS = 30_000;
const WORTH_READING_BYTES = 64 * 1024;

/** Creates the transport for the real network; `close` closes its connections. */
export function createTransport(options: TransportOptions): HttpTransport {
  const { certificateAuthorities: authorities, proxy: proxies, reach } = options;
  const patienceMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  const agents = createAgents({ proxies, reach, authorities, patienceMs });
  return {
    send: (request) => send(request, options, agents),
    close: () => agents.close(),
  };
}

/** Creates a transport that never sends anything, for `--offline`. */
export function createOfflineTransport(): HttpTransport {
  return {
    send: async ({ url }) => {
      throw new OfflineError(`${url.host} is needed, but --offline contacts no server`, {
        hint: 'Run the same command once without --offline; the cache then has what it needs.',
      });
    },
    close: async () => undefined,
  };
}

async function send(
  { method, url, headers, signal, namedBy, body }: HttpRequest,
  options: TransportOptions,
  agents: Agents,
): Promise<HttpResponse> {
  const agent = await agents.for(url, options.reach.rangeOf(url, namedBy));
  const proxy = proxyFor(options.proxy, url);
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new AbortedError({ cause: signal.reason }));
      return;
    }
    const answerMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
    const sent = bodyOf(body);
    const stream = got.stream(url, {
      method,
      ...(sent === undefined ? {} : { body: sent }),
      headers: {
        'user-agent': options.userAgent,
        'accept-encoding': 'identity',
        ...(body === undefined ? {} : { 'content-length': String(sizeOf(body)) }),
        ...headers,
      },
      agent,
      // The caller decides on retries and redirects: it knows what may be sent where.
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: {
        lookup: answerMs,
        connect: answerMs,
        secureConnect: answerMs,
        response: answerMs,
        socket: options.stallTimeoutMs ?? STALL_TIMEOUT_MS,
      },
    });
    // Not as an option: got would add a listener for each of hundreds of requests.
    stream.once(
      'close',
      onAbort(signal, () => stream.destroy(new AbortedError())),
    );
    const failure: { error?: unknown } = {};
    if (sent instanceof Readable) {
      stream.once('close', () => sent.destroy());
      sent.once('error', (error) => stream.destroy(error));
    }
    stream.on('error', (error) => {
      failure.error = error;
      reject(explain({ url, proxy, signal }, error));
    });
    stream.once('response', (response: IncomingMessage) => {
      let isGivenUp = false;
      if (proxy !== undefined && response.statusCode === 407) {
        stream.destroy();
        const offered = response.headers['proxy-authenticate'];
        reject(explainNetworkFailure(url, refusedByProxy(proxy, 407, offered)));
        return;
      }
      // An answer to HEAD announces a body too.
      const direct = method === 'GET' ? readDirectly(response) : undefined;
      resolve({
        status: response.statusCode ?? 0,
        headers: joinHeaders(response),
        body: readBody(direct ?? wholeBody(response), stream, (error) =>
          explain({ url, proxy, signal }, failure.error ?? error),
        ),
        discard: () => {
          if (!isGivenUp) void giveUp(stream, response);
          isGivenUp = true;
        },
        peer: describePeer(response, proxy),
        ...(proxy !== undefined && answersFor(proxy, url) ? { gateway: formatProxy(proxy) } : {}),
      });
    });
  });
}

function bodyOf(body: HttpRequest['body']): Buffer | Readable | undefined {
  if (body === undefined) return undefined;
  return body instanceof Uint8Array
    ? Buffer.from(body)
    : Readable.from(body.open(), { objectMode: false });
}

function sizeOf(body: NonNullable<HttpRequest['body']>): number {
  return body instanceof Uint8Array ? body.length : body.sizeBytes;
}

/** Abandons an answer; reads the rest of a small one, so that its connection can be reused. */
async function giveUp(stream: Request, response: IncomingMessage): Promise<void> {
  let left = WORTH_READING_BYTES - Number(response.headers['content-length'] ?? 0);
  try {
    if (left < 0) response.destroy();
    for await (const chunk of response) {
      left -= chunk instanceof Uint8Array ? chunk.length : 0;
      if (left < 0) break;
    }
  } catch {
    // Errors no longer matter: nobody reads this body.
  } finally {
    stream.destroy();
  }
}

/**
 * Yields the chunks of the response itself: got's own stream would pass each through a second buffer. Got still enforces its
 * timeouts meanwhile; its errors are thrown here.
 */
async function* readBody(
  body: AsyncIterable<Uint8Array>,
  stream: Request,
  explained: (error: unknown) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    throw explained(error);
  } finally {
    stream.destroy();
  }
}

async function* wholeBody(response: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of response) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
  if (!response.complete) throw new Error('the connection ended too early');
}

/** A request that failed; `proxy` is the one that must be reached first. */
interface FailedRequest extends Pick<HttpRequest, 'url' | 'signal'> {
  readonly proxy?: URL | undefined;
}

function explain({ url, proxy, signal }: FailedRequest, error: unknown): Error {
  if (signal?.aborted === true) return new AbortedError({ cause: signal.reason });
  const refused = insecureIn(error);
  if (refused !== undefined) return refused;
  if (error instanceof TimeoutError) {
    const slow = error.event === 'socket' ? 'has stopped sending' : 'does not answer in time';
    const way = proxy === undefined ? '' : ` through the proxy ${formatProxy(proxy)}`;
    return new NetworkError(`${url.host} ${slow}${way}`, {
      cause: error,
      hint: 'Run this again; what was fetched is kept.',
    });
  }
  return explainNetworkFailure(url, error, proxy);
}

/** The library wraps what the lookup refused. */
function insecureIn(error: unknown): InsecureRedirectError | undefined {
  if (error instanceof InsecureRedirectError) return error;
  return error instanceof Error ? insecureIn(error.cause) : undefined;
}

function joinHeaders(response: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    if (values !== undefined) headers.set(name, values.join(', '));
  }
  return headers;
}

function describePeer({ socket }: IncomingMessage, proxy: URL | undefined): HttpPeer {
  return {
    // Behind a proxy, the address is the proxy's and says nothing about the server.
    address: proxy === undefined ? socket.remoteAddress : undefined,
    tlsIssuer: socket instanceof TLSSocket ? issuerOf(socket) : undefined,
    proxy: proxy === undefined ? undefined : formatProxy(proxy),
  };
}

function issuerOf(socket: TLSSocket): string | undefined {
  // Empty for a resumed session.
  const { issuer } = socket.getPeerCertificate();
  return [issuer?.O ?? issuer?.CN].flat()[0];
}
