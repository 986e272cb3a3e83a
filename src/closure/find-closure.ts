import { NoBottleError, UsageError } from '../core/errors.ts';
import { CORE_TAP } from '../core/formula-key.ts';
import { explainPins, pinAsks } from './sources/pinned-asks.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { ClosureMode, ClosurePlan } from './closure-plan.ts';
import { closureTapsOf, type Ask } from './sources/closure-taps.ts';
import { findOneCommit, type OneCommitRequest } from './one-commit/find-one-commit.ts';
import { planAtCommit } from './one-commit/find-at-commit.ts';
import { planExact } from './find-exact.ts';
import { planNewest } from './find-newest.ts';
import type { ClosureRequest, ClosureTools } from './closure-request.ts';
import { requireAll } from './require-found.ts';
import { hasLastBottles } from './sources/last-bottles.ts';

/**
 * Plans everything that some formulae need on a target. Without a mode and without git history of any of their taps, the
 * versions are those that the bottles were built against, as their build records say; see {@link planExact}. Throws what
 * resolving a requested formula throws, and {@link UsageError} for formulae of two taps that brew would install as one.
 */
export async function planClosure(
  brewpull: Brewpull,
  { names, mode: asked, isNewestPreferred = false, ...request }: ClosureRequest,
): Promise<ClosurePlan> {
  const opening = { ...request, brewpull, taps: closureTapsOf(brewpull) };
  const { asks, pins } = await pinAsks(opening, names);
  const tools = { ...opening, pins };
  const tapNames = [...new Set(asks.map(({ candidates }) => candidates[0].tap))];
  const unopened: string[] = [];
  // One after another: the first that has the commit of `--at` decides which time is meant.
  for (const tap of tapNames) if ((await tools.taps.open(tap)) === undefined) unopened.push(tap);
  const isBare = unopened.length === tapNames.length;
  const mode = asked ?? (await standardMode(tools, unopened, { isBare, isNewestPreferred }));
  for (const tap of unopened) {
    // A file of answers knows the newest of each.
    const isNeeded =
      mode === 'one-commit' || (mode === 'newest' && isBare && !(await hasLastBottles(tools, tap)));
    if (isNeeded) throw needsHistory(mode, tap);
  }
  if (!isBare) await requireKnown(tools, asks);
  const plan = await planAs(tools, asks, mode);
  refuseTwins(plan);
  return plan;
}

/** Chooses the mode of a request without one; undefined to look for one commit first. */
async function standardMode(
  tools: ClosureTools,
  unopened: readonly string[],
  { isBare, isNewestPreferred }: { readonly isBare: boolean; readonly isNewestPreferred: boolean },
): Promise<ClosureMode | undefined> {
  if (!isNewestPreferred) return isBare ? 'exact' : undefined;
  for (const tap of isBare ? unopened : []) {
    if (!(await hasLastBottles(tools, tap))) return 'exact';
  }
  return 'newest';
}

async function planAs(
  tools: ClosureTools,
  asks: readonly Ask[],
  mode: ClosureMode | undefined,
): Promise<ClosurePlan> {
  if (mode === 'exact') return explained(await planExact(tools, asks), tools, BUILT_AGAINST);
  if (mode === 'newest') return explained(await planNewest(tools, asks), tools, NEWEST);
  const { target, exactOnly, taps, brewpull, pins } = tools;
  const { signal, onEvent } = brewpull.options;
  const open: OneCommitRequest['open'] = (tap) => taps.open(tap);
  const one = await findOneCommit({ asks, target, exactOnly, open, signal, onEvent });
  if (one.status === 'found')
    return explained(await planAtCommit(tools, asks, one), tools, AT_COMMIT);
  if (mode === 'one-commit') {
    const asked = asks.map(({ key }) => key).join(', ');
    if (one.status === 'no-history') throw needsHistory(mode, one.tap);
    const tapNames = new Set(asks.map(({ candidates }) => candidates[0].tap));
    throw new NoBottleError(
      `there was never one commit of ${[...tapNames].join(' and ')} at which ${asked} and all they need had bottles for ${target.bottleTag}`,
      { hint: 'Use --closure newest: the newest of each, with every exception listed.' },
    );
  }
  if (pins.size > 0) {
    // The newest of the rest would be years newer than an old version that was asked for.
    const why =
      one.status === 'none'
        ? 'no commit has bottles for everything'
        : `the history of ${one.tap} is not at hand`;
    return explained(await planExact(tools, asks), tools, `${BUILT_AGAINST}: ${why}`);
  }
  const plan = await planNewest(tools, asks);
  const message =
    one.status === 'none'
      ? 'no commit has bottles for everything, so each formula has its own newest bottle'
      : `the history of ${one.tap} is not at hand, so each formula has its own newest bottle`;
  const facts = {
    cause: one.status,
    tap: one.status === 'none' ? null : one.tap,
    formulae: asks.map(({ key }) => key),
  };
  const exception = { formula: undefined, code: 'not-one-commit', facts, message } as const;
  return { ...plan, exceptions: [exception, ...plan.exceptions] };
}

/**
 * Checks that all names are formulae, since looking for one commit would read all of history otherwise. If one is not in the
 * newest state, all are looked up, and everything that is missing is thrown at once.
 */
async function requireKnown(tools: ClosureTools, asks: readonly Ask[]): Promise<void> {
  const { taps } = tools;
  const areThere = await Promise.all(
    asks.map(async ({ candidates: [{ tap, name }], pin }) => {
      if (pin !== undefined) return true;
      const opened = await taps.open(tap);
      return opened === undefined || (await opened.snapshot.has(name, opened.head));
    }),
  );
  if (!areThere.includes(false)) return;
  await requireAll(
    tools,
    asks.flatMap(({ key, pin }) => (pin === undefined ? [key] : [])),
  );
}

const AT_COMMIT = 'all is as of the newest commit that had its bottle';
const BUILT_AGAINST = 'what it needs is what it was built against';
const NEWEST = 'it is not the newest, though the rest is';

/** Adds exceptions that explain a plan for which versions were asked for. */
function explained(plan: ClosurePlan, { pins }: ClosureTools, rest: string): ClosurePlan {
  return { ...plan, exceptions: [...explainPins(pins, rest), ...plan.exceptions] };
}

function needsHistory(mode: ClosureMode, tap: string): UsageError {
  const sync = `Run brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}, name a clone with --tap-dir`;
  const ways = mode === 'newest' ? `${sync}, fetch answers with brewpull atlas fetch` : sync;
  return new UsageError(`--closure ${mode} needs the history of ${tap}`, {
    hint: `${ways}, or use --closure exact.`,
  });
}

/** Refuses two formulae of the same name: brew keeps them in one folder, whatever their taps. */
function refuseTwins({ items }: ClosurePlan): void {
  const kegs = new Map<string, string>();
  for (const { found } of items) {
    const { tap, formula, builtAs } = found;
    const name = `${tap}/${formula}`;
    const twin = kegs.get(builtAs);
    if (twin !== undefined) {
      const both = [twin, name].toSorted().join(' and ');
      throw new UsageError(`${both} are both installed as ${builtAs}: one Mac cannot have both`, {
        hint: 'Leave one of them out, or make a bundle for each, for two Macs.',
      });
    }
    kegs.set(builtAs, name);
  }
}
