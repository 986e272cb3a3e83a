import { BrewpullError, StoreError } from '../core/errors.ts';

interface StoreReason {
  readonly text: string;
  /** The text for a failure to read. */
  readonly readText?: string;
  readonly hint: string;
}

const ELSEWHERE = 'Choose another place with --output or --cache-dir.';
const PATH = 'Check the path.';
const ROOM = 'Free some space, or choose another place with --output and --cache-dir.';

const REASONS: Readonly<Record<string, StoreReason>> = {
  ENOSPC: { text: 'the disk is full', hint: ROOM },
  EDQUOT: { text: 'the disk quota is used up', hint: ROOM },
  EFBIG: { text: 'it would exceed the file size limit', hint: `${ROOM} See also ulimit -f.` },
  EACCES: {
    text: 'it is not writable for this user',
    readText: 'it is not readable for this user',
    hint: ELSEWHERE,
  },
  EPERM: { text: 'the system does not permit it', hint: ELSEWHERE },
  EROFS: { text: 'the file system is read-only', hint: ELSEWHERE },
  ENOENT: { text: 'there is no such file or folder', hint: PATH },
  ENOTDIR: { text: 'a part of the path is not a folder', hint: PATH },
  EEXIST: { text: 'there is a file where a folder should be', hint: ELSEWHERE },
  EISDIR: { text: 'it is a folder', hint: 'Choose another name.' },
  ENOTEMPTY: { text: 'it is a folder that is not empty', hint: ELSEWHERE },
  ENXIO: { text: 'there is nothing behind it', hint: PATH },
  ENODEV: { text: 'there is no such device', hint: PATH },
  EBUSY: { text: 'it is in use', hint: 'Close what uses it, and run this again.' },
  ETXTBSY: { text: 'it is a running program', hint: 'End it, and run this again.' },
  EXDEV: { text: 'it is on another file system', hint: ELSEWHERE },
  EINVAL: { text: 'the file system does not accept this name or request', hint: ELSEWHERE },
  ENOTSUP: { text: 'the file system cannot do that', hint: ELSEWHERE },
  EOPNOTSUPP: { text: 'the file system cannot do that', hint: ELSEWHERE },
  ENOSYS: { text: 'this system cannot do that', hint: ELSEWHERE },
  ESTALE: { text: 'the network drive has lost it', hint: 'Mount the drive again.' },
  ETIMEDOUT: { text: 'the network drive does not answer', hint: 'Mount the drive again.' },
  ELOOP: { text: 'its links lead in a circle', hint: PATH },
  ENAMETOOLONG: {
    text: 'the name is too long for this file system',
    hint: 'Choose a shorter name.',
  },
  EMFILE: {
    text: 'too many files are open',
    hint: 'Use a smaller --concurrency, or allow more with ulimit -n.',
  },
  ENFILE: { text: 'too many files are open on this machine', hint: 'Run this again later.' },
  ENOMEM: { text: 'there is not enough memory', hint: 'Close other programs, or see ulimit -v.' },
  EAGAIN: { text: 'the system has no more processes to give', hint: 'See ulimit -u.' },
  EIO: { text: 'the disk reports an error', hint: 'Check the disk.' },
};

/** Returns what a system failure means, and what to do; undefined for a kind that users do not meet. */
export function reasonOf(
  error: unknown,
): { readonly text: string; readonly hint: string } | undefined {
  const code = codeOf(error);
  const known = code === 'ENOENT' ? undefined : REASONS[code ?? ''];
  if (known !== undefined) return { text: `${pathIn(error)}${known.text}`, hint: known.hint };
  // How V8 reports a lack of memory; the Ruby parser is WebAssembly.
  const isShort =
    error instanceof RangeError &&
    /could not allocate|allocation failed|Out of memory|Invalid array buffer/i.test(error.message);
  return isShort ? REASONS['ENOMEM'] : undefined;
}

/** Names the path, without which nobody knows what "it" is. */
function pathIn(error: unknown): string {
  const isSaid = error instanceof Error && 'path' in error && typeof error.path === 'string';
  return isSaid ? `cannot use ${String(error.path)}: ` : '';
}

/** Returns whether nothing can be written at a place at all. */
export function isReadOnly(error: unknown): boolean {
  const cause = error instanceof BrewpullError ? error.cause : error;
  return ['EROFS', 'EACCES', 'EPERM'].includes(codeOf(cause) ?? '');
}

/** Explains what a file system error means, and what to do; returns a {@link BrewpullError} unchanged. */
export function explainStoreFailure(action: string, path: string, error: unknown): BrewpullError {
  if (error instanceof BrewpullError) return error;
  const hint = hintOf(error);
  const reason = action === 'read' ? readFailure(path, error) : wordsOf(error);
  return new StoreError(`cannot ${action} ${path}: ${reason}`, path, { cause: error, hint });
}

/**
 * Says why a path cannot be read, for a sentence that already names the path: the reason alone, in brewpull's own words, or
 * what a {@link BrewpullError} says without the path.
 */
export function readFailure(path: string, error: unknown): string {
  const known = REASONS[codeOf(error) ?? ''];
  if (known?.readText !== undefined) return known.readText;
  return withoutPath(path, wordsOf(error));
}

/** Rewrites a sentence about a path for use after the path was named. */
export function withoutPath(path: string, words: string): string {
  return words.startsWith(`${path} `) ? `it${words.slice(path.length)}` : words;
}

/** Returns what to do about a failure to read; undefined if that is not known. */
export function readHint(error: unknown): string | undefined {
  if (error instanceof BrewpullError) return error.hint;
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return 'Give this user the right to read it (chmod).';
  return hintOf(error);
}

function hintOf(error: unknown): string | undefined {
  return REASONS[codeOf(error) ?? '']?.hint;
}

/** What Node puts around the system's words: its code before them, and the call with its path after them. */
const NODE_MESSAGE = /^(?:[a-z]+ )?E[A-Z0-9]+: (.*?)(?:, [a-z]+(?: '.*)?)?$/s;

/** Describes a system failure without its code, which means nothing to users, and without its path. */
export function wordsOf(error: unknown): string {
  const known = REASONS[codeOf(error) ?? ''];
  if (known !== undefined && !(error instanceof BrewpullError)) return known.text;
  const said = error instanceof Error ? error.message : String(error);
  return NODE_MESSAGE.exec(said)?.[1] ?? said;
}

/** Does work on a file; throws file system errors as {@link explainStoreFailure} explains them. */
export async function guardStore<Result>(
  action: string,
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainStoreFailure(action, path, error);
  }
}

/** How programs in the C locale report what the system refused. */
const SYSTEM_WORDS = new Map([
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['File too large', 'EFBIG'],
  ['Read-only file system', 'EROFS'],
]);

/** Finds in a program's output why it could not write to a place; undefined if it failed for another reason. */
export function explainFailedWriter(
  path: string,
  said: string,
  cause: unknown,
): BrewpullError | undefined {
  const [, code] = [...SYSTEM_WORDS].find(([words]) => said.includes(words)) ?? [];
  if (code === undefined) return undefined;
  return explainStoreFailure('write', path, Object.assign(new Error(said, { cause }), { code }));
}

/** Returns the code of a system error, e.g. `ENOENT`; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
