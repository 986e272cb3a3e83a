import { connect } from 'node:net';

import { onAbort } from '../../core/abort.ts';
import { AbortedError } from '../../core/errors.ts';
import { explainNetworkFailure } from '../transport/network-failure.ts';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const SOCKS_PORT = 1080;

/**
 * Checks that a proxy accepts connections, without sending anything; `server` only names the destination in errors. Throws
 * `NetworkError` or {@link AbortedError}.
 */
export function requireOpenPort(proxy: URL, server: URL, signal: AbortSignal): Promise<void> {
  const host = proxy.hostname.replaceAll(/^\[|\]$/g, '');
  const port = proxy.port === '' ? (PORTS[proxy.protocol] ?? SOCKS_PORT) : Number(proxy.port);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const forget = onAbort(signal, () => {
      socket.destroy();
      reject(new AbortedError({ cause: signal.reason }));
    });
    socket.once('connect', () => {
      forget();
      socket.destroy();
      resolve();
    });
    socket.once('error', (error) => {
      forget();
      reject(explainNetworkFailure(server, error, proxy));
    });
  });
}
