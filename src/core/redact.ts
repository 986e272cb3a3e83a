/** Parameters of signed URLs and token requests that let anyone use them. */
const SECRET_PARAMETER = /sig|token|key|credential|password|secret|jwt|expires|auth/i;

/** An address inside a sentence, up to a space, a quote or a bracket. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi;

/**
 * Drops from an address what could be a secret: user, password, query and fragment, as in `http://me:pw@proxy:8080` or a
 * signed URL. Works on a bare `host:port` too.
 */
export function withoutCredentials(address: string): string {
  const path = address.replace(/[?#].*$/s, '');
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(path) ?? [];
  const end = rest.indexOf('/');
  const [host, tail] = end === -1 ? [rest, ''] : [rest.slice(0, end), rest.slice(end)];
  // An image by digest, `name@sha256:…`, holds an `@` that parts nothing secret: it comes after the host.
  if (scheme === '' && tail === '' && /@sha256:[0-9a-f]{64}$/.test(host)) return host;
  return scheme + host.slice(host.lastIndexOf('@') + 1) + tail;
}

/** Drops from every address in a text what {@link withoutCredentials} drops: for messages that other programs wrote. */
export function redactText(text: string): string {
  return text.replaceAll(ADDRESS, (address) => withoutCredentials(address));
}

/** Writes a URL for people: without user and password, and with the values of secret parameters hidden. */
export function redactUrl(url: URL): string {
  const shown = new URL(url.href);
  if (shown.username !== '' || shown.password !== '') {
    shown.username = '';
    shown.password = '';
  }
  for (const name of new Set(shown.searchParams.keys())) {
    if (SECRET_PARAMETER.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}

/** User and password of an address; a user alone is a secret only for the web (`https://TOKEN@host`), not in `ssh://git@host`. */
const USER_INFO =
  /\b(https?:\/\/)[^\s/?#'"\\<>]+@|\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#'"\\<>]*:[^\s/?#'"\\<>]*@/gi;

const SECRET_VALUE =
  /([?&][\w-]*(?:sig|signature|token|key|credential|password|secret|jwt)=)[^\s&#'"\\<>]+/gi;

/** Hides in any text, JSON included, the passwords of addresses and the values of secret parameters. */
export function maskSecrets(text: string): string {
  return text.replace(USER_INFO, '$1$2***@').replace(SECRET_VALUE, '$1***');
}
