import type { Target } from '../../../core/target.ts';
import { UsageError } from '../../../core/errors.ts';
import { forEachOrMisses } from '../../../core/several-errors.ts';
import { findTarget, type Lock } from '../../../lock/file/lock.ts';
import { planOfLock } from '../../../lock/locked-bottle.ts';
import { listRequested, wishNamed, wishPlan } from '../../../mirror/tree/wishes/wish-plan.ts';
import { wishWhole } from '../../../mirror/tree/wishes/wish-whole.ts';
import type { TargetWish, Wish } from '../../../mirror/tree/wishes/wish.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readMode } from '../../arguments/closure-mode.ts';
import { listAsked } from '../../arguments/formulae/asked-names.ts';
import { readInputs } from '../../arguments/formulae/inputs.ts';
import { readTap } from '../../arguments/formulae/tap.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { Session } from '../../session.ts';
import { keepHeapSmall } from '../../v8-flags.ts';

/** What a command line wants a mirror to hold. */
export interface MirrorWishes {
  readonly targets: readonly TargetWish[];
  /** The number of wishes for bottles. */
  readonly total: number;
  readonly wishes: AsyncIterable<Wish>;
}

/** What is needed to read wishes. */
interface WishQuestion {
  readonly brewpull: Brewpull;
  readonly targets: readonly Target[];
  readonly lock: Lock | undefined;
}

/**
 * Reads what a mirror is to hold: everything, named formulae with all they need, or what a lock names; exactly one of the three.
 * Throws {@link UsageError}, and whatever planning throws.
 */
export async function readWishes(
  args: Arguments,
  session: Session,
  { brewpull, targets, lock }: WishQuestion,
): Promise<MirrorWishes> {
  const isWhole = args.flag('all');
  const hasNames =
    args.positionals.length + args.list('from-file').length + args.list('brewfile').length > 0;
  if ([isWhole, hasNames, lock !== undefined].filter(Boolean).length > 1) {
    throw new UsageError('--all, names and --lock each say what to mirror: give one of them', {
      hint: 'Run it once for each with the same --output: a mirror keeps what it has.',
    });
  }
  if (isWhole) return wishAll(args, session, { brewpull, targets });
  if (lock !== undefined) return wishLocked(brewpull, lock, targets);
  if (!hasNames) {
    throw new UsageError('nothing says what to mirror', {
      hint: 'Add --all for everything, or name formulae: brewpull mirror vim git --macos 11 --arch amd64 -o DIR.',
    });
  }
  const inputs = await readInputs(args, session, { targets });
  const mode = readMode(args);
  const exactOnly = args.flag('exact');
  const asked = await listAsked(inputs, brewpull);
  const named = await forEachOrMisses(asked, async ({ target, names }) => ({
    target,
    ...(await wishNamed(brewpull, { names, target, exactOnly, mode })),
  }));
  return listed(named);
}

async function wishAll(
  args: Arguments,
  session: Session,
  { brewpull, targets }: Omit<WishQuestion, 'lock'>,
): Promise<MirrorWishes> {
  const { total, wishes } = await wishWhole(brewpull, {
    tap: readTap(args),
    targets,
    exactOnly: args.flag('exact'),
    beforeAtlas: () => session.tune(keepHeapSmall),
  });
  return {
    targets: targets.map((target) => ({ target, isWhole: true, requested: [] })),
    total,
    wishes,
  };
}

function wishLocked(brewpull: Brewpull, lock: Lock, targets: readonly Target[]): MirrorWishes {
  const { override } = brewpull.registry();
  return listed(
    targets.map((target) => {
      const held = findTarget(lock, target.bottleTag);
      if (held === undefined) {
        throw new UsageError(`the lock has nothing for ${target.bottleTag}`, {
          hint: 'Leave --macos, --arch and --target out for all that it has.',
        });
      }
      const plan = planOfLock(held, target, override);
      return { target, wishes: wishPlan(plan), requested: listRequested(plan) };
    }),
  );
}

function listed(
  each: readonly {
    readonly target: Target;
    readonly wishes: readonly Wish[];
    readonly requested: readonly string[];
  }[],
): MirrorWishes {
  const wishes = each.flatMap((one) => one.wishes);
  return {
    targets: each.map(({ target, requested }) => ({ target, isWhole: false, requested })),
    total: wishes.filter(({ kind }) => kind === 'bottle').length,
    wishes: (async function* all() {
      yield* wishes;
    })(),
  };
}
