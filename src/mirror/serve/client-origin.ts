import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { TLSSocket } from 'node:tls';

/** All that a host and port can contain; none of it is special in a shell or in HTML. */
const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Returns the address that a client used, from its `Host` header; only for text that the client reads. If the header is missing
 * or invalid, returns the local address of the connection.
 */
export function clientOrigin({ headers, socket }: IncomingMessage): URL {
  const scheme = socket instanceof TLSSocket ? 'https' : 'http';
  const { host = '' } = headers;
  const said = HOST.test(host) ? `${scheme}://${host}/` : '';
  if (URL.canParse(said)) return new URL(said);
  const own = (socket.localAddress ?? '127.0.0.1')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
  return new URL(`${scheme}://${isIPv6(own) ? `[${own}]` : own}:${socket.localPort ?? 80}/`);
}
