import { hexOfBytes } from '../../core/digest.ts';
import { signBytes } from '../../receipt/signature/sign-bytes.ts';
import type { Signer } from '../../receipt/signature/signature.ts';
import type { ToolSetup } from '../../receipt/signature/tools.ts';
import type { BundleFile } from '../plan/assemble.ts';

/** Makes the files that go beside `SHA256SUMS`, from its bytes. Throws `ToolError`. */
export type SignSums = (sums: Uint8Array) => Promise<readonly BundleFile[]>;

/** Signs `SHA256SUMS` with several keys, one of each kind, with the user's own programs; see {@link signBytes}. */
export function signSumsWith(signers: readonly Signer[], setup: ToolSetup): SignSums {
  return async (sums) => {
    const files: BundleFile[] = [];
    for (const signer of signers) {
      const { suffix, bytes } = await signBytes(sums, signer, { ...setup, fileName: 'SHA256SUMS' });
      files.push(signatureFile(`SHA256SUMS${suffix}`, bytes));
    }
    return files;
  };
}

/** Describes a signature as a file of a bundle. */
export function signatureFile(name: string, source: Uint8Array): BundleFile {
  return { name, mode: 0o644, sizeBytes: source.length, sha256: hexOfBytes(source), source };
}
