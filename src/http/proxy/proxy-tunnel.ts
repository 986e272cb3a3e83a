import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';

import { HttpsProxyAgent } from 'https-proxy-agent';

import type { PoolOptions } from './pool.ts';
import { BeforeProxy, ProxyFailure, refusedByProxy } from './proxy-failure.ts';
import { formatProxy } from './proxy-settings.ts';

/** A proxy's answer to CONNECT. */
interface ConnectAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Reaches https servers through a proxy's CONNECT. Unlike the agent it extends, it gives up on a proxy that accepts but stays
 * silent, closes the connection when the request is abandoned, and never passes off the proxy's own answer as the server's:
 * otherwise anyone in between could name a token server in the clear ("FalseCONNECT").
 */
export class ProxyTunnel extends HttpsProxyAgent<string> {
  readonly #patienceMs: number;
  readonly #secureContext: SecureContext | undefined;

  constructor(proxy: URL, patienceMs: number, options: Omit<PoolOptions, 'lookup'>) {
    super(proxy, options);
    this.#patienceMs = patienceMs;
    this.#secureContext = options.secureContext;
  }

  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>['connect']>[1],
  ): Promise<Socket> {
    let answered: ConnectAnswer | undefined;
    request.once('proxyConnect', (answer: ConnectAnswer) => {
      answered = answer;
    });
    const trust = this.#secureContext === undefined ? {} : { secureContext: this.#secureContext };
    const giveUp = new AbortController();
    const stop = (): void => giveUp.abort();
    const timer = setTimeout(stop, this.#patienceMs);
    request.once('close', stop);
    // `super.connect` reads this synchronously, before another request can change it.
    this.connectOpts = { ...this.connectOpts, signal: giveUp.signal };
    try {
      // The parent agent uses its own options only for the connection to the proxy.
      const socket = await super.connect(request, { ...options, ...trust });
      if (answered?.statusCode === 200) return socket;
      socket.destroy();
      const offered = answered?.headers['proxy-authenticate'];
      throw refusedByProxy(this.proxy, answered?.statusCode ?? 0, offered);
    } catch (error) {
      if (!giveUp.signal.aborted) throw this.#withCulprit(error, answered);
      throw new ProxyFailure(
        `the proxy ${formatProxy(this.proxy)} does not answer in time`,
        'PROXY_FAILS',
      );
    } finally {
      clearTimeout(timer);
      request.off('close', stop);
    }
  }

  /** TLS with the server starts after the answer to CONNECT; a failure before that is the proxy's. */
  #withCulprit(error: unknown, answered: ConnectAnswer | undefined): unknown {
    const isOwn = answered === undefined && this.proxy.protocol === 'https:';
    return isOwn && error instanceof Error && !(error instanceof ProxyFailure)
      ? new BeforeProxy(error)
      : error;
  }
}
