import { BrewpullError, StoreError } from '../core/errors.ts';

interface StoreReason {
  readonly text: string;
  /** Where it is about reading. */
  readonly readText?: string;
  readonly hint: string;
}

const ELSEWHERE = 'Choose another place with --output or --cache-dir.';
const ROOM = 'Free some space, or choose another place with --output and --cache-dir.';

const REASONS: Readonly<Record<string, StoreReason>> = {
  ENOSPC: { text: 'the disk is full', hint: ROOM },
  EDQUOT: { text: 'the disk quota is used up', hint: ROOM },
  EFBIG: { text: 'it would be larger than files may be here', hint: `${ROOM} See also ulimit -f.` },
  EACCES: {
    text: 'it is not writable for this user',
    readText: 'it is not readable for this user',
    hint: ELSEWHERE,
  },
  EPERM: { text: 'the system does not permit it', hint: ELSEWHERE },
  EROFS: { text: 'the file system is read-only', hint: ELSEWHERE },
  ENOENT: { text: 'there is no such file or folder', hint: 'Check the path.' },
  ENOTDIR: { text: 'a part of the path is not a folder', hint: 'Check the path.' },
  EEXIST: { text: 'there is a file where a folder should be', hint: ELSEWHERE },
  EISDIR: { text: 'it is a folder', hint: 'Choose another name.' },
  ELOOP: { text: 'its links lead in a circle', hint: 'Check the path.' },
  ENAMETOOLONG: {
    text: 'the name is too long for this file system',
    hint: 'Choose another place.',
  },
  EMFILE: {
    text: 'too many files are open',
    hint: 'Use a smaller --concurrency, or allow more with ulimit -n.',
  },
  ENFILE: { text: 'too many files are open on this machine', hint: 'Run this again later.' },
  ENOMEM: { text: 'there is not enough memory', hint: 'Close other programs, or see ulimit -v.' },
  EAGAIN: { text: 'the system has no more processes to give', hint: 'See ulimit -u.' },
  EIO: { text: 'the disk does not work', hint: 'Check the disk.' },
};

/** What a failure of the system means, and what to do; undefined for one that is not of a kind that people meet. */
export function reasonOf(
  error: unknown,
): { readonly text: string; readonly hint: string } | undefined {
  const code = codeOf(error);
  if (code !== undefined && code !== 'ENOENT') return REASONS[code];
  // How V8 says that memory is short; the Ruby parser is WebAssembly.
  const isShort =
    error instanceof RangeError &&
    /could not allocate|allocation failed|Out of memory|Invalid array buffer/i.test(error.message);
  return isShort ? REASONS['ENOMEM'] : undefined;
}

/** Tells whether nothing can be written at a place at all. */
export function isReadOnly(error: unknown): boolean {
  const cause = error instanceof BrewpullError ? error.cause : error;
  return ['EROFS', 'EACCES', 'EPERM'].includes(codeOf(cause) ?? '');
}

/** Gives what an error of the file system means, and what to do; a {@link BrewpullError} stays as it is. */
export function explainStoreFailure(action: string, path: string, error: unknown): BrewpullError {
  if (error instanceof BrewpullError) return error;
  const code = codeOf(error);
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) {
    const reason = action === 'read' ? (known.readText ?? known.text) : known.text;
    const { hint } = known;
    return new StoreError(`cannot ${action} ${path}: ${reason}`, path, { cause: error, hint });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(`cannot ${action} ${path}: ${reason}`, path, { cause: error });
}

/** Does work on a file; what the file system refuses is thrown as {@link explainStoreFailure} gives it. */
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

/** How programs in the C locale say what the system refused. */
const SYSTEM_WORDS = new Map([
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['File too large', 'EFBIG'],
  ['Read-only file system', 'EROFS'],
]);

/** Finds in what a program said why it could not write to a place; undefined when it failed for another reason. */
export function explainFailedWriter(
  path: string,
  said: string,
  cause: unknown,
): BrewpullError | undefined {
  const [, code] = [...SYSTEM_WORDS].find(([words]) => said.includes(words)) ?? [];
  if (code === undefined) return undefined;
  return explainStoreFailure('write', path, Object.assign(new Error(said, { cause }), { code }));
}

/** Gives the code of a system error, e.g. `ENOENT`; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
