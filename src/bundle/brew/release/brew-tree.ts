import { InvalidFileError } from '../../../core/errors.ts';

/** The tree of one release of Homebrew/brew, wherever it is. */
export interface BrewTree {
  /** Returns the bytes of the regular file at a path below the root; undefined if there is none. */
  read(path: string): Uint8Array | undefined;
}

/** Larger than any file that is read here has ever been. */
const MAX_BYTES = 1024 * 1024;

/** Returns the text of a file; undefined if there is none. Throws {@link InvalidFileError} if it is too large. */
export function readTreeText(tree: BrewTree, path: string): string | undefined {
  const bytes = tree.read(path);
  if (bytes === undefined) return undefined;
  if (bytes.length > MAX_BYTES) throw treeFault(path, `it has ${bytes.length} bytes`);
  return new TextDecoder().decode(bytes);
}

/** Makes the error for a file that says something brewpull does not understand. */
export function treeFault(path: string, reason: string): InvalidFileError {
  return new InvalidFileError(`${path} in the tree of Homebrew cannot be read: ${reason}`, {
    hint: 'Name a release that brewpull knows with --brew.',
  });
}
