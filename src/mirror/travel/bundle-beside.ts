import { InvalidProvenanceError } from '../../core/errors.ts';
import { DOCUMENT_BYTES, readJson } from '../../json/read-json.ts';
import {
  verifyFileBundle,
  type FileBundleRequest,
  type FileSigner,
} from '../../provenance/attestation/verify-file-bundle.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../store/store-failure.ts';

/** A verified Sigstore bundle. */
export interface ProvenBundle {
  readonly bytes: Uint8Array;
  readonly signer: FileSigner;
}

/** The type of a Sigstore bundle, both as an artifact and as a layer. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** The largest bundle that is read. */
export const BUNDLE_BYTES: number = DOCUMENT_BYTES;

/** Returns the path where the bundle of a file is kept. */
export function bundlePathOf(path: string): string {
  return `${path}.sigstore.json`;
}

/** Reads the bundle beside a file; undefined if there is none. Throws `InvalidFileError` or `StoreError`. */
export async function readBundleBeside(path: string): Promise<Uint8Array | undefined> {
  const beside = bundlePathOf(path);
  try {
    return await readRegularFile(beside, BUNDLE_BYTES);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw explainStoreFailure('read', beside, error);
  }
}

/** Verifies a bundle about a file. Throws {@link InvalidProvenanceError}; `what` names the bundle, `hint` the next step. */
export async function proveBundle(
  bytes: Uint8Array,
  request: FileBundleRequest,
  { what, hint }: { readonly what: string; readonly hint: string },
): Promise<ProvenBundle> {
  const json = readJson(bytes, { what, error: InvalidProvenanceError, hint });
  const result = await verifyFileBundle(json, request);
  if (result.status === 'verified') return { bytes, signer: result };
  throw new InvalidProvenanceError(`${what} is not valid: ${result.message} (${result.code})`, {
    hint,
  });
}
