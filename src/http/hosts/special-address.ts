import ipaddr from 'ipaddr.js';

/** Names that only have a meaning inside a network (RFC 6761, 6762, 8375, and ICANN's decision on `internal`). */
const INSIDE_NAMES = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i;

/** The range of all public IPv6 addresses (RFC 4291, section 2.4). */
const PUBLIC_V6 = ipaddr.parseCIDR('2000::/3');

/**
 * The addresses that a local proxy program returns for every name, even public ones, if it intercepts all connections ("fake
 * IP"). Nothing else is known to use them.
 */
const FAKE_V4 = ipaddr.parseCIDR('198.18.0.0/15');

/** A NAT64 prefix for local use (RFC 8215): where it holds the IPv4 address varies and cannot be known. */
const LOCAL_NAT64 = ipaddr.parseCIDR('64:ff9b:1::/48');

/** Ranges whose last 32 bits are an IPv4 address: mapped, translated (RFC 6145), and NAT64 (RFC 6052). */
const ENDING_IN_V4 = new Set<string>(['ipv4Mapped', 'rfc6145', 'rfc6052']);

/** Returns whether a URL's host is itself on a private network: a special address or a local name. */
export function isInsideHost({ hostname }: URL): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return INSIDE_NAMES.test(bare) || (ipaddr.isValid(bare) && isInsideAddress(bare));
}

/**
 * Returns whether an address is not public: private, loopback, link-local, multicast, documentation or any other special range,
 * including an IPv4 address embedded in IPv6.
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

/** Returns whether a name may resolve to an address even if the user did not name its host: a public or a fake IP. */
export function mayBeResolvedTo(address: string): boolean {
  const parsed = ipaddr.parse(address);
  return !isInsideAddress(address) || (parsed instanceof ipaddr.IPv4 && parsed.match(FAKE_V4));
}

/** Returns whether an address is this machine. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.process(address).range() === 'loopback';
}

function isInsideV4(bytes: number[]): boolean {
  return ipaddr.fromByteArray(bytes).range() !== 'unicast';
}
