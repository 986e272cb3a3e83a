import { InvalidFileError } from '../../core/errors.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../store/store-failure.ts';
import { isClearSigned } from '../statement/clear-signed.ts';
import { SIGNATURE_BYTES, SUFFIXES, type SignatureKind } from './signature.ts';

/** A signature file beside the file that it signs. */
export interface SignatureFile {
  readonly kind: SignatureKind;
  /** What is appended to the name of the signed file. */
  readonly suffix: (typeof SUFFIXES)[SignatureKind];
  /** Undefined if it cannot be a signature: too large, or not a regular file. */
  readonly bytes: Uint8Array | undefined;
}

const KINDS = ['ssh', 'minisign', 'gpg'] as const satisfies readonly SignatureKind[];

/** Reads the signatures beside a file, at most one of each kind. Throws `StoreError` when one exists but cannot be read. */
export async function readSignaturesBeside(path: string): Promise<readonly SignatureFile[]> {
  const found: SignatureFile[] = [];
  for (const kind of KINDS) {
    const suffix = SUFFIXES[kind];
    try {
      const bytes = await readRegularFile(`${path}${suffix}`, SIGNATURE_BYTES);
      // The output of gpg --clearsign has the same name, but holds its own text.
      if (!isClearSigned(bytes)) found.push({ kind, suffix, bytes });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      if (!(error instanceof InvalidFileError)) {
        throw explainStoreFailure('read', `${path}${suffix}`, error);
      }
      found.push({ kind, suffix, bytes: undefined });
    }
  }
  return found;
}
