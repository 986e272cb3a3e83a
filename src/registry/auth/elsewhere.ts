import { UnauthorizedError } from '../../core/errors.ts';
import { parseChallenges } from '../../http/challenge.ts';
import type { Clock } from '../../http/clock.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { tokenUrl } from './realm.ts';
import { requestToken, type Admission, type Send, type TokenRequest } from './token-request.ts';

/** A request that one registry redirected to another. */
interface LedErrand {
  readonly registry: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly send: Send;
}

/**
 * Authorizes requests to registries that other registries redirect to, as registry.k8s.io does, with an anonymous token. No
 * credentials are looked up for them, because the user did not name them.
 */
export class Elsewhere {
  readonly #clock: Clock;
  /** Keyed by the URL of the token request, which names what the token is for. */
  readonly #admissions = new Map<string, Admission>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Returns the answer of a registry elsewhere, and asks again with a token if it refuses and says where to get one. Throws
   * `UnauthorizedError` if it gets no token.
   */
  async enter(response: FinalResponse, errand: LedErrand): Promise<FinalResponse> {
    const { url, status } = response;
    const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(url.pathname)?.[1];
    if (status !== 401 || repository === undefined) return response;
    const challenge = parseChallenges(response.headers.get('www-authenticate')).find(
      ({ scheme }) => scheme === 'bearer',
    );
    if (challenge === undefined) return response;
    response.discard();
    const registry = new URL('/', url);
    const wish = { registry, challenge, repository, actions: 'pull', isIdentified: false } as const;
    const ask = tokenUrl(wish);
    const request = { registry, repository, url: ask, send: errand.send };
    const { headers } = await this.#admit(request, errand.registry);
    const entered = await errand.send({
      kind: 'errand',
      url,
      headers: { ...errand.headers, ...headers },
      namedBy: errand.registry,
    });
    if (entered.status === 401) this.#admissions.delete(ask.href);
    const redirectHosts = [...response.redirectHosts, ...entered.redirectHosts];
    return { ...entered, discard: () => entered.discard(), redirectHosts };
  }

  async #admit(
    request: Pick<TokenRequest, 'registry' | 'repository' | 'url' | 'send'>,
    front: URL,
  ): Promise<Admission> {
    const { registry, repository, url } = request;
    const known = this.#admissions.get(url.href);
    const nowMs = this.#clock.now();
    if (known !== undefined && known.staleAt > nowMs) return known;
    try {
      const admission = await requestToken({ ...request, credentials: undefined, nowMs });
      this.#admissions.set(url.href, admission);
      return admission;
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      throw new UnauthorizedError(
        `${front.host} leads to ${registry.host}, which requires credentials for ${repository}`,
        { cause: error, hint: `Ask ${registry.host} itself; docker login works for it.` },
      );
    }
  }
}
