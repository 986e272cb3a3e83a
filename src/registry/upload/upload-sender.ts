import type { HttpRequest } from '../../http/exchange.ts';
import { redactUrl } from '../../core/redact.ts';
import { sendFollowingRedirects, type FinalResponse } from '../../http/redirect.ts';
import { sendWithRetries } from '../../http/retry.ts';
import { Authorizer } from '../auth/authorizer.ts';
import type { RegistryClientOptions } from '../client.ts';

/** Where something is put. */
export interface UploadPlace {
  readonly registry: URL;
  readonly repository: string;
}

/** Sends the requests of an upload, each once, with leave to push. */
export class UploadSender {
  readonly #options: RegistryClientOptions;
  readonly #authorizer: Authorizer;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#authorizer = new Authorizer(options.credentials, options.clock);
  }

  /**
   * Sends a request. Redirects are given back: a body is sent only where the registry itself said to. Credentials go to
   * the registry's own origin only, though an upload may lead to another.
   */
  async send(
    method: HttpRequest['method'],
    { registry, repository }: UploadPlace,
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: HttpRequest['body'],
  ): Promise<FinalResponse> {
    const sendOnce = (all: Readonly<Record<string, string>>): Promise<FinalResponse> =>
      this.#sendOnce(method, url, all, body);
    if (url.origin !== registry.origin) return sendOnce(headers);
    return this.#authorizer.send({
      registry,
      repository,
      actions: 'pull,push',
      url,
      headers,
      send: (to, all, form) => {
        if (to === url) return sendOnce(all);
        const what = `the token of ${registry.host}`;
        return sendWithRetries(what, this.#options, () => this.#sendForToken(to, all, form));
      },
    });
  }

  /** A form holds a credential, which a redirect would carry on to wherever it leads: none is followed. */
  #sendForToken(
    url: URL,
    headers: Readonly<Record<string, string>>,
    form: Uint8Array | undefined,
  ): Promise<FinalResponse> {
    if (form !== undefined) return this.#sendOnce('POST', url, headers, form);
    const { transport, onEvent, signal } = this.#options;
    return sendFollowingRedirects(transport, { method: 'GET', url, headers, signal }, onEvent);
  }

  async #sendOnce(
    method: HttpRequest['method'],
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: HttpRequest['body'],
  ): Promise<FinalResponse> {
    const { transport, onEvent, signal } = this.#options;
    const request = { method, url, headers, signal, ...(body === undefined ? {} : { body }) };
    const response = await transport.send(request);
    const { status, headers: answered, body: sent, peer } = response;
    onEvent({ type: 'request', method, url: redactUrl(url), status });
    const discard = (): void => response.discard();
    return { status, headers: answered, body: sent, peer, discard, url, redirectHosts: [] };
  }
}
