import { UsageError } from '../../core/errors.ts';
import { isLoopback } from './loopback.ts';
import { isNamed, type NamedHost } from './named-host.ts';

/** Returns whether a server may be reached without TLS: this machine, or a host the user allowed. */
export function mayBePlain(url: URL, insecure: readonly NamedHost[]): boolean {
  return isLoopback(url) || isNamed(url, insecure);
}

/**
 * Returns the scheme for a registry written without one, as `HOST` or `HOST:PORT`: like docker, https unless plain http is
 * allowed for the host. Text that is not a host gets https.
 */
export function schemeFor(host: string, insecure: readonly NamedHost[]): 'http' | 'https' {
  const url = URL.parse(`http://${host}/`);
  return url !== null && mayBePlain(url, insecure) ? 'http' : 'https';
}

/** Refuses a URL without TLS unless the user allowed plain http for its host. Throws {@link UsageError}. */
export function requireTls(url: URL, insecure: readonly NamedHost[]): void {
  if (url.protocol !== 'http:' || mayBePlain(url, insecure)) return;
  throw new UsageError(`${url.protocol}//${url.host} is a server without TLS`, {
    hint: `Write https, or allow it for this host with --insecure-registry ${url.host}`,
  });
}
