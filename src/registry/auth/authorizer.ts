import type { Clock } from '../../http/clock.ts';
import { parseChallenges, type Challenge } from '../../http/challenge.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { GHCR_HOST } from '../address.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { tokenUrl, type Actions } from './realm.ts';
import {
  authorizationOf,
  refused,
  requestToken,
  type Admission,
  type Send,
} from './token-request.ts';

/** `A`: any bearer reads public packages of ghcr.io, which saves a request (Library/Homebrew/brew.sh:639 at aad366ffaf). */
const GHCR_ANONYMOUS = { authorization: 'Bearer QQ==' };

/** What ghcr.io says with a 401; it does not repeat it with a 403. */
const GHCR_CHALLENGE: Challenge = {
  scheme: 'bearer',
  parameters: new Map([
    ['realm', `https://${GHCR_HOST}/token`],
    ['service', GHCR_HOST],
  ]),
};

/** One request that has to be let in. */
export interface Errand {
  readonly registry: URL;
  readonly repository: string;
  /** By default `pull`. */
  readonly actions?: Actions;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly send: Send;
}

/**
 * Lets requests into registries: asks without credentials first, answers the challenge, and keeps tokens for as long as
 * they last. Credentials are looked up only when a registry asks for them, and sent only to it and its token server, but
 * for those that brew sends at once.
 */
export class Authorizer {
  readonly #credentials: CredentialSource;
  readonly #clock: Clock;
  readonly #admissions = new Map<string, Admission>();
  /** Token requests on their way, so that parallel requests share one. */
  readonly #pending = new Map<string, Promise<Admission>>();

  constructor(credentials: CredentialSource, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /**
   * Sends a request, again with what the registry asks for when it refuses. Gives the answer that counts, which may be a
   * 403; throws `UnauthorizedError` when the registry does not let it in.
   */
  async send(errand: Errand): Promise<FinalResponse> {
    const { registry, url, headers, send } = errand;
    const key = `${registry.href} ${errand.repository} ${errand.actions ?? 'pull'}`;
    const known = this.#fresh(key);
    const eager = known === undefined ? this.#credentials.findEager?.(registry) : undefined;
    const response = await send(url, { ...headers, ...firstHeaders(registry, known, eager) });
    if (!isRefusal(response, url) || (response.status === 403 && eager !== undefined)) {
      return response;
    }
    if (eager !== undefined) {
      response.discard();
      throw refused(registry, eager);
    }
    const { credentials, failure } = await this.#look(errand);
    if (response.status === 403 && (credentials === undefined || known !== undefined)) {
      return response;
    }
    response.discard();
    try {
      const admission = await this.#admit(errand, key, known, response, credentials);
      const second = await send(url, { ...headers, ...admission.headers });
      if (!isRefusal(second, url) || second.status === 403) return second;
      second.discard();
      this.#admissions.delete(key);
      throw refused(registry, credentials);
    } catch (error) {
      // Where credentials are needed, that they cannot be read says more than that there were none.
      throw failure ?? error;
    }
  }

  async #look({ registry, repository }: Errand): Promise<{
    readonly credentials: Credentials | undefined;
    readonly failure: unknown;
  }> {
    try {
      const credentials = await this.#credentials.find(registry, repository);
      return { credentials, failure: undefined };
    } catch (failure) {
      return { credentials: undefined, failure }; // A public repository needs none, so that the way on is without.
    }
  }

  async #admit(
    errand: Errand,
    key: string,
    known: Admission | undefined,
    response: FinalResponse,
    credentials: Credentials | undefined,
  ): Promise<Admission> {
    const other = this.#fresh(key);
    if (other !== undefined && other !== known) return other; // Another request got it meanwhile.
    const pending = this.#pending.get(key) ?? this.#request(errand, response, credentials);
    this.#pending.set(key, pending);
    try {
      const admission = await pending;
      this.#admissions.set(key, admission);
      return admission;
    } finally {
      this.#pending.delete(key);
    }
  }

  async #request(
    { registry, repository, actions, send }: Errand,
    response: FinalResponse,
    credentials: Credentials | undefined,
  ): Promise<Admission> {
    const served = parseChallenges(response.headers.get('www-authenticate'));
    const challenges =
      served.length === 0 && registry.host === GHCR_HOST ? [GHCR_CHALLENGE] : served;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined && credentials?.kind !== 'bearer') {
      const url = tokenUrl(registry, bearer, repository, credentials !== undefined, actions);
      return requestToken(registry, url, credentials, this.#clock.now(), send);
    }
    const isBasic = challenges.some(({ scheme }) => scheme === 'basic');
    if (credentials === undefined || (bearer === undefined && !isBasic)) {
      throw refused(registry, undefined);
    }
    return { headers: authorizationOf(credentials), staleAt: Number.POSITIVE_INFINITY };
  }

  #fresh(key: string): Admission | undefined {
    const admission = this.#admissions.get(key);
    return admission !== undefined && admission.staleAt > this.#clock.now() ? admission : undefined;
  }
}

function firstHeaders(
  { host }: URL,
  known: Admission | undefined,
  eager: Credentials | undefined,
): Readonly<Record<string, string>> {
  if (known !== undefined) return known.headers;
  if (eager !== undefined) return authorizationOf(eager);
  return host === GHCR_HOST ? GHCR_ANONYMOUS : {};
}

/** A refusal by another host, where a redirect led, is not about credentials for this one. */
function isRefusal({ status, url: answered }: FinalResponse, url: URL): boolean {
  return (status === 401 || status === 403) && answered.origin === url.origin;
}
