import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { BrewpullError, UsageError } from '../../core/errors.ts';
import { parseTargetTag, type Target } from '../../core/target.ts';
import type { Lock } from '../../lock/file/lock.ts';
import { parseLock } from '../../lock/file/lock-schema.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { requirePlaceForFile } from '../../store/place/check-place.ts';
import { codeOf, readFailure, readHint } from '../../store/store-failure.ts';
import type { LockUse } from '../../lock/closure-with-lock.ts';
import type { Terminal } from '../terminal.ts';
import type { Arguments, ProjectFile } from './options/arguments.ts';
import { requireUsualServers } from './layers/project-lock.ts';
import { readTargets } from './formulae/targets.ts';
import { readFilePath } from './output-path.ts';
import { requireNamedFile } from '../../store/read/named-path.ts';

/** The name of a lock if none is given. */
export const LOCK_NAME = 'brewpull.lock.json';
/** A lock may hold the text of every formula. */
const LIMIT_BYTES = 256 * 1024 * 1024;

/** The lock that a command line names. */
export interface LockRequest {
  readonly path: string;
  /** The path as it was given. */
  readonly file: string;
  /** Undefined if there is none yet. */
  readonly lock: Lock | undefined;
  readonly mode: LockUse['mode'];
  /** The project's file that chose it, if one did. */
  readonly project: ProjectFile | undefined;
}

/**
 * Reads `--lock`, `--locked` and `--frozen`; the last two mean `brewpull.lock.json` if no file is named. Undefined without any of
 * them. Throws {@link UsageError} if a required lock is missing, `InvalidFileError` for a file that is not a lock.
 */
export async function readLockRequest(
  args: Arguments,
  terminal: Terminal,
): Promise<LockRequest | undefined> {
  const mode = args.flag('frozen') ? 'frozen' : args.flag('locked') ? 'locked' : 'extend';
  const named = readLockName(args, terminal);
  if (named === undefined && mode === 'extend') return undefined;
  const file = named ?? LOCK_NAME;
  const project = args.projectOf(named === undefined && mode !== 'extend' ? mode : 'lock');
  const request = await openLock(file, terminal, project);
  if (request.lock === undefined && mode !== 'extend') {
    throw new UsageError(`--${mode} needs a lock, and there is no ${file}`, {
      hint: `Make it with brewpull lock FORMULA… --lock ${file}, or name another with --lock.`,
    });
  }
  return { ...request, mode };
}

/**
 * Reads a lock, or finds that there is none yet; `project` is the project's file that chose it, if one did. Throws
 * `InvalidFileError` or {@link UsageError}.
 */
export async function openLock(
  file: string,
  terminal: Terminal,
  project: ProjectFile | undefined,
): Promise<LockRequest> {
  const path = resolve(terminal.cwd(), file);
  try {
    if (existsSync(path)) requireNamedFile(path, { what: 'the lock' });
    const bytes = await readRegularFile(path, LIMIT_BYTES);
    const lock = parseLock(bytes, file);
    if (project !== undefined) requireUsualServers(lock, file, project);
    return { path, file, lock, mode: 'extend', project };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { path, file, lock: undefined, mode: 'extend', project };
    if (error instanceof BrewpullError || codeOf(error) === undefined) throw error;
    throw new UsageError(`cannot read the lock ${file}: ${readFailure(path, error)}`, {
      cause: error,
      hint: readHint(error),
    });
  }
}

/** Reads `--lock`; undefined if it is not given. Throws {@link UsageError} for the name of a folder or an archive. */
export function readLockName(args: Arguments, terminal: Terminal): string | undefined {
  const resolvePath = (path: string): string => resolve(terminal.cwd(), path);
  return readFilePath(args, { resolvePath }, { name: 'lock', what: 'a lock' })?.text;
}

/** Throws `FileExistsError` or `StoreError` if a lock that is to be extended could not be written. */
export async function requireLockPlace(
  request: LockRequest | undefined,
  args: Arguments,
): Promise<void> {
  if (request?.mode !== 'extend' || args.flag('dry-run')) return;
  await requirePlaceForFile(request.path);
}

/** Returns the parts of the request that planning needs; undefined if there is no lock yet. */
export function useOf(request: LockRequest | undefined): LockUse | undefined {
  if (request?.lock === undefined) return undefined;
  return { lock: request.lock, file: request.file, mode: request.mode };
}

/** Reads the targets, or returns those of the lock if none are given. Throws {@link UsageError}. */
export function readLockedTargets(
  args: Arguments,
  terminal: Terminal,
  lock: Lock | undefined,
): readonly [Target, ...Target[]] {
  const isSaid = (['macos', 'arch', 'target'] as const).some(
    (name) => args.strength(name) !== undefined,
  );
  const [first, ...rest] = (lock?.targets ?? []).map(({ bottleTag }) => parseTargetTag(bottleTag));
  return isSaid || first === undefined ? readTargets(args, terminal) : [first, ...rest];
}
