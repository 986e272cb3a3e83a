import { UsageError } from '../../core/errors.ts';
import { isLoopback } from './loopback.ts';
import { isNamed, type NamedHost } from './named-host.ts';

/** Tells whether a server may be asked without TLS: this machine itself, and hosts that the user named for it. */
export function mayBePlain(url: URL, insecure: readonly NamedHost[]): boolean {
  return isLoopback(url) || isNamed(url, insecure);
}

/**
 * Gives the scheme of a registry that is written without one, `HOST` or `HOST:PORT`: as docker does, https but where TLS is
 * not wanted. A text that is no host counts as https.
 */
export function schemeFor(host: string, insecure: readonly NamedHost[]): 'http' | 'https' {
  const url = URL.parse(`http://${host}/`);
  return url !== null && mayBePlain(url, insecure) ? 'http' : 'https';
}

/** Refuses a URL without TLS that the user wrote for a host that was not named for it. Throws {@link UsageError}. */
export function requireTls(url: URL, insecure: readonly NamedHost[]): void {
  if (url.protocol !== 'http:' || mayBePlain(url, insecure)) return;
  throw new UsageError(`${url.protocol}//${url.host} is a server without TLS`, {
    hint: `Write https, or allow it for this host with --insecure-registry ${url.host}`,
  });
}
