import { UsageError } from '../../../core/errors.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import type { Terminal } from '../../terminal.ts';
import { readGivenFile } from '../layers/given-file.ts';

const LIMIT_MIB = 16;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The first is read by OpenSSL, curl and Go, the second by Node when it is given no authorities. */
const AUTHORITY_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];

/**
 * Reads the certificate authorities to trust besides Node's built-in ones: those of `--ca-file`, `SSL_CERT_FILE` and
 * `NODE_EXTRA_CA_CERTS`. A variable that leads to no certificates adds none, as in other programs. Throws {@link UsageError} for
 * the option.
 */
export async function readAuthorities(
  path: string | undefined,
  env: Terminal['env'],
): Promise<readonly string[]> {
  const certificates = path === undefined ? [] : [...(await readCaFile(path))];
  for (const name of AUTHORITY_VARIABLES) {
    const text = await readVariable(env[name] ?? '');
    certificates.push(...(text.match(CERTIFICATE) ?? []));
  }
  return withoutKnown(certificates);
}

async function readCaFile(path: string): Promise<readonly string[]> {
  const bytes = await readGivenFile(path, { what: '--ca-file', limitMib: LIMIT_MIB });
  const certificates = bytes.toString('utf8').match(CERTIFICATE);
  if (certificates === null) {
    throw new UsageError(`--ca-file ${path} does not contain a certificate in PEM form`, {
      hint: 'Name a file with -----BEGIN CERTIFICATE----- lines.',
    });
  }
  return certificates;
}

/** Other programs ignore a variable that leads to no file, too. */
async function readVariable(path: string): Promise<string> {
  if (path === '') return '';
  const bytes = await readRegularFile(path, LIMIT_MIB * 1024 * 1024).catch(() => Buffer.alloc(0));
  return bytes.toString('utf8');
}

/**
 * A system's bundle is nearly the same as Node's own: certificates that Node already has would be parsed again for every
 * connection.
 */
async function withoutKnown(certificates: readonly string[]): Promise<readonly string[]> {
  if (certificates.length === 0) return [];
  // Loading these takes 3 ms, which most runs can save.
  const { rootCertificates } = await import('node:tls');
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

/** What a variable for authorities leads to. */
export interface AuthorityVariable {
  readonly variable: string;
  readonly path: string;
  /** 0 for a file that is missing, cannot be read, or holds none. */
  readonly certificates: number;
}

/** Counts the certificates behind each variable that is set. */
export function countAuthorities(env: Terminal['env']): Promise<readonly AuthorityVariable[]> {
  const set = AUTHORITY_VARIABLES.flatMap((variable) => {
    const path = env[variable] ?? '';
    return path === '' ? [] : [{ variable, path }];
  });
  return Promise.all(
    set.map(async ({ variable, path }) => {
      const certificates = (await readVariable(path)).match(CERTIFICATE)?.length ?? 0;
      return { variable, path, certificates };
    }),
  );
}
