import { isIPv6, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';

/** An address that a server listens on. */
export interface ServedAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Returns the hosts and port at which others reach a listening server. If it listens on every interface, these are all of this
 * machine's addresses of that kind, network addresses before loopback.
 */
export function addressesOf(server: Server): readonly ServedAddress[] {
  const address = server.address();
  if (address === null || typeof address === 'string') return [];
  const { address: host, port } = address;
  const hosts = host === '0.0.0.0' || host === '::' ? ownAddresses(host) : [host];
  return hosts.map((each) => ({ host: each, port }));
}

/** Returns the URL of an address. */
export function urlOf(scheme: 'http' | 'https', { host, port }: ServedAddress): URL {
  return new URL(`${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}/`);
}

function ownAddresses(wildcard: '0.0.0.0' | '::'): readonly string[] {
  const all = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // A link-local address needs the name of the interface, which a URL cannot contain; `::` accepts IPv4 too.
    .filter(
      ({ address, family }) =>
        !/^fe[89ab]/i.test(address) && (family === 'IPv4' || wildcard === '::'),
    )
    .toSorted(
      (a, b) => Number(a.internal) - Number(b.internal) || a.family.localeCompare(b.family),
    );
  return [...new Set(all.map(({ address }) => address))];
}
