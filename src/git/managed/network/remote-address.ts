import { UsageError } from '../../../core/errors.ts';
import { withoutCredentials } from '../../../core/redact.ts';

/** The address a repository is fetched from, with its secrets kept apart. */
export interface RemoteAddress {
  /** Without user and password, because it is shown, and appears on the command lines of git's helpers. */
  readonly url: string;
  /** The answer when the server asks for a login; undefined leaves that to the user's own git. */
  readonly login: RemoteLogin | undefined;
}

/** A user, and the password if there is one. */
interface RemoteLogin {
  /** As `https://host:port`; no other server gets the login. */
  readonly origin: string;
  readonly user: string;
  readonly password: string | undefined;
}

/**
 * Reads the address of a repository: a URL, `user@host:path` or a path. A user and a password are taken out of an http(s) URL;
 * elsewhere git has no use for a password. Throws {@link UsageError}, whose message contains no secrets.
 */
export function parseRemote(text: string): RemoteAddress {
  if (/[\n\r\0]/.test(text) || text === '') throw notRemote('it is empty or has a line end');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return parseHttp(text);
  if (scheme !== undefined && scheme !== 'file' && /^[^/]*:\/\/[^/@]*:[^/]*@/.test(text)) {
    throw notRemote(`only http and https take a password, and ${withoutCredentials(text)} has one`);
  }
  return { url: text, login: undefined };
}

function parseHttp(text: string): RemoteAddress {
  const url = URL.parse(text);
  if (url === null) throw notRemote('its host or port is not valid');
  if (url.search !== '' || url.hash !== '') {
    throw notRemote(`${withoutCredentials(text)} is followed by ? or #, which git cannot fetch`);
  }
  const { origin, username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url: url.href, login: undefined };
  const login = {
    origin,
    user: decode(username),
    password: password === '' ? undefined : decode(password),
  };
  return { url: url.href, login };
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    // A line end would mean something else in git's credential protocol.
    if (!/[\n\r\0]/.test(decoded)) return decoded;
  } catch {
    // A lone % is not an escape.
  }
  throw notRemote(
    'its user or password is not percent-encoded correctly, or has a control character',
  );
}

function notRemote(reason: string): UsageError {
  return new UsageError(`not an address to fetch a repository from: ${reason}`, {
    hint: 'Write --remote https://user:password@host/path, ssh://host/path or a path.',
  });
}
