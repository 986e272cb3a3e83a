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
