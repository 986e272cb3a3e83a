import type { Answer } from './faults.ts';

/** Who may read: `token` asks for a bearer token as ghcr.io does, `basic` for a password, `open` for nothing. */
export type Access = 'token' | 'basic' | 'open';

/** The account that may read private repositories. */
export interface Account {
  readonly username: string;
  readonly password: string;
  /** Exchanged for tokens by POST, as `docker login` does if a registry issues identity tokens. */
  readonly identityToken?: string;
}

/** What a token server does besides issuing tokens. */
export interface TokenOptions {
  /** Included in the reply; ghcr.io leaves it out. */
  readonly expiresInSeconds?: number;
  /** Names the token `access_token`, as some registries do. */
  readonly useAccessToken?: boolean;
}

/** A repository, as far as access to it goes. */
interface Guarded {
  readonly isPrivate: boolean;
}

/** Issues tokens and checks them. */
export class AccessControl {
  readonly #access: Access;
  readonly #account: Account | undefined;
  readonly #options: TokenOptions;
  /** Token and the repository it is for. */
  readonly #tokens = new Map<
    string,
    { readonly repository: string; readonly isMember: boolean; readonly mayPush: boolean }
  >();
  #count = 0;

  constructor(access: Access, account: Account | undefined, options: TokenOptions) {
    this.#access = access;
    this.#account = account;
    this.#options = options;
  }

  /** Makes every token issued so far invalid. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  /** Returns the refusal of a request, or undefined if it may pass. */
  refuse(
    authorization: string | undefined,
    name: string,
    repository: Guarded | undefined,
    tokenServer: URL,
    isWrite = false,
  ): Answer | undefined {
    if (this.#access === 'open') return undefined;
    if (this.#access === 'basic') {
      return this.#isMember(authorization) ? undefined : unauthorized('Basic realm="the registry"');
    }
    const [, token = ''] = /^Bearer (.*)$/i.exec(authorization ?? '') ?? [];
    const challenge = `Bearer realm="${tokenServer.href}",service="${tokenServer.host}",scope="repository:${name}:${isWrite ? 'pull,push' : 'pull'}"`;
    const isPrivate = repository?.isPrivate ?? false;
    // Any bearer may read what is public (Library/Homebrew/brew.sh:639 at aad366ffaf).
    if (token === 'QQ==') return isPrivate || isWrite ? unauthorized(challenge) : undefined;
    const password = this.#account?.password;
    if (password !== undefined && token === Buffer.from(password).toString('base64'))
      return undefined;
    const known = this.#tokens.get(token);
    if (known?.repository !== name) return unauthorized(challenge);
    if (isWrite && !known.mayPush) return denied();
    return isPrivate && !known.isMember ? denied() : undefined;
  }

  /** Answers a request for a token; `findRepository` finds what exists. */
  answerToken(
    authorization: string | undefined,
    parameters: URLSearchParams,
    findRepository: (name: string) => Guarded | undefined,
  ): Answer {
    const [, name = ''] =
      /^repository:(.+):(?:pull|pull,push)$/.exec(parameters.get('scope') ?? '') ?? [];
    const repository = findRepository(name);
    const identity = this.#account?.identityToken;
    const isExchange = parameters.get('grant_type') === 'refresh_token';
    const isMember = isExchange
      ? identity !== undefined && parameters.get('refresh_token') === identity
      : this.#isMember(authorization);
    const isRefused = !isMember && (isExchange || authorization !== undefined);
    // ghcr.io issues no token for what does not exist or is private.
    const mayPush = isMember && parameters.get('scope')?.endsWith(':pull,push') === true;
    const isHidden = repository === undefined ? !mayPush : repository.isPrivate && !isMember;
    if (isRefused || isHidden) return denied();
    this.#count += 1;
    const token = Buffer.from(`v1:${name}:${this.#count}`).toString('base64');
    this.#tokens.set(token, { repository: name, isMember, mayPush });
    const { expiresInSeconds, useAccessToken } = this.#options;
    return json(200, {
      [useAccessToken === true ? 'access_token' : 'token']: token,
      ...(expiresInSeconds === undefined ? {} : { expires_in: expiresInSeconds }),
    });
  }

  #isMember(authorization: string | undefined): boolean {
    if (this.#account === undefined || authorization === undefined) return false;
    const { username, password } = this.#account;
    return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
}

/** Makes a JSON answer. */
export function json(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Makes a registry's answer to a request that it refuses. */
export function complaint(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { errors: [{ code, message }] }, headers);
}

function unauthorized(challenge: string): Answer {
  return complaint(401, 'UNAUTHORIZED', 'authentication required', {
    'www-authenticate': challenge,
  });
}

function denied(): Answer {
  return complaint(403, 'DENIED', 'requested access to the resource is denied');
}
