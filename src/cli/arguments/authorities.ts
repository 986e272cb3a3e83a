import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';

import { UsageError } from '../../core/errors.ts';
import type { Terminal } from '../terminal.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Reads the certificate authorities that are trusted besides Node's own: those of `--ca-file`, and of `SSL_CERT_FILE`, which
 * OpenSSL, curl and Go read as well. A variable that leads to no certificates means none, as it does to them. Throws
 * {@link UsageError} for the option.
 */
export async function readAuthorities(
  path: string | undefined,
  env: Terminal['env'],
): Promise<readonly string[]> {
  const variable = env['SSL_CERT_FILE'] ?? '';
  const system = variable === '' ? '' : await readFile(variable, 'utf8').catch(() => '');
  const given = path === undefined ? [] : await readCaFile(path);
  return withoutKnown([...given, ...(system.match(CERTIFICATE) ?? [])]);
}

async function readCaFile(path: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--ca-file cannot be read: ${reason}`, { cause: error });
  }
  const certificates = text.match(CERTIFICATE);
  if (certificates === null) {
    throw new UsageError(`--ca-file ${path} holds no certificate in PEM form`);
  }
  return certificates;
}

/** A system's bundle is nearly Node's own: what is known already would be parsed again for every connection. */
function withoutKnown(certificates: readonly string[]): readonly string[] {
  if (certificates.length === 0) return [];
  const known = new Set(rootCertificates.map(normalized));
  return certificates.filter((certificate) => {
    const text = normalized(certificate);
    const isNew = !known.has(text);
    known.add(text);
    return isNew;
  });
}

function normalized(certificate: string): string {
  return certificate.replaceAll(/\s+/g, '');
}
