import { DisagreementError, UsageError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import type { BrewRequest } from '../../bundle/brew/choose-brews.ts';
import { listKnownReleases } from '../../bundle/brew/release/known-releases.ts';
import { parseBrewOrigin, type BrewOrigin } from '../../bundle/brew/source/brew-origin.ts';
import type { LockUse } from '../../lock/closure-with-lock.ts';
import { findTarget, type LockedBrew } from '../../lock/file/lock.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './options/arguments.ts';

/** Returns whether the command line asks for Homebrew itself. */
export function isBrewAsked(args: Arguments): boolean {
  return args.flag('with-brew') || args.text('brew') !== undefined;
}

/** Reads `--brew-source`. Throws {@link UsageError}. */
export function readBrewOrigin(args: Arguments, session: Session): BrewOrigin {
  return parseBrewOrigin(args.text('brew-source'), (path) => session.resolvePath(path));
}

/** The targets, the lock, and whether formulae are named. */
interface BrewQuestion {
  readonly targets: readonly Target[];
  readonly use: LockUse | undefined;
  /** Without names, everything in the lock is taken from it. */
  readonly hasNames: boolean;
}

/**
 * Reads `--with-brew`, `--brew` and `--brew-source`; undefined if no target gets a Homebrew. The one that a lock holds is kept
 * unless `--brew` names another. Throws {@link UsageError} or {@link DisagreementError} if the lock must suffice and does not.
 */
export function readBrewRequest(
  args: Arguments,
  origin: BrewOrigin,
  { targets, use, hasNames }: BrewQuestion,
): BrewRequest | undefined {
  const isAsked = isBrewAsked(args);
  const tag = args.text('brew');
  const locked = new Map<string, LockedBrew>();
  const wanted = new Set<string>();
  for (const { bottleTag } of targets) {
    const held = use && findTarget(use.lock, bottleTag)?.brew;
    if (!isAsked && (hasNames || held === undefined)) continue;
    wanted.add(bottleTag);
    if (held !== undefined && (tag === undefined || tag === held.tag)) locked.set(bottleTag, held);
    else if (use !== undefined) refuseChange(use, bottleTag, { tag, held });
  }
  if (wanted.size === 0 && args.strength('brew-source') === 0) {
    throw new UsageError('--brew-source says where Homebrew itself is, and none is asked for', {
      hint: 'Add --with-brew, or leave --brew-source out.',
    });
  }
  if (wanted.size === 0) return undefined;
  return { tag, origin, releases: listKnownReleases(), locked, wanted };
}

/** Throws unless the lock may be extended. */
function refuseChange(
  { mode, file }: LockUse,
  bottleTag: string,
  { tag, held }: { readonly tag: string | undefined; readonly held: LockedBrew | undefined },
): void {
  if (mode === 'extend') return;
  const what = `${file} holds ${held === undefined ? 'no Homebrew' : `Homebrew ${held.tag}`} for ${bottleTag}`;
  const hint = `Leave --${mode} out to choose one and add it.`;
  if (mode === 'frozen') throw new UsageError(what, { hint });
  throw new DisagreementError(
    `${what}, and --locked lets nothing change`,
    [
      { source: 'the lock', value: held?.tag ?? 'none' },
      { source: 'the command line', value: tag ?? 'the newest that serves' },
    ],
    { hint },
  );
}
