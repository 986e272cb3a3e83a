import { refusePageFrom } from '../../http/web-page.ts';
import { RegistryResponseError, UnauthorizedError } from '../../core/errors.ts';
import { unreachable } from '../../core/unreachable.ts';
import { readBody } from '../../http/transport/body.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { isGhcrDenial } from '../absence.ts';
import {
  parseTokenReply,
  readComplaints,
  type RegistryComplaint,
} from '../documents/replies-schema.ts';
import type { Credentials } from './credentials.ts';
import { howToLogIn } from './how-to-log-in.ts';

/** A request of an errand: the errand's own, or one for the token it needs. */
export interface Sending {
  readonly kind: 'errand' | 'token';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST. It contains a credential, so no redirect may be followed. */
  readonly form?: Uint8Array;
  /** The server that named the URL. */
  readonly namedBy?: URL;
}

/** A function that sends a request; it handles redirects and retries. */
export type Send = (sending: Sending) => Promise<FinalResponse>;

/** The headers that authorize requests, and the time from which they are no longer used, in milliseconds since 1970. */
export interface Admission {
  readonly headers: Readonly<Record<string, string>>;
  readonly staleAt: number;
}

/** A request for a token. */
export interface TokenRequest {
  readonly registry: URL;
  readonly repository: string;
  /** The URL including the scopes. */
  readonly url: URL;
  readonly credentials: Credentials | undefined;
  readonly nowMs: number;
  readonly send: Send;
}

const TOKEN_BYTES = 128 * 1024;
/** The lifetime if the server names none (distribution, docs/spec/auth/token.md), and the shortest one. */
const LEAST_SECONDS = 60;
const MARGIN_MS = 10_000;

/** Sends a token request and reads the answer. Throws {@link UnauthorizedError} if the credentials are refused. */
export async function requestToken(request: TokenRequest): Promise<Admission> {
  const { registry, url, credentials, nowMs, send } = request;
  const headers = authorizationOf(credentials);
  const response =
    credentials?.kind === 'identity-token'
      ? await exchange(request, credentials.token)
      : await send({ kind: 'token', url, headers, namedBy: registry });
  const what = `the token of ${registry.host}`;
  // Even with a 403: a token server has no web pages.
  refusePageFrom(url.host, response, what);
  if (response.status !== 200) {
    if ([401, 403, 404].includes(response.status)) {
      const body = await readBody(response, TOKEN_BYTES, what).catch(() => new Uint8Array());
      const [complaint] = readComplaints(body);
      throw refused(request, credentials, response.status === 403 ? complaint : undefined);
    }
    response.discard();
    throw new RegistryResponseError(`${what} was answered with ${response.status}`, {
      status: response.status,
    });
  }
  const { token, expiresInSeconds } = parseTokenReply(
    await readBody(response, TOKEN_BYTES, what),
    what,
  );
  const seconds = Math.max(LEAST_SECONDS, expiresInSeconds ?? LEAST_SECONDS);
  const admitted = { authorization: `Bearer ${token}` };
  return { headers: admitted, staleAt: nowMs + seconds * 1000 - MARGIN_MS };
}

/** https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/auth/oauth.md */
function exchange({ registry, url, send }: TokenRequest, token: string): Promise<FinalResponse> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'brewpull',
    service: url.searchParams.get('service') ?? '',
    scope: url.searchParams.getAll('scope').join(' '),
    refresh_token: token,
  });
  return send({
    kind: 'token',
    url: new URL(url.pathname, url),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    form: Buffer.from(form.toString()),
    namedBy: registry,
  });
}

/** Returns the header for credentials that are sent directly; empty if there are none. */
export function authorizationOf(
  credentials: Credentials | undefined,
): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  switch (credentials.kind) {
    case 'basic': {
      const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
      return { authorization: `Basic ${pair}` };
    }
    case 'basic-encoded':
      return { authorization: `Basic ${credentials.token}` };
    case 'bearer':
    case 'identity-token':
      return { authorization: `Bearer ${credentials.token}` };
    default:
      return unreachable(credentials);
  }
}

/** Creates the error for a registry that does not let the request in; `complaint` is what its token server said with a 403. */
export function refused(
  { registry, repository }: Pick<TokenRequest, 'registry' | 'repository'>,
  credentials: Credentials | undefined,
  complaint?: RegistryComplaint,
): UnauthorizedError {
  const { host } = registry;
  return credentials === undefined
    ? new UnauthorizedError(
        `${host} requires credentials for ${repository}, or has no such repository`,
        {
          hint: `Check the name; for a private one ${howToLogIn(registry)}`,
          mayBeAbsent: isGhcrDenial(registry, complaint),
        },
      )
    : new UnauthorizedError(`${host} refuses the credentials it was given`, {
        hint: `Run docker login ${host} again, or check HOMEBREW_DOCKER_REGISTRY_TOKEN.`,
      });
}

/** Creates the error for a registry that would only let the request in if its credentials went to a token server elsewhere. */
export function withheld(registry: URL, realm: URL): UnauthorizedError {
  return new UnauthorizedError(
    `${registry.host} wants its credentials sent to ${realm.host}, which is not in its domain`,
    {
      hint: `Nothing secret was sent there. If that is right, allow it: --auth-host ${realm.host}`,
    },
  );
}
