/** What is in the names of parameters of signed URLs and token requests that let anyone use them. */
const SECRET_NAMES = 'sig|token|key|credential|password|secret|jwt|expires|auth';
const SECRET_PARAMETER = new RegExp(SECRET_NAMES, 'i');

/** An address inside a sentence, up to a space, a quote or a bracket. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi;

/**
 * A user and a password before a host, as a person may write them. Not the words that help uses for them, and not a mail
 * address after a colon, a digest or a version: `Co-authored-by:me@host`, `name@sha256:…`, `it:openssl@3`.
 */
const USER_INFO =
  /(\b[a-z][a-z0-9+.-]*:\/\/)(?!user:password@)[^\s/?#'"<>]*@|(^|[\s"'(=])(?!user:password@|mailto:|[\w-]+-by:)[^\s/@:"'()=\\]+:[^\s/@"']+@(?!sha\d+:)(?=\[|[\w.-]*[a-z_]|\d+(?:\.\d+){3})/gi;
const SECRET_VALUE = new RegExp(
  String.raw`([?&][^=&\s"'<>]*(?:${SECRET_NAMES})[^=&\s"'<>]*=)[^&\s"'<>]+`,
  'gi',
);
/** Any word after the name of the header and its scheme; elsewhere only what looks like no word of a sentence. */
const AUTHORIZATION =
  /(\bauthorization[\\"']*\s*[:=][\s\\"']*(?:Bearer|Basic))\s+[^\s"'\\,]+|\b(Bearer|Basic)\s+(?=\S*[\d=])[\w+/.~=-]{8,}/gi;

/**
 * Hides in any text what is written as a secret is: `user:password@` before a host, the values of secret parameters and of
 * an Authorization header. The last net before text leaves; a message that repeats an address uses {@link withoutCredentials}.
 */
export function hideSecrets(text: string): string {
  return text
    .replace(USER_INFO, '$1$2')
    .replace(SECRET_VALUE, '$1***')
    .replace(AUTHORIZATION, '$1$2 ***');
}

/**
 * Drops from an address what could be a secret: user, password, query and fragment, as in `http://me:pw@proxy:8080` or a
 * signed URL. Works on a bare `host:port`, and on a password that should have been escaped: `http://me:p/w?#@host`.
 */
export function withoutCredentials(address: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(address) ?? [];
  // An image by digest, `name@sha256:…`, holds an `@` that parts nothing secret: it comes after the host.
  if (scheme === '' && /^[^/?#]*@sha256:[0-9a-f]{64}(?:[?#].*)?$/s.test(rest)) {
    return rest.replace(/[?#].*$/s, '');
  }
  return scheme + rest.slice(userInfoLength(rest)).replace(/[?#].*$/s, '');
}

/** Drops user and password from the URL of a server, and nothing else: what is kept of an address that is asked. */
export function withoutUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/i, '$1');
}

/** As {@link withoutCredentials} for what may be an address or a name: a name such as `openssl@3` stays. */
export function withoutPassword(text: string): string {
  return /^[^/@]*:/.test(text) ? withoutCredentials(text) : text;
}

function userInfoLength(rest: string): number {
  const host = rest.replace(/[/?#].*$/s, '');
  if (host.includes('@')) return host.lastIndexOf('@') + 1;
  // What follows the colon is no port, so the delimiter is a part of a password.
  return /^[^:[]*:.*\D/s.test(host) ? rest.lastIndexOf('@') + 1 : 0;
}

/** Drops from every address in a text what {@link withoutCredentials} drops: for messages that other programs wrote. */
export function redactText(text: string): string {
  return text.replaceAll(ADDRESS, (address) => withoutCredentials(address));
}

/** Writes a URL for people: without user and password, and with the values of secret parameters hidden. */
export function redactUrl(url: URL): string {
  const shown = new URL(withoutUserInfo(url.href));
  for (const name of new Set(shown.searchParams.keys())) {
    if (SECRET_PARAMETER.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}
