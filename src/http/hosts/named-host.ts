import { UsageError } from '../../core/errors.ts';
import { withoutCredentials } from '../../core/redact.ts';

/** A host that the user named, without a port every port of it. */
export interface NamedHost {
  /** As a URL writes it, IPv6 in brackets, without a dot at the end. */
  readonly hostname: string;
  readonly port: string | undefined;
}

/** Reads `HOST` or `HOST:PORT`, the value of an option that `said` names. Throws {@link UsageError}. */
export function parseNamedHost(text: string, said: string): NamedHost {
  const [, host, port] = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  // The parser of URLs knows every way to write an address, and that names have no case.
  const url = host === undefined ? null : URL.parse(`http://${host}/`);
  if (url === null || Number(port ?? 1) > 65_535) {
    throw new UsageError(`${said} ${JSON.stringify(withoutCredentials(text))} is not a host`, {
      hint: `Write ${said} HOST or ${said} HOST:PORT, without a scheme.`,
    });
  }
  return { hostname: plainName(url), port };
}

/** Names the host of a URL, every port of it. */
export function namedHost(url: URL): NamedHost {
  return { hostname: plainName(url), port: undefined };
}

/** Tells whether a URL leads to one of some hosts. */
export function isNamed(url: URL, hosts: readonly NamedHost[]): boolean {
  const hostname = plainName(url);
  return hosts.some(
    (host) => host.hostname === hostname && (host.port === undefined || host.port === portOf(url)),
  );
}

/** Gives the port of a URL, also where it is left out. */
export function portOf({ port, protocol }: URL): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}

function plainName({ hostname }: URL): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}
