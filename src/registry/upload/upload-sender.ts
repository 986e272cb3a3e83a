import type { HttpRequest } from '../../http/transport/exchange.ts';
import { sendWithoutRedirects, type FinalResponse } from '../../http/redirect.ts';
import { sendWithRetries } from '../../http/retry.ts';
import { Authorizer } from '../auth/authorizer.ts';
import { sendOnce } from '../auth/send-once.ts';
import type { RegistryClientOptions } from '../api/client-options.ts';

/** Where to upload something. */
export interface UploadPlace {
  readonly registry: URL;
  readonly repository: string;
}

/** Sends the requests of an upload, each once, with permission to push. */
export class UploadSender {
  readonly #options: RegistryClientOptions;
  readonly #authorizer: Authorizer;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#authorizer = new Authorizer(options);
  }

  /**
   * Sends a request. Returns redirects as they are: a body is sent only where the registry itself said to. Credentials go only to
   * the registry's own origin, although an upload may lead to another.
   */
  async send(
    { registry, repository }: UploadPlace,
    request: Pick<HttpRequest, 'method' | 'url' | 'body'> & Partial<Pick<HttpRequest, 'headers'>>,
  ): Promise<FinalResponse> {
    const { transport, onEvent, signal } = this.#options;
    const { url, headers = {} } = request;
    const sendBody = (all: Readonly<Record<string, string>>): Promise<FinalResponse> => {
      const whole = { ...request, headers: all, signal, namedBy: registry };
      return sendWithoutRedirects(transport, whole, onEvent);
    };
    if (url.origin !== registry.origin) return sendBody(headers);
    return this.#authorizer.send({
      registry,
      repository,
      actions: 'pull,push',
      url,
      headers,
      send: (sending) => {
        if (sending.kind === 'errand') return sendBody(sending.headers);
        const what = `the token of ${registry.host}`;
        return sendWithRetries(what, this.#options, () => sendOnce(this.#options, sending));
      },
    });
  }
}
