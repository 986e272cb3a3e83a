import { rootCertificates, connect } from 'node:tls';

import { onAbort } from '../../core/abort.ts';
import { AbortedError } from '../../core/errors.ts';
import { explainNetworkFailure } from './network-failure.ts';

/** The certificate a server presents, trusted or not. */
export interface ShownCertificate {
  readonly isTrusted: boolean;
  /** The reason if not, as reported by Node, e.g. `SELF_SIGNED_CERT_IN_CHAIN`. */
  readonly reason: string | undefined;
  readonly subject: string | undefined;
  /** The issuer who signed it. */
  readonly issuer: string | undefined;
  /** ISO 8601, or the certificate's own text if that is not a date. */
  readonly validFrom: string;
  readonly validTo: string;
}

/**
 * Reads a server's certificate, to explain why it is not trusted; closes the connection before any data is sent or read. Throws
 * `NetworkError` or {@link AbortedError}.
 */
export function inspectCertificate(
  url: URL,
  authorities: readonly string[],
  signal: AbortSignal,
): Promise<ShownCertificate> {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: url.port === '' ? 443 : Number(url.port),
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      ca: [...rootCertificates, ...authorities],
      // Nothing is sent: this only reads the certificate.
      rejectUnauthorized: false,
    });
    const forget = onAbort(signal, () => {
      socket.destroy();
      reject(new AbortedError({ cause: signal.reason }));
    });
    const end = (): void => {
      forget();
      socket.destroy();
    };
    socket.once('secureConnect', () => {
      const {
        subject,
        issuer,
        valid_from: validFrom,
        valid_to: validTo,
      } = socket.getPeerCertificate();
      const { authorized: isTrusted, authorizationError } = socket;
      end();
      resolve({
        isTrusted,
        reason: isTrusted ? undefined : reasonIn(authorizationError),
        subject: nameIn(subject),
        issuer: nameIn(issuer),
        validFrom: toIsoDate(validFrom),
        validTo: toIsoDate(validTo),
      });
    });
    socket.once('error', (error) => {
      end();
      reject(explainNetworkFailure(url, error));
    });
  });
}

/** Typed as an error, but in fact an error code. */
function reasonIn(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function nameIn(
  name: { readonly O?: unknown; readonly CN?: unknown } | undefined,
): string | undefined {
  const [first] = [name?.O ?? name?.CN].flat();
  return typeof first === 'string' ? first : undefined;
}

/** Parses `Nov 29 13:00:00 2026 GMT`. */
function toIsoDate(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}
