import { BrewpullError, StoreError } from '../core/errors.ts';

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: [
    'the disk is full',
    'Free some space, or choose another place with --output and --cache-dir.',
  ],
  EDQUOT: [
    'the disk quota is used up',
    'Free some space, or choose another place with --output and --cache-dir.',
  ],
  EACCES: [
    'it is not writable for this user',
    'Choose another place with --output or --cache-dir.',
  ],
  EPERM: ['the system does not permit it', 'Choose another place with --output or --cache-dir.'],
  EROFS: ['the file system is read-only', 'Choose another place with --output or --cache-dir.'],
  ENOENT: ['there is no such file or folder', 'Check the path.'],
  ENOTDIR: ['a part of the path is not a folder', 'Check the path.'],
  EEXIST: [
    'a file stands where a folder should be',
    'Choose another place with --output or --cache-dir.',
  ],
  EISDIR: ['a folder stands there', 'Choose another name.'],
  ENAMETOOLONG: ['the name is too long for this file system', 'Choose another place.'],
  EMFILE: ['too many files are open', 'Use a smaller --concurrency.'],
};

/** Gives what an error of the file system means, and what to do; a {@link BrewpullError} stays as it is. */
export function explainStoreFailure(action: string, path: string, error: unknown): BrewpullError {
  if (error instanceof BrewpullError) return error;
  const code = codeOf(error);
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) {
    const [reason, hint] = known;
    return new StoreError(`cannot ${action} ${path}: ${reason}`, path, { cause: error, hint });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(`cannot ${action} ${path}: ${reason}`, path, { cause: error });
}

/** Gives the code of a system error, e.g. `ENOENT`; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
