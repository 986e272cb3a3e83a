import { closeSync, readdirSync, statSync } from 'node:fs';

import { UsageError } from '../../core/errors.ts';
import { readFailure, readHint } from '../store-failure.ts';
import { openRegularFileSync, unlikeFile } from './open-regular-file.ts';

/** How an error names a path, and what it advises. */
interface NamedPath {
  /** What it is, e.g. `--atlas`; omitted if its name says it. */
  readonly what?: string | undefined;
  /** What to do if the reason alone does not say it. */
  readonly hint?: string | undefined;
}

/** Makes the error for a path that the user named and that cannot be read: a mistake on the command line, whatever reads it. */
export function cannotRead(
  path: string,
  error: unknown,
  { what, hint }: NamedPath = {},
): UsageError {
  const named = what === undefined ? path : `${what} ${path}`;
  return new UsageError(`cannot read ${named}: ${readFailure(path, error)}`, {
    cause: error,
    hint: hint ?? readHint(error) ?? 'Check the path.',
  });
}

/**
 * Refuses a path that the user named if no file can be read there: nothing there, a folder, a pipe, a device, no permission.
 * The reader of the file judges its content. Throws {@link UsageError}.
 */
export function requireNamedFile(path: string, named: NamedPath = {}): void {
  try {
    closeSync(openRegularFileSync(path));
  } catch (error) {
    throw cannotRead(path, error, named);
  }
}

/** Works like {@link requireNamedFile}, for a folder. Throws {@link UsageError}. */
export function requireNamedFolder(path: string, named: NamedPath): void {
  try {
    const found = statSync(path);
    if (found.isDirectory()) {
      readdirSync(path);
      return;
    }
    throw new UsageError(`it is ${unlikeFile(found) ?? 'a file'}, not a folder`, {
      hint: 'Check the path: it must lead to a folder.',
    });
  } catch (error) {
    throw cannotRead(path, error, named);
  }
}
