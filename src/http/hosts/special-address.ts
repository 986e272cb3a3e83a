import ipaddr from 'ipaddr.js';

/** Names that mean something only inside a network (RFC 6761, 6762, 8375, and ICANN's decision on `internal`). */
const INSIDE_NAMES = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i;

/** Where every IPv6 address of the public internet is (RFC 4291, section 2.4). */
const PUBLIC_V6 = ipaddr.parseCIDR('2000::/3');

/**
 * What a proxy program on this machine answers for every name, public ones too, where it takes all connections ("fake
 * IP"). Nothing else is known to live there.
 */
const FAKE_V4 = ipaddr.parseCIDR('198.18.0.0/15');

/** A network of NAT64 that is not everywhere the same (RFC 8215): where the IPv4 address is in it cannot be known. */
const LOCAL_NAT64 = ipaddr.parseCIDR('64:ff9b:1::/48');

/** Ranges whose last 32 bits are an IPv4 address: mapped, translated (RFC 6145), and for NAT64 (RFC 6052). */
const ENDING_IN_V4 = new Set<string>(['ipv4Mapped', 'rfc6145', 'rfc6052']);

/** Tells whether a URL's host says by itself that it is inside a network: a special address, or a name of that kind. */
export function isInsideHost({ hostname }: URL): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return INSIDE_NAMES.test(bare) || (ipaddr.isValid(bare) && isInsideAddress(bare));
}

/**
 * Tells whether an address is no public one: private, loopback, link-local, multicast, documentation, or any other special
 * range, also of an IPv4 address within IPv6.
 */
export function isInsideAddress(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() !== 'unicast';
  const range = parsed.range();
  const bytes = parsed.toByteArray();
  if (range === 'unicast') return !parsed.match(PUBLIC_V6);
  if (range === '6to4') return isInsideV4(bytes.slice(2, 6));
  const endsInV4 = ENDING_IN_V4.has(range) && !parsed.match(LOCAL_NAT64);
  return !endsInV4 || isInsideV4(bytes.slice(12));
}

/** Tells whether a name may resolve to an address though the user did not name its host: a public one, or a fake one. */
export function mayBeResolvedTo(address: string): boolean {
  const parsed = ipaddr.parse(address);
  return !isInsideAddress(address) || (parsed instanceof ipaddr.IPv4 && parsed.match(FAKE_V4));
}

/** Tells whether an address is this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.process(address).range() === 'loopback';
}

function isInsideV4(bytes: number[]): boolean {
  return ipaddr.fromByteArray(bytes).range() !== 'unicast';
}
