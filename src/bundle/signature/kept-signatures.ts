import { FileExistsError, InvalidFileError } from '../../core/errors.ts';
import { codeOf } from '../../store/store-failure.ts';
import { partPath } from '../../archive/place-parts.ts';
import { findBundleFiles } from '../file/bundle-files.ts';
import { SIGNATURE_FILES } from '../file/layout.ts';
import { readWhole } from '../file/open-bundle.ts';
import type { BundleFile } from '../plan/assemble.ts';
import { signatureFile } from './sign-sums.ts';

/**
 * Reads the signatures of the bundle that already has a name, which stay if its `SHA256SUMS` stays the same. Throws
 * {@link FileExistsError} if they would be lost: the new bundle has other sums, nobody signs it, and `overwrite` was not asked
 * for.
 */
export async function keepSignatures(
  out: {
    readonly path: string;
    readonly splitBytes?: number | undefined;
    readonly overwrite?: boolean;
  },
  sums: Uint8Array,
  isSigned: boolean,
): Promise<readonly BundleFile[]> {
  const there = await readSigned(out.splitBytes === undefined ? out.path : partPath(out.path, 1));
  if (there === undefined || there.signatures.length === 0) return [];
  if (Buffer.from(sums).equals(there.sums)) return there.signatures;
  if (isSigned || out.overwrite === true) return [];
  throw new FileExistsError(
    `${out.path} already exists and is signed, but this bundle would not be`,
    {
      hint: 'Sign it with --sign, replace the other with --force, or choose another name with --output.',
    },
  );
}

async function readSigned(
  path: string,
): Promise<{ sums: Uint8Array; signatures: readonly BundleFile[] } | undefined> {
  try {
    const files = await findBundleFiles(path, false);
    try {
      const signatures: BundleFile[] = [];
      for (const name of SIGNATURE_FILES) {
        if (!files.sizes.has(name)) continue;
        signatures.push(signatureFile(name, await readWhole(files, path, name)));
      }
      if (signatures.length === 0) return undefined;
      return { sums: await readWhole(files, path, 'SHA256SUMS'), signatures };
    } finally {
      await files.close();
    }
  } catch (error) {
    if (error instanceof InvalidFileError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
