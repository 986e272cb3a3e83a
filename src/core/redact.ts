/** Parts of the names of parameters in signed URLs and token requests whose values let anyone use them. */
const SECRET_PARAMETER = /sig|token|key|credential|password|secret|jwt|expires|auth/i;

/** The rest of an address after its scheme, inside a sentence: up to a space, a quote or an angle bracket. */
const AFTER_SCHEME = /(?<=[a-z0-9+.-]:\/\/)[^\s'"<>]+/gi;

/*
 * The text searched here may be long and written by a stranger. No pattern below can start at more than one place in the same
 * run of characters, or the time would grow with the square of the length.
 */

/** A user and a password after a scheme, except for the placeholders that help texts use. */
const USER_OF_URL = /(?<=[a-z0-9+.-]:\/\/)(?!user:password@)[^\s/?#'"<>]*@/gi;
/** What comes before an `@` and a host, but not before a digest or a version: `name@sha256:…`, `it:openssl@3`. */
const BEFORE_HOST = /(?<![^\s/@"'])[^\s/@"']+@(?!sha\d+:)(?=\[|[\w.-]*[a-z_]|\d+(?:\.\d+){3})/gi;
/** A user and a password as someone may write them, but not a mail address after a colon: `Co-authored-by:me@host`. */
const USER_OF_HOST = /(^|[(=])(?!user:password@|mailto:|[\w-]+-by:)[^:()=\\/@]+:[^@].*$/is;
const PARAMETER = /([?&])([^=&?\s"'<>]*)=[^&\s"'<>]+/g;
/** Any word after the name of the header and its scheme; elsewhere only what does not look like an ordinary word. */
const AUTHORIZATION =
  /(\bauthorization[\\"']*\s*[:=][\s\\"']*(?:Bearer|Basic))\s+[^\s"'\\,]+|\b(Bearer|Basic)\s+(?=\S*[\d=])[\w+/.~=-]{8,}/gi;

/** One of these words is in every {@link AUTHORIZATION}. */
const SCHEME_OF_HEADER = /bearer|basic/i;

/**
 * Hides everything in a text that is written like a secret: `user:password@` before a host, and the values of secret parameters
 * and of an Authorization header. The last net before text leaves; a message that repeats an address uses
 * {@link withoutCredentials}. A result may have a million strings: no pattern is tried on a text without what it needs.
 */
export function hideSecrets(text: string): string {
  let shown = text;
  if (shown.includes('@')) shown = shown.replace(USER_OF_URL, '').replace(BEFORE_HOST, withoutUser);
  if (shown.includes('=')) shown = shown.replace(PARAMETER, withoutSecretValue);
  return SCHEME_OF_HEADER.test(shown) ? shown.replace(AUTHORIZATION, '$1$2 ***') : shown;
}

function withoutSecretValue(found: string, mark: string, name: string): string {
  return SECRET_PARAMETER.test(name) ? `${mark}${name}=***` : found;
}

/** Drops a user and a password, unless they are inside a word, as in `path/a:b@c`. */
function withoutUser(found: string, at: number, text: string): string {
  const before = text.charAt(at - 1);
  const isInWord = before === '/' || before === '@';
  const shown = `${isInWord ? before : ''}${found}`.replace(USER_OF_HOST, '$1');
  return isInWord ? shown.slice(1) : shown;
}

/**
 * Drops everything from an address that could be a secret: user, password, query and fragment, as in `http://me:pw@proxy:8080`
 * or a signed URL. Works on a bare `host:port`, and on a password that should have been escaped: `http://me:p/w?#@host`.
 */
export function withoutCredentials(address: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(address) ?? [];
  // The `@` in an image by digest, `name@sha256:…`, hides no secret: it comes after the host.
  if (scheme === '' && /^[^/?#]*@sha256:[0-9a-f]{64}(?:[?#].*)?$/s.test(rest)) {
    return rest.replace(/[?#].*$/s, '');
  }
  return scheme + withoutSecretParts(rest);
}

/** Drops only the user and password from a server's URL, for the record of an address that was requested. */
export function withoutUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/i, '$1');
}

/** Works like {@link withoutCredentials} on a text that may be an address or a name: a name such as `openssl@3` is kept. */
export function withoutPassword(text: string): string {
  return /^[^/@]*:/.test(text) ? withoutCredentials(text) : text;
}

function withoutSecretParts(rest: string): string {
  return rest.slice(userInfoLength(rest)).replace(/[?#].*$/s, '');
}

function userInfoLength(rest: string): number {
  const host = rest.replace(/[/?#].*$/s, '');
  if (host.includes('@')) return host.lastIndexOf('@') + 1;
  // What follows the colon is not a port, so the delimiter is part of a password.
  return /^[^:[]*:.*\D/s.test(host) ? rest.lastIndexOf('@') + 1 : 0;
}

/** Drops what {@link withoutCredentials} drops from every address in a text, for messages written by other programs. */
export function redactText(text: string): string {
  return text.replaceAll(AFTER_SCHEME, (rest) => withoutSecretParts(rest));
}

/** Formats a URL for display: without user and password, and with the values of secret parameters hidden. */
export function redactUrl(url: URL): string {
  const shown = new URL(withoutUserInfo(url.href));
  for (const name of new Set(shown.searchParams.keys())) {
    if (SECRET_PARAMETER.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}
