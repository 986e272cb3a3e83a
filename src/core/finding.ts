import { InvalidFileError } from './errors.ts';

/** One thing that verifying found wrong. */
export interface Finding {
  /** Part of the public interface: codes are only ever added. */
  readonly code:
    | 'tampered'
    | 'missing'
    | 'extra'
    | 'reordered'
    | 'invalid'
    | 'disagreement'
    /** A script of the bundle is of no version that is known here. */
    | 'unknown-installer'
    | 'contradicted'
    | 'unproven'
    | 'provenance-missing'
    | 'provenance-invalid'
    /** Of the signatures that a person demanded. */
    | 'signature-missing'
    | 'signature-invalid';
  /** The file it is about; in a bundle or an archive by its path there. */
  readonly file: string;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** Makes a finding of a file that cannot be read. Throws every error that is not an {@link InvalidFileError}. */
export function invalidFile(error: unknown, file: string): Finding {
  if (!(error instanceof InvalidFileError)) throw error;
  return { code: 'invalid', file, message: error.message };
}
