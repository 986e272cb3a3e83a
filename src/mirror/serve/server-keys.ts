import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';

import { UsageError } from '../../core/errors.ts';

/** The certificate and key that a server identifies itself with. */
export interface ServerKeys {
  /** PEM: its own certificate, and any between it and an authority. */
  readonly certificate: Buffer;
  /** The private key, in PEM form. */
  readonly key: Buffer;
  /** Returns the name under which clients accept the server at an address: the address itself, if it is in the certificate. */
  nameFor(host: string): string;
  /** What the user should know about the certificate before clients refuse it; undefined if nothing. */
  readonly warning: string | undefined;
}

/** A PEM file as it was read. */
export interface KeyFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Checks a certificate and its key before a server uses them. Throws a {@link UsageError} that says which is wrong and why. */
export function parseServerKeys(certificate: KeyFile, key: KeyFile, now: Date): ServerKeys {
  const parsed = parseCertificate(certificate);
  if (!parsed.checkPrivateKey(parseKey(key))) {
    throw new UsageError(`the key in ${key.path} does not belong to ${certificate.path}`, {
      hint: 'Give the key that the certificate was made with; the certificate of the server comes first in its file.',
    });
  }
  try {
    createSecureContext({ cert: certificate.bytes, key: key.bytes, minVersion: 'TLSv1.2' });
  } catch (error) {
    throw new UsageError(`${certificate.path} cannot be used for TLS: ${wordsOf(error)}`, {
      cause: error,
      hint: 'Give a certificate with a key of 2048 bits (RSA) or 256 (EC) or more.',
    });
  }
  const [from, to] = [new Date(parsed.validFrom), new Date(parsed.validTo)];
  const isOver = now > to;
  return {
    certificate: certificate.bytes,
    key: key.bytes,
    nameFor: (host) => nameFor(parsed, host),
    warning:
      isOver || now < from
        ? `the certificate ${isOver ? `expired on ${dayOf(to)}` : `is not valid until ${dayOf(from)}`}: clients refuse it`
        : undefined,
  };
}

function parseCertificate({ path, bytes }: KeyFile): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch (error) {
    throw new UsageError(`${path} does not contain a certificate in PEM form`, {
      cause: error,
      hint: 'It begins with -----BEGIN CERTIFICATE-----; --key takes the key.',
    });
  }
}

function parseKey({ path, bytes }: KeyFile): KeyObject {
  const text = bytes.toString('latin1');
  if (/ENCRYPTED/.test(text)) {
    throw new UsageError(`the key in ${path} is encrypted`, {
      hint: `Write it without a passphrase, for its owner alone: (umask 077; openssl pkey -in ${path} -out plain.pem)`,
    });
  }
  try {
    return createPrivateKey(bytes);
  } catch (error) {
    throw new UsageError(`${path} does not contain a private key in PEM form`, {
      cause: error,
      hint: 'It begins with -----BEGIN PRIVATE KEY-----; --cert takes the certificate.',
    });
  }
}

function nameFor(certificate: X509Certificate, host: string): string {
  const isFor = isIP(host) > 0 ? certificate.checkIP(host) : certificate.checkHost(host);
  if (isFor !== undefined) return host;
  const names = /(?:^|, )DNS:([A-Za-z0-9.-]+)(?=,|$)/.exec(certificate.subjectAltName ?? '');
  return names?.[1] ?? host;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^error:[^ ]*?:+/i, '') : String(error);
}
