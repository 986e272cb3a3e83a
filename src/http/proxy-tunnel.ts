import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

import { HttpsProxyAgent, type HttpsProxyAgentOptions } from 'https-proxy-agent';

import { ProxyFailure, refusedByProxy } from './proxy-failure.ts';
import { formatProxy } from './proxy-settings.ts';

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
    let status: number | undefined;
    request.once('proxyConnect', (answer: { readonly statusCode: number }) => {
      status = answer.statusCode;
    });
    const giveUp = new AbortController();
    const stop = (): void => giveUp.abort();
    const timer = setTimeout(stop, this.#patienceMs);
    request.once('close', stop);
    // Read at once by the method below, before any other request can come in between.
    this.connectOpts = { ...this.connectOpts, signal: giveUp.signal };
    try {
      const socket = await super.connect(request, options);
      if (status === 200) return socket;
      socket.destroy();
      throw refusedByProxy(this.proxy, status ?? 0);
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
