import { UsageError } from '../../core/errors.ts';
import { withoutCredentials } from '../../core/redact.ts';

/** A host that the user named; without a port it means every port. */
export interface NamedHost {
  /** The name as written in a URL: IPv6 in brackets, no trailing dot. */
  readonly hostname: string;
  readonly port: string | undefined;
}

/** Parses `HOST` or `HOST:PORT`, the value of the option named by `said`. Throws {@link UsageError}. */
export function parseNamedHost(text: string, said: string): NamedHost {
  const [, host, port] = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  // The URL parser knows every way to write an address, and that names are case-insensitive.
  const url = host === undefined ? null : URL.parse(`http://${host}/`);
  if (url === null || Number(port ?? 1) > 65_535) {
    throw new UsageError(`${said} ${JSON.stringify(withoutCredentials(text))} is not a host`, {
      hint: `Write ${said} HOST or ${said} HOST:PORT, without a scheme.`,
    });
  }
  return { hostname: plainName(url), port };
}

/** Returns the host of a URL, for every port. */
export function namedHost(url: URL): NamedHost {
  return { hostname: plainName(url), port: undefined };
}

/** Returns whether a URL points to one of the given hosts. */
export function isNamed(url: URL, hosts: readonly NamedHost[]): boolean {
  const hostname = plainName(url);
  return hosts.some(
    (host) => host.hostname === hostname && (host.port === undefined || host.port === portOf(url)),
  );
}

/** Returns the port of a URL, including the default one. */
export function portOf({ port, protocol }: URL): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}

function plainName({ hostname }: URL): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}
