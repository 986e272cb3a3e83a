import { RegistryResponseError, UnauthorizedError } from '../../core/errors.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { sendWithRetries } from '../../http/retry.ts';
import { readBody } from '../../http/transport/body.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { Authorizer } from '../auth/authorizer.ts';
import { sendOnce } from '../auth/send-once.ts';
import type { RegistryClientOptions } from './client-options.ts';
import { explainRefusal, refusePage, type RefusedRequest } from '../refusal.ts';
import { provesAbsence } from './absence-proof.ts';
import { ApiPlaces, type ApiPlace } from './api-places.ts';
import { RegistrySigns } from './registry-signs.ts';

/** A request to a registry, at the place that was found for it. */
export interface AskedOfRegistry extends RefusedRequest {
  readonly doubt?: ApiPlace['doubt'];
  readonly isGuess?: boolean;
}

/** One request to a registry. */
export interface RegistryRequest {
  /** Defaults to `GET`. */
  readonly method?: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** If set, the body is read at once, so that a connection that breaks during the body is retried too. */
  readonly maxBytes?: number;
  /** Whether to pass a web page on to the caller instead of refusing it. */
  readonly allowsPage?: boolean;
}

/**
 * Sends requests to registries: authorized, with retries, and to the place where a registry's API was found. Turns an
 * unsuccessful answer into an error.
 */
export class RegistrySender {
  readonly #options: RegistryClientOptions;
  readonly #authorizer: Authorizer;
  readonly #places: ApiPlaces;
  readonly #signs: RegistrySigns;
  /** The first document each registry served in this run. */
  readonly #served = new Map<string, URL>();

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#authorizer = new Authorizer(options);
    this.#signs = options.signs ?? new RegistrySigns(options);
    this.#places = options.places ?? new ApiPlaces(this.#signs);
  }

  /** Returns the place of a repository. Throws if it cannot be found out. */
  find(registry: URL, repository: string): Promise<ApiPlace> {
    return this.#places.find(registry, repository);
  }

  /** Returns the place of a repository as far as it is known, without asking. */
  known(registry: URL, repository: string): ApiPlace {
    return this.#places.known(registry, repository);
  }

  /** Resolves with 200, 206 or 416; throws for any other answer, and for a web page. */
  async send(asked: AskedOfRegistry, request: RegistryRequest): Promise<FinalResponse> {
    try {
      const response = await this.#request(asked, request);
      const { status } = response;
      if (status !== 200 && status !== 206 && status !== 416) {
        throw await this.#explain(response, asked);
      }
      if (request.allowsPage !== true) refusePage(response, asked);
      const isDocument = status === 200 && request.maxBytes !== undefined;
      if (isDocument && !this.#served.has(asked.registry.href)) {
        this.#served.set(asked.registry.href, request.url);
      }
      return response;
    } catch (error) {
      // If nothing showed that this is a registry, that says more than the failure of one document.
      if (asked.doubt === undefined || !(error instanceof RegistryResponseError)) throw error;
      const { message, hint = '' } = asked.doubt;
      const { status } = error;
      throw new RegistryResponseError(message, { status, hint, cause: error });
    }
  }

  async #request(
    { registry, repository, what }: RefusedRequest,
    { method = 'GET', url, headers = {}, maxBytes }: RegistryRequest,
  ): Promise<FinalResponse> {
    const { clock, onEvent, signal } = this.#options;
    return this.#authorizer.send({
      registry,
      repository,
      url,
      headers,
      send: (sending) =>
        sendWithRetries(what, { clock, onEvent, signal }, async () => {
          const isErrand = sending.kind === 'errand';
          const once = await sendOnce(this.#options, sending, isErrand ? method : 'GET');
          return holdBody(once, isErrand ? maxBytes : DOCUMENT_BYTES, what);
        }),
    });
  }

  #explain(response: FinalResponse, asked: AskedOfRegistry): ReturnType<typeof explainRefusal> {
    const { registry, repository, isGuess = false } = asked;
    return explainRefusal(response, asked, {
      isAnonymous: () => this.#isAnonymous(registry, repository),
      provesAbsence: (isPage) =>
        provesAbsence(
          { registry, isPage, isGuess },
          {
            signs: this.#signs,
            served: this.#served.get(registry.href),
            ask: (url, method) => this.#askForProof(asked, url, method),
          },
        ),
    });
  }

  async #askForProof(
    asked: RefusedRequest,
    url: URL,
    method: 'GET' | 'HEAD',
  ): Promise<FinalResponse | undefined> {
    try {
      return await this.#request({ ...asked, what: `${url.host}${url.pathname}` }, { method, url });
    } catch (error) {
      if (error instanceof UnauthorizedError) return undefined;
      throw error;
    }
  }

  /** Unreadable credentials count as some: what a registry answers without them proves nothing about what it has. */
  async #isAnonymous(registry: URL, repository: string): Promise<boolean> {
    const { credentials } = this.#options;
    try {
      return (
        credentials.findEager?.(registry) === undefined &&
        (await credentials.find(registry, repository)) === undefined
      );
    } catch {
      return false;
    }
  }
}

/** Reads the body of a successful answer into memory; without a limit, or with another status, the body is left unread. */
async function holdBody(
  response: FinalResponse,
  maxBytes: number | undefined,
  what: string,
): Promise<FinalResponse> {
  if (response.status !== 200 || maxBytes === undefined) return response;
  const bytes = await readBody(response, maxBytes, what);
  const headers = new Map(response.headers);
  headers.delete('content-encoding'); // The body in memory is unpacked.
  return {
    ...response,
    headers,
    body: (async function* held() {
      yield bytes;
    })(),
  };
}
