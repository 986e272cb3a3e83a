import { UnauthorizedError } from '../../../../core/errors.ts';
import { parseChallenges, type Challenge } from '../../../../http/challenge.ts';
import { GHCR_ORIGIN } from '../../../../registry/address.ts';
import { sendOnce } from '../../../../registry/auth/send-once.ts';
import { tokenUrl } from '../../../../registry/auth/realm.ts';
import { requestToken } from '../../../../registry/auth/token-request.ts';
import { readRateLimit } from '../../../../registry/rate-limit.ts';
import type { Network } from '../../../../workspace/network/open-network.ts';
import { stepSignal, type Finding } from '../check.ts';
import type { RegistryAnswer } from './ask-registry.ts';

/** Checks that a registry answered, and not the login page of a network in between. */
export function checkRegistry(
  { status, headers, body, peer, tookMs }: RegistryAnswer,
  registry: URL,
): Finding {
  const challenges = challengesIn(headers);
  const rateLimit = readRateLimit(headers);
  const facts = {
    registry: registry.href,
    status,
    tookMs,
    address: peer?.address ?? null,
    proxy: peer?.proxy ?? null,
    challenges: challenges.map(({ scheme }) => scheme),
    rateLimit:
      rateLimit === undefined
        ? null
        : { ...rateLimit, windowSeconds: rateLimit.windowSeconds ?? null },
  };
  const isPage = /^\s*</.test(body) || (headers.get('content-type') ?? '').includes('text/html');
  const location = headers.get('location');
  if (status < 400 && (location !== undefined || isPage)) {
    const host = location === undefined ? null : (URL.parse(location, registry.href)?.host ?? null);
    const how = host === null ? 'answers with a web page' : `leads to ${host}`;
    return {
      status: 'failed',
      code: 'PORTAL',
      facts: { ...facts, leadsTo: host },
      text: `${registry.host} ${how}, as the login page of a network does`,
      hint: 'Open a browser and log in to this network, or use another one.',
    };
  }
  const left =
    rateLimit === undefined ? '' : `, ${rateLimit.remaining} of ${rateLimit.limit} requests left`;
  const text = `${registry.host} answers as a registry in ${tookMs} ms${left}`;
  if (status === 200 || (status === 401 && challenges.length > 0)) {
    return { status: 'ok', code: 'REGISTRY', facts, text };
  }
  return {
    status: 'failed',
    code: 'NOT_A_REGISTRY',
    facts,
    text: `${registry.host} answers ${status} to /v2/, which no registry does`,
    hint: 'Check --registry; a registry of one repository below a path is written with the path.',
  };
}

/** What a token is requested for. */
export interface TokenQuestion {
  readonly registry: URL;
  readonly repository: string;
  /** Whether there are credentials: if so, it is no failure that the registry wants some. */
  readonly hasCredentials: boolean;
  readonly signal: AbortSignal;
}

/** Checks that the registry gives out a token to read public bottles without credentials. */
export async function checkToken(
  { headers }: RegistryAnswer,
  { access }: Network,
  { registry, repository, hasCredentials, signal }: TokenQuestion,
): Promise<Finding> {
  const challenge = challengesIn(headers).find(({ scheme }) => scheme === 'bearer');
  if (challenge === undefined) {
    return { status: 'ok', code: 'NO_TOKEN_NEEDED', text: `${registry.host} asks for no token` };
  }
  const wish = { registry, challenge, repository, actions: 'pull', isIdentified: false } as const;
  const url = tokenUrl(wish);
  const tools = { ...access, signal: stepSignal(signal) };
  try {
    await requestToken({
      registry,
      repository,
      url,
      credentials: undefined,
      nowMs: access.clock.now(),
      send: (sending) => sendOnce(tools, sending),
    });
  } catch (error) {
    // Homebrew's own registry gives everyone a token; another one may require a login, or may not have the formula.
    if (registry.origin === GHCR_ORIGIN || !(error instanceof UnauthorizedError)) throw error;
    const facts = { server: url.host, repository, hasCredentials };
    const text = `${url.host} gives out no token for ${repository} without credentials`;
    if (hasCredentials) return { status: 'ok', code: 'TOKEN_NEEDS_LOGIN', facts, text };
    const hint = `If ${registry.host} is private, run docker login ${registry.host}.`;
    return { status: 'warning', code: 'TOKEN_REFUSED', facts, text, hint };
  }
  return {
    status: 'ok',
    code: 'TOKEN',
    facts: { server: url.host },
    text: `${url.host} gives out a token without credentials`,
  };
}

function challengesIn(headers: ReadonlyMap<string, string>): readonly Challenge[] {
  return parseChallenges(headers.get('www-authenticate'));
}
