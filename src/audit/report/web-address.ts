import { percentEncode } from '../../core/percent-encode.ts';

/** What a URI of RFC 3986 has in its path and query; WHATWG's rules leave a few more as they are. */
const NOT_IN_PATH = /[^\w.~:/?@!$&'()*+,;=%-]|%(?![0-9a-f]{2})/gi;

/**
 * Gives those of some addresses that lead to the web, `http` or `https`, each once and as a URI of RFC 3986: what a program may show
 * as a link. Names and passwords in them are left out.
 */
export function webAddresses(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.flatMap((address) => webAddress(address) ?? []))];
}

function webAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin, pathname, search, hash } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const rest = `${pathname}${search}`.replace(NOT_IN_PATH, percentEncode);
  const fragment = hash === '' ? '' : `#${hash.slice(1).replace(NOT_IN_PATH, percentEncode)}`;
  return `${origin}${rest}${fragment}`;
}
