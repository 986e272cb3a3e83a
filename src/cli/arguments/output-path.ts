import { UsageError } from '../../core/errors.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './options/arguments.ts';
import type { OptionName } from './options/options.ts';

/** A place for results as the user named it. */
export interface OutputPath {
  /** The path as it was written. */
  readonly text: string;
  /** The absolute path. */
  readonly path: string;
  /** Whether its ending says that it is a folder: a slash, `.` or `..`. */
  readonly isFolder: boolean;
  /** The extension of an archive or a packed file, in lower case: `.tar`, `.tar.gz`, `.zip`. */
  readonly archive: string | undefined;
}

const ARCHIVE =
  /\.(?:tar(?:\.(?:gz|bz2|xz|zst|lz|lz4|lzma|br|z))?|tgz|tbz2?|txz|tzst|tlz|zip|7z|rar|dmg|pkg|iso|img|gz|bz2|xz|zst)$/i;

/**
 * Reads an option that names a place for results; undefined if it is not given. Throws {@link UsageError} for an empty string on
 * the command line: it comes from an unset variable, and nobody means the working folder by it.
 */
export function readOutputPath(
  args: Arguments,
  { resolvePath }: Pick<Session, 'resolvePath'>,
  name: OptionName,
): OutputPath | undefined {
  const text = args.text(name);
  if (text === undefined) {
    if (args.strength(name) !== 0) return undefined;
    throw new UsageError(`--${name} is empty`, { hint: 'Name a place, or leave the option out.' });
  }
  const isFolder = /(?:^|\/)\.{0,2}$/.test(text);
  const [archive] = isFolder ? [] : (ARCHIVE.exec(text) ?? []);
  return {
    text,
    path: resolvePath(text),
    isFolder,
    archive: archive?.toLowerCase(),
  };
}

/** An option that names one file. */
interface FileOption {
  readonly name: OptionName;
  /** With its article, e.g. `a receipt`. */
  readonly what: string;
  /** Whether `-` means standard output. */
  readonly stream?: boolean;
}

/**
 * Does the same as {@link readOutputPath} for a single file that is not an archive. Throws {@link UsageError} for a folder and
 * for the name of an archive.
 */
export function readFilePath(
  args: Arguments,
  session: Pick<Session, 'resolvePath'>,
  { name, what, stream = false }: FileOption,
): OutputPath | undefined {
  const output = readOutputPath(args, session, name);
  if (output?.text === '-' && !stream) {
    throw new UsageError(`--${name} takes a file, not - for standard output`, {
      hint: 'Name a file.',
    });
  }
  if (output?.isFolder === true) {
    throw new UsageError(`--${name} ${output.text} is a folder, and ${what} is one file`, {
      hint: 'Name a file in it.',
    });
  }
  if (output?.archive !== undefined) {
    throw cannotMake(output, { name, can: `${what}, as it is` });
  }
  return output;
}

/** Returns the error for a command that cannot make what a file name promises; `can` names what it makes. */
export function cannotMake(
  { text, archive }: OutputPath,
  { name = 'output', can, hint }: { name?: OptionName; can: string; hint?: string },
): UsageError {
  return new UsageError(`--${name} ${text}: cannot make a ${archive ?? 'file'}, only ${can}`, {
    hint: hint ?? 'Choose another name.',
  });
}
