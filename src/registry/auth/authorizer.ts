import { UnauthorizedError } from '../../core/errors.ts';
import type { Clock } from '../../http/clock.ts';
import { parseChallenges, type Challenge } from '../../http/challenge.ts';
import type { NamedHost } from '../../http/hosts/named-host.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { GHCR_ORIGIN } from '../address.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { Elsewhere } from './elsewhere.ts';
import { mayIdentify, tokenUrl, type Actions } from './realm.ts';
import {
  authorizationOf,
  refused,
  requestToken,
  withheld,
  type Admission,
  type Send,
} from './token-request.ts';

/**
 * `A`, since any bearer token reads public packages on ghcr.io, which saves a request (Library/Homebrew/brew.sh:639 at
 * aad366ffaf).
 */
const GHCR_ANONYMOUS = { authorization: 'Bearer QQ==' };

/** The challenge ghcr.io sends with a 401; it does not repeat it with a 403. */
const GHCR_CHALLENGE: Challenge = {
  scheme: 'bearer',
  parameters: new Map([
    ['realm', `${GHCR_ORIGIN}/token`],
    ['service', new URL(GHCR_ORIGIN).host],
  ]),
};

/** A request that needs authorization. */
export interface Errand {
  readonly registry: URL;
  readonly repository: string;
  /** Defaults to `pull`. */
  readonly actions?: Actions;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly send: Send;
}

/** The options of an authorizer. */
export interface AuthorizerOptions {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** Token servers that may receive the credentials of registries in other domains. */
  readonly authHosts?: readonly NamedHost[] | undefined;
}

/** The authorization for requests to a registry. */
interface RegistryAdmission extends Admission {
  /** The token server that was asked without the credentials, although there are some. */
  readonly withheldFrom?: URL | undefined;
}

/**
 * Authorizes requests to registries: asks without credentials first, answers the challenge, and keeps tokens for as long as they
 * last. Except for those that brew sends right away, credentials are looked up only when a registry asks for them, and sent only
 * to it and to a token server in its domain or one that the user named. Any other token server, and any other registry that a
 * redirect leads to, is asked for an anonymous token.
 */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #elsewhere: Elsewhere;
  readonly #admissions = new Map<string, RegistryAdmission>();
  /** Token requests in flight, so that parallel requests share one. */
  readonly #pending = new Map<string, Promise<RegistryAdmission>>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    this.#elsewhere = new Elsewhere(options.clock);
  }

  /**
   * Sends a request, and repeats it with what the registry asks for if it refuses. Returns the final answer, which may be a 403;
   * throws `UnauthorizedError` if the registry does not let the request in.
   */
  async send(errand: Errand): Promise<FinalResponse> {
    const { registry, url } = errand;
    const key = `${registry.href} ${errand.repository} ${errand.actions ?? 'pull'}`;
    const known = this.#fresh(key);
    const eager = known === undefined ? this.#options.credentials.findEager?.(registry) : undefined;
    const response = await this.#ask(errand, firstHeaders(registry, known, eager));
    if (!isRefusal(response, url) || (response.status === 403 && eager !== undefined)) {
      return response;
    }
    if (eager !== undefined) {
      response.discard();
      throw refused(errand, eager);
    }
    const { credentials, failure } = await this.#look(errand);
    if (response.status === 403 && (credentials === undefined || known !== undefined)) {
      if (known?.withheldFrom === undefined) return response;
      response.discard();
      throw withheld(registry, known.withheldFrom);
    }
    response.discard();
    try {
      const admission = await this.#admit(key, known, () =>
        this.#request(errand, response, credentials),
      );
      const second = await this.#ask(errand, admission.headers);
      const { withheldFrom } = admission;
      if (!isRefusal(second, url)) return second;
      if (second.status === 403 && withheldFrom === undefined) return second;
      second.discard();
      this.#admissions.delete(key);
      if (withheldFrom !== undefined) throw withheld(registry, withheldFrom);
      throw refused(errand, credentials);
    } catch (error) {
      // If credentials are needed, a failure to read them says more than that there were none.
      throw failure ?? error;
    }
  }

  /** Sends the request itself; another registry it is redirected to is entered without credentials. */
  async #ask(errand: Errand, admission: Admission['headers']): Promise<FinalResponse> {
    const { url, headers, send } = errand;
    const response = await send({ kind: 'errand', url, headers: { ...headers, ...admission } });
    return response.url.origin === url.origin ? response : this.#elsewhere.enter(response, errand);
  }

  async #look({ registry, repository }: Errand): Promise<{
    readonly credentials: Credentials | undefined;
    readonly failure: unknown;
  }> {
    try {
      const credentials = await this.#options.credentials.find(registry, repository);
      return { credentials, failure: undefined };
    } catch (failure) {
      return { credentials: undefined, failure }; // A public repository needs none, so continue without.
    }
  }

  /** Returns what another request got since `known`, waits for one in flight, or makes one. */
  async #admit(
    key: string,
    known: Admission | undefined,
    request: () => Promise<RegistryAdmission>,
  ): Promise<RegistryAdmission> {
    const other = this.#fresh(key);
    if (other !== undefined && other !== known) return other;
    const pending = this.#pending.get(key) ?? request();
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
    errand: Errand,
    response: FinalResponse,
    credentials: Credentials | undefined,
  ): Promise<RegistryAdmission> {
    const { registry, repository, actions = 'pull', send } = errand;
    const served = parseChallenges(response.headers.get('www-authenticate'));
    const challenges =
      served.length === 0 && registry.origin === GHCR_ORIGIN ? [GHCR_CHALLENGE] : served;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined && credentials?.kind !== 'bearer') {
      const wish = { registry, challenge: bearer, repository, actions };
      const { clock, authHosts = [] } = this.#options;
      const anonymous = tokenUrl({ ...wish, isIdentified: false });
      const shown = mayIdentify(registry, anonymous, authHosts) ? credentials : undefined;
      const url = shown === undefined ? anonymous : tokenUrl({ ...wish, isIdentified: true });
      const withheldFrom = shown === credentials ? undefined : url;
      const nowMs = clock.now();
      const request = { registry, repository, url, credentials: shown, nowMs, send };
      try {
        return { ...(await requestToken(request)), withheldFrom };
      } catch (error) {
        if (withheldFrom === undefined || !(error instanceof UnauthorizedError)) throw error;
        throw withheld(registry, withheldFrom);
      }
    }
    const isBasic = challenges.some(({ scheme }) => scheme === 'basic');
    if (credentials === undefined || (bearer === undefined && !isBasic)) {
      throw refused(errand, undefined);
    }
    return { headers: authorizationOf(credentials), staleAt: Number.POSITIVE_INFINITY };
  }

  #fresh(key: string): RegistryAdmission | undefined {
    const admission = this.#admissions.get(key);
    return admission !== undefined && admission.staleAt > this.#options.clock.now()
      ? admission
      : undefined;
  }
}

function firstHeaders(
  { origin }: URL,
  known: Admission | undefined,
  eager: Credentials | undefined,
): Readonly<Record<string, string>> {
  if (known !== undefined) return known.headers;
  if (eager !== undefined) return authorizationOf(eager);
  return origin === GHCR_ORIGIN ? GHCR_ANONYMOUS : {};
}

/** A refusal by another host, reached by a redirect, is not about credentials for this one. */
function isRefusal({ status, url: answered }: FinalResponse, url: URL): boolean {
  return (status === 401 || status === 403) && answered.origin === url.origin;
}
