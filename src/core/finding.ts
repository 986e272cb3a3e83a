import { InvalidFileError } from './errors.ts';

/** One problem that verifying found. */
export interface Finding {
  /** Part of the public interface: codes are only ever added. */
  readonly code:
    | 'tampered'
    | 'missing'
    | 'extra'
    | 'reordered'
    | 'invalid'
    | 'disagreement'
    /** A script of the bundle is not a known version. */
    | 'unknown-installer'
    | 'contradicted'
    | 'unproven'
    | 'provenance-missing'
    | 'provenance-invalid'
    /** About the signatures that the user required. */
    | 'signature-missing'
    | 'signature-invalid';
  /** The file it is about; for one in a bundle or an archive, its path there. */
  readonly file: string;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** Makes a finding for a file that cannot be read. Rethrows every error that is not an {@link InvalidFileError}. */
export function invalidFile(error: unknown, file: string): Finding {
  if (!(error instanceof InvalidFileError)) throw error;
  return { code: 'invalid', file, message: error.message };
}
