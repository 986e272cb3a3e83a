import { isIP } from 'node:net';

import { RegistryResponseError, UnauthorizedError } from '../../core/errors.ts';
import type { Challenge } from '../../http/challenge.ts';

/** What a token lets its bearer do with a repository. */
export type Actions = 'pull' | 'pull,push';

/**
 * Gives the URL of a token server from a registry's challenge, with what is asked of it. It must be https, unless the
 * registry itself is not, and no bare address that the registry does not have, which a public server could use to reach
 * into a network. With `mayIdentify` it must belong to the registry's domain, for credentials are sent there.
 * Throws `RegistryResponseError` or `UnauthorizedError`.
 */
export function tokenUrl(
  registry: URL,
  { parameters }: Challenge,
  repository: string,
  mayIdentify: boolean,
  actions: Actions = 'pull',
): URL {
  const realm = URL.parse(parameters.get('realm') ?? '', registry.href);
  const isSecure =
    realm?.protocol === 'https:' || (registry.protocol === 'http:' && realm?.protocol === 'http:');
  if (realm === null || !isSecure || realm.username !== '' || reachesInside(registry, realm)) {
    throw new RegistryResponseError(
      `${registry.host} names a token server that cannot be trusted`,
      undefined,
      { hint: 'Nothing was sent there. A proxy may answer in its place: try another network.' },
    );
  }
  if (mayIdentify && domainOf(realm.hostname) !== domainOf(registry.hostname)) {
    throw new UnauthorizedError(
      `${registry.host} wants its credentials sent to ${realm.host}, which is not of its domain`,
      {
        hint: `Nothing was sent there. To ask without credentials: docker logout ${registry.host}`,
      },
    );
  }
  const service = parameters.get('service');
  if (service !== undefined) realm.searchParams.set('service', service);
  // The scope in a challenge may be a placeholder (ghcr.io), and no more is taken than is needed.
  realm.searchParams.set('scope', `repository:${repository}:${actions}`);
  return realm;
}

function reachesInside(registry: URL, realm: URL): boolean {
  if (registry.protocol === 'http:' || realm.hostname === registry.hostname) return false;
  return isAddress(realm.hostname) && !isAddress(registry.hostname);
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || /(?:^|\.)localhost$/.test(hostname);
}

/** The part of a name that one owner has: `docker.io` of `auth.docker.io`, `example.co.uk` of `a.example.co.uk`. */
function domainOf(hostname: string): string {
  if (isAddress(hostname)) return hostname;
  const labels = hostname.toLowerCase().split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}
