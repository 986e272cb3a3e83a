import { isIPv6, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Where a server listens. */
export interface ServedAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Gives host and port of a server that listens, as others reach it: where it listens on every interface, each of this
 * machine's addresses of that kind, those of the network before loopback.
 */
export function addressesOf(server: Server): readonly ServedAddress[] {
  const address = server.address();
  if (address === null || typeof address === 'string') return [];
  const { address: host, port } = address;
  const hosts = host === '0.0.0.0' || host === '::' ? ownAddresses(host) : [host];
  return hosts.map((each) => ({ host: each, port }));
}

/** Writes an address as it is in a URL. */
export function urlOf(scheme: 'http' | 'https', { host, port }: ServedAddress): URL {
  return new URL(`${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}/`);
}

function ownAddresses(wildcard: '0.0.0.0' | '::'): readonly string[] {
  const all = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // A link-local address needs the name of the interface, which a URL cannot carry; `::` takes IPv4 as well.
    .filter(
      ({ address, family }) =>
        !/^fe[89ab]/i.test(address) && (family === 'IPv4' || wildcard === '::'),
    )
    .toSorted(
      (a, b) => Number(a.internal) - Number(b.internal) || a.family.localeCompare(b.family),
    );
  return [...new Set(all.map(({ address }) => address))];
}
