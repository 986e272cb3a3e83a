import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

import { HttpsProxyAgent, type HttpsProxyAgentOptions } from 'https-proxy-agent';

import { ProxyFailure, refusedByProxy } from './proxy-failure.ts';
import { formatProxy } from './proxy-settings.ts';

/** What a proxy says to CONNECT. */
interface ConnectAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Reaches https servers through the CONNECT of a proxy. Other than the agent it extends, it gives up a proxy that accepts
 * and says nothing, closes the connection when the request is given up, and never shows the proxy's own answer as the
 * server's: anyone between could otherwise name a token server in the clear ("FalseCONNECT").
 */
export class ProxyTunnel extends HttpsProxyAgent<string> {
  readonly #patienceMs: number;

  constructor(proxy: URL, patienceMs: number, options: HttpsProxyAgentOptions<string>) {
    super(proxy, options);
    this.#patienceMs = patienceMs;
  }

  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>['connect']>[1],
  ): Promise<Socket> {
    let answered: ConnectAnswer | undefined;
    request.once('proxyConnect', (answer: ConnectAnswer) => {
      answered = answer;
    });
    const giveUp = new AbortController();
    const stop = (): void => giveUp.abort();
    const timer = setTimeout(stop, this.#patienceMs);
    request.once('close', stop);
    // Read at once by the method below, before any other request can come in between.
    this.connectOpts = { ...this.connectOpts, signal: giveUp.signal };
    try {
      const socket = await super.connect(request, options);
      if (answered?.statusCode === 200) return socket;
      socket.destroy();
      const offered = answered?.headers['proxy-authenticate'];
      throw refusedByProxy(this.proxy, answered?.statusCode ?? 0, offered);
    } catch (error) {
      if (!giveUp.signal.aborted) throw error;
      throw new ProxyFailure(
        `the proxy ${formatProxy(this.proxy)} does not answer in time`,
        'PROXY_FAILS',
      );
    } finally {
      clearTimeout(timer);
      request.off('close', stop);
    }
  }
}
