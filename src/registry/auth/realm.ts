import { isIP } from 'node:net';

import { RegistryResponseError } from '../../core/errors.ts';
import type { Challenge } from '../../http/challenge.ts';
import { isNamed, type NamedHost } from '../../http/hosts/named-host.ts';
import { isRepositoryName } from '../address.ts';

/** What a token allows with a repository. */
export type Actions = 'pull' | 'pull,push';

/** What a token is needed for. */
export interface TokenWish {
  readonly registry: URL;
  readonly challenge: Challenge;
  readonly repository: string;
  readonly actions: Actions;
  /** Whether credentials will be sent for it; the scope is then limited to what the registry needs. */
  readonly isIdentified: boolean;
}

/** The most repositories requested for one challenge; any others are ignored. */
const MAX_SCOPES = 8;
/** What GitHub's registries put into every challenge, whatever was requested. */
const PLACEHOLDER = 'user/image';

/**
 * Returns the token server's URL from a registry's challenge, with the query for the wish. It must be https, unless the registry
 * itself is not; the transport decides whether it may be contacted at all. Throws `RegistryResponseError`.
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
      { hint: 'Nothing was sent there. A proxy may be answering instead: try another network.' },
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
 * Returns whether a token server may receive the registry's credentials: it is in the registry's own domain, or the user named
 * it.
 */
export function mayIdentify(registry: URL, realm: URL, authHosts: readonly NamedHost[]): boolean {
  return domainOf(realm.hostname) === domainOf(registry.hostname) || isNamed(realm, authHosts);
}

/**
 * Returns the wanted scope and those that the registry names, since its names may differ from those in URLs. Only wanted actions
 * are kept. A token obtained with credentials is given to the registry, so it must not cover a repository with an unrelated name,
 * which might be another registry's. https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/auth/scope.md
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

/** Returns whether two names differ only in a prefix, as mirrors and proxies change it. */
function isSameBelow(one: string, other: string): boolean {
  return `/${one}`.endsWith(`/${other}`) || `/${other}`.endsWith(`/${one}`);
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || /(?:^|\.)localhost\.?$/.test(hostname);
}

/** Returns the part of a name that has one owner: `docker.io` of `auth.docker.io`, `example.co.uk` of `a.example.co.uk`. */
function domainOf(hostname: string): string {
  if (isAddress(hostname)) return hostname;
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}
