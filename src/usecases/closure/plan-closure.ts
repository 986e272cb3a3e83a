import { NoBottleError, UsageError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import { parseFormulaRef } from '../../formula/tap/formula-ref.ts';
import { readTapNames } from '../../formula/tap/tap-names.ts';
import type { Brewpull } from '../brewpull/open.ts';
import type { TapHistory } from '../brewpull/tap-history.ts';
import type { ClosureMode, ClosurePlan } from './closure-plan.ts';
import { planAtCommit } from './plan-at-commit.ts';
import { planExact } from './plan-exact.ts';
import { planNewest } from './plan-newest.ts';
import { TapSnapshot } from './tap-snapshot.ts';
import { findOneCommit } from './find-one-commit.ts';

/** What is asked for. */
export interface ClosureRequest {
  readonly names: readonly string[];
  readonly target: Target;
  readonly exactOnly: boolean;
  /** Undefined: one commit where there is one, else the newest of each. */
  readonly mode: ClosureMode | undefined;
}

/** A tap's history, opened for planning. */
export interface ClosureHistory {
  readonly history: TapHistory;
  readonly snapshot: TapSnapshot;
  /** The newest commit that counts. */
  readonly head: string;
}

/**
 * Plans everything that some formulae of one tap need on a target. Without git history at hand the versions are those the
 * bottles were built against, which their build records name. Throws what resolving a requested formula throws.
 */
export async function planClosure(
  brewpull: Brewpull,
  request: ClosureRequest,
): Promise<ClosurePlan> {
  const refs = request.names.map(parseFormulaRef);
  const [tap, ...others] = new Set(refs.map((ref) => ref.tap));
  if (tap === undefined || others.length > 0) {
    throw new UsageError('a closure is planned for formulae of one tap at a time', {
      hint: 'Make one bundle for each tap.',
    });
  }
  const named = { ...request, names: refs.map(({ name }) => name) };
  const history = await brewpull.histories.of(tap);
  if (history === undefined) {
    if (request.mode !== undefined && request.mode !== 'exact') {
      throw new UsageError(`--closure ${request.mode} needs the history of ${tap}`, {
        hint: 'Run brewpull sync, name a clone with --tap-dir, or use --closure exact.',
      });
    }
    return planExact(brewpull, named, tap, undefined);
  }
  const opened = await openHistory(history, brewpull);
  if (request.mode === 'exact') return planExact(brewpull, named, tap, opened);
  if (request.mode === 'newest') return planNewest(brewpull, named, opened);
  const one = await findOneCommit({
    ...named,
    ...opened,
    repository: history.repository,
    signal: brewpull.options.signal,
    onEvent: brewpull.options.onEvent,
  });
  if (one !== undefined) return planAtCommit(brewpull, named, opened, one);
  if (request.mode === 'one-commit') {
    throw new NoBottleError(
      `there was never one commit of ${tap} at which ${request.names.join(', ')} and all they need had bottles for ${request.target.bottleTag}`,
      { hint: 'Use --closure newest: the newest of each, with every exception listed.' },
    );
  }
  const plan = await planNewest(brewpull, named, opened);
  const message = 'no commit has bottles for everything, so each is the newest of its own';
  return {
    ...plan,
    exceptions: [{ formula: request.names.join(', '), message }, ...plan.exceptions],
  };
}

async function openHistory(history: TapHistory, { options }: Brewpull): Promise<ClosureHistory> {
  const head = await history.head();
  const names = await readTapNames(history.repository, head, options.onEvent);
  const snapshot = new TapSnapshot(history.repository, await history.reader(), names);
  return { history, snapshot, head };
}
