import { percentEncode } from '../../core/percent-encode.ts';

/** What RFC 3986 does not allow in the path and query of a URI; WHATWG's rules leave some of it as it is. */
const NOT_IN_PATH = /[^\w.~:/?@!$&'()*+,;=%-]|%(?![0-9a-f]{2})/gi;

/**
 * Returns those addresses that lead to the web, `http` or `https`, each once and as a URI of RFC 3986 that a program may show as
 * a link. Leaves out names and passwords in them.
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
