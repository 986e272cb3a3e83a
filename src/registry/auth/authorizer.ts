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

/** `A`: any bearer reads public packages of ghcr.io, which saves a request (Library/Homebrew/brew.sh:639 at aad366ffaf). */
const GHCR_ANONYMOUS = { authorization: 'Bearer QQ==' };

/** What ghcr.io says with a 401; it does not repeat it with a 403. */
const GHCR_CHALLENGE: Challenge = {
  scheme: 'bearer',
  parameters: new Map([
    ['realm', `${GHCR_ORIGIN}/token`],
    ['service', new URL(GHCR_ORIGIN).host],
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

/** What an authorizer works with. */
export interface AuthorizerOptions {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** Token servers that may be sent the credentials of registries elsewhere. */
  readonly authHosts?: readonly NamedHost[] | undefined;
}

/** What lets requests into a registry. */
interface RegistryAdmission extends Admission {
  /** The token server that was asked without the credentials that there are. */
  readonly withheldFrom?: URL | undefined;
}

/**
 * Lets requests into registries: asks without credentials first, answers the challenge, and keeps tokens for as long as
 * they last. Credentials are looked up only when a registry asks for them, and sent only to it and to a token server of
 * its domain or one that the user named, but for those that brew sends at once. Another token server, and another registry
 * that a redirect leads to, is asked for a token without any.
 */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #elsewhere: Elsewhere;
  readonly #admissions = new Map<string, RegistryAdmission>();
  /** Token requests on their way, so that parallel requests share one. */
  readonly #pending = new Map<string, Promise<RegistryAdmission>>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    this.#elsewhere = new Elsewhere(options.clock);
  }

  /**
   * Sends a request, again with what the registry asks for when it refuses. Gives the answer that counts, which may be a
   * 403; throws `UnauthorizedError` when the registry does not let it in.
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
      // Where credentials are needed, that they cannot be read says more than that there were none.
      throw failure ?? error;
    }
  }

  /** Sends the request itself; another registry that it is led to lets it in without credentials. */
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
      return { credentials: undefined, failure }; // A public repository needs none, so that the way on is without.
    }
  }

  /** Gives what another request got since `known`, or waits for the one that is on its way, or makes one. */
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

/** A refusal by another host, where a redirect led, is not about credentials for this one. */
function isRefusal({ status, url: answered }: FinalResponse, url: URL): boolean {
  return (status === 401 || status === 403) && answered.origin === url.origin;
}
