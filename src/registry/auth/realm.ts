import { isIP } from 'node:net';

import { RegistryResponseError } from '../../core/errors.ts';
import type { Challenge } from '../../http/challenge.ts';
import { isNamed, type NamedHost } from '../../http/hosts/named-host.ts';
import { isRepositoryName } from '../address.ts';

/** What a token lets its bearer do with a repository. */
export type Actions = 'pull' | 'pull,push';

/** What a token is wanted for. */
export interface TokenWish {
  readonly registry: URL;
  readonly challenge: Challenge;
  readonly repository: string;
  readonly actions: Actions;
  /** Whether credentials are to be shown for it: then the registry is told no more than it needs. */
  readonly isIdentified: boolean;
}

/** A challenge that names more repositories than this is not honoured further. */
const MAX_SCOPES = 8;
/** What GitHub's registries write into every challenge, whatever was asked. */
const PLACEHOLDER = 'user/image';

/**
 * Gives the URL of a token server from a registry's challenge, with what is asked of it. It must be https, unless the
 * registry itself is not; whether it may be asked at all is for the transport to decide. Throws `RegistryResponseError`.
 */
export function tokenUrl(wish: TokenWish): URL {
  const { registry, challenge } = wish;
  const { parameters } = challenge;
  const realm = URL.parse(parameters.get('realm') ?? '', registry.href);
  const isSecure =
    realm?.protocol === 'https:' || (registry.protocol === 'http:' && realm?.protocol === 'http:');
  if (realm === null || !isSecure || realm.username !== '' || realm.password !== '') {
    throw new RegistryResponseError(
      `${registry.host} names a token server that cannot be trusted`,
      { hint: 'Nothing was sent there. A proxy may answer in its place: try another network.' },
    );
  }
  const service = parameters.get('service');
  if (service !== undefined) realm.searchParams.set('service', service);
  realm.searchParams.delete('scope');
  for (const scope of scopesOf(parameters.get('scope') ?? '', wish)) {
    realm.searchParams.append('scope', scope);
  }
  return realm;
}

/**
 * Tells whether a registry's token server may be sent the registry's credentials: one of the registry's own domain may, and
 * one that the user named.
 */
export function mayIdentify(registry: URL, realm: URL, authHosts: readonly NamedHost[]): boolean {
  return domainOf(realm.hostname) === domainOf(registry.hostname) || isNamed(realm, authHosts);
}

/**
 * What is wanted, and what the registry says it takes, as its names may differ from those in URLs. Of that no more than
 * what is wanted may be done; and a token that credentials buy is given to the registry, so that it is for no repository
 * with a name of its own, which might be another registry's. https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/auth/scope.md
 */
function scopesOf(
  said: string,
  { repository, actions, isIdentified }: TokenWish,
): readonly string[] {
  const wanted = actions.split(',');
  const scopes = new Map([[repository, wanted]]);
  for (const scope of said.split(/\s+/)) {
    const [, name = '', list = ''] = /^repository(?:\(\w+\))?:(.+):([\w,*]+)$/.exec(scope) ?? [];
    const granted = list.split(',');
    const kept = wanted.filter((action) => granted.includes(action));
    if (kept.length === 0 || name === PLACEHOLDER || scopes.has(name)) continue;
    if (isIdentified && !isSameBelow(name, repository)) continue;
    if (isRepositoryName(name) && scopes.size < MAX_SCOPES) scopes.set(name, kept);
  }
  return [...scopes].map(([name, list]) => `repository:${name}:${list.join(',')}`);
}

/** Tells whether two names differ only by what comes before them, as mirrors and proxies change it. */
function isSameBelow(one: string, other: string): boolean {
  return `/${one}`.endsWith(`/${other}`) || `/${other}`.endsWith(`/${one}`);
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || /(?:^|\.)localhost\.?$/.test(hostname);
}

/** The part of a name that one owner has: `docker.io` of `auth.docker.io`, `example.co.uk` of `a.example.co.uk`. */
function domainOf(hostname: string): string {
  if (isAddress(hostname)) return hostname;
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}
