import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Nothing else can be in a host and a port, and none of it is more than a character to a shell or to a page. */
const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Gives the address under which a client asks, from `Host`, which is for what it reads alone; the address of this end of the
 * connection where it sent none that can be one.
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
