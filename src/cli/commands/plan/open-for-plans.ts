import { brewNote } from '../../../bundle/probe/brew-note.ts';
import type { LeftOutBottle } from '../../../bundle/file/gathered-bundle.ts';
import { leaveOutHeld } from '../../../bundle/make/leave-out-held.ts';
import { leaveOutInstalled } from '../../../bundle/make/leave-out-installed.ts';
import type { UpdateBase } from '../../../bundle/make/update-base.ts';
import { parseProbe, type Probe } from '../../../bundle/probe/probe-schema.ts';
import { cpuWarning } from '../../../bundle/probe/cpu-warning.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { planClosure } from '../../../closure/find-closure.ts';
import { forEachOrMisses } from '../../../core/several-errors.ts';
import type { Target } from '../../../core/target.ts';
import type { BrewRequest } from '../../../bundle/brew/choose-brews.ts';
import type { ClosureRequest } from '../../../closure/closure-request.ts';
import { planWithLock, type LockUse } from '../../../lock/closure-with-lock.ts';
import { findTarget } from '../../../lock/file/lock.ts';
import { isBrewAsked, readBrewOrigin, readBrewRequest } from '../../arguments/brew-request.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { listAsked } from '../../arguments/formulae/asked-names.ts';
import { readMode } from '../../arguments/closure-mode.ts';
import { readGivenFile } from '../../arguments/layers/given-file.ts';
import { readInputs, type Inputs } from '../../arguments/formulae/inputs.ts';
import { readLockedTargets, useOf, type LockRequest } from '../../arguments/lock-request.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import type { Session } from '../../session.ts';

/** What a command that works on plans starts from. */
export interface OpenedPlans {
  readonly brewpull: Brewpull;
  readonly plans: readonly ClosurePlan[];
  /** What a probed Mac or the updated bundle already has, as plans for the same targets. */
  readonly leftOut: readonly ClosurePlan[];
  /** The Homebrew that targets are to get; undefined for none. */
  readonly brew: BrewRequest | undefined;
  /** What the updated bundle has, by the bottle tags of the targets. */
  readonly held: ReadonlyMap<string, readonly LeftOutBottle[]>;
  /** Entries of Brewfiles that brewpull can fetch nothing for. */
  readonly skipped: Inputs['skipped'];
}

/** What else decides the plans. */
interface PlansRequest {
  readonly lock: LockRequest | undefined;
  /** Whether the command can bring Homebrew itself. */
  readonly mayBringBrew?: boolean;
  /** The bundle to update: what it has is left out. */
  readonly base?: UpdateBase | undefined;
}

/**
 * Opens brewpull and plans what the command line asks for: from a lock as far as possible, and otherwise from history or the
 * registry. Leaves out what a probed Mac or an updated bundle already has.
 */
export async function openForPlans(
  args: Arguments,
  session: Session,
  { lock, mayBringBrew = false, base }: PlansRequest,
): Promise<OpenedPlans> {
  const origin = mayBringBrew ? readBrewOrigin(args, session) : undefined;
  const server = origin?.archive?.('');
  const brewpull = await openBrewpull(args, session, server === undefined ? [] : [server]);
  const use = useOf(lock);
  const probe = await readProbe(args, session);
  const targets: readonly Target[] =
    probe === undefined ? readLockedTargets(args, session.terminal, use?.lock) : [probe.target];
  const mayBeEmpty = use !== undefined || (mayBringBrew && isBrewAsked(args));
  const inputs = await readInputs(args, session, { targets, mayBeEmpty });
  const question = { targets, use, hasNames: !inputs.isEmpty };
  const brew = withoutHeldBrew(origin && readBrewRequest(args, origin, question), base);
  const { skipped } = inputs;
  const mayFetch = !args.flag('dry-run');
  const choice = { mode: readMode(args), exactOnly: args.flag('exact'), mayFetch };
  const whole = await forEachOrMisses(await listAsked(inputs, brewpull), (asked) =>
    planOne(brewpull, { ...asked, ...choice }, use),
  );
  if (probe !== undefined) tellOfProbe(probe, brew, session);
  const needed = probe === undefined ? whole : whole.map((plan) => leaveOutInstalled(plan, probe));
  const smaller = needed.map((plan) =>
    base === undefined ? { plan, leftOut: [] } : leaveOutHeld(plan, base),
  );
  const held = new Map(smaller.map(({ plan, leftOut }) => [plan.target.bottleTag, leftOut]));
  const plans = smaller.map(({ plan }) => plan);
  const opened = { brewpull, plans, held, brew, skipped };
  if (probe === undefined && base === undefined) return { ...opened, leftOut: [] };
  const kept = new Set(plans.flatMap(({ items }) => items));
  const leftOut = whole.map((plan) => ({
    ...plan,
    items: plan.items.filter((item) => !kept.has(item)),
  }));
  return { ...opened, leftOut };
}

/** Leaves out targets whose Homebrew came with the updated bundle. */
function withoutHeldBrew(
  brew: BrewRequest | undefined,
  base: UpdateBase | undefined,
): BrewRequest | undefined {
  if (brew === undefined || base === undefined) return brew;
  const wanted = new Set([...brew.wanted].filter((bottleTag) => !base.brews.has(bottleTag)));
  return wanted.size === 0 ? undefined : { ...brew, wanted };
}

function tellOfProbe(probe: Probe, brew: BrewRequest | undefined, session: Session): void {
  const warning = cpuWarning(probe);
  if (warning !== undefined) session.onEvent({ type: 'warning', message: warning });
  const note = brew === undefined ? brewNote(probe) : undefined;
  if (note !== undefined) session.note(`note: ${note}`);
}

async function planOne(
  brewpull: Brewpull,
  request: ClosureRequest,
  use: LockUse | undefined,
): Promise<ClosurePlan> {
  const { target, names } = request;
  const isHeld = use !== undefined && findTarget(use.lock, target.bottleTag) !== undefined;
  // Homebrew itself may be all that is asked for.
  if (names.length === 0 && !isHeld && (use === undefined || use.mode === 'extend')) {
    return { target, mode: 'newest', commits: [], items: [], cycles: [], exceptions: [] };
  }
  return use === undefined ? planClosure(brewpull, request) : planWithLock(brewpull, request, use);
}

async function readProbe(args: Arguments, session: Session): Promise<Probe | undefined> {
  const file = args.text('for');
  if (file === undefined) return undefined;
  const bytes = await readGivenFile(session.resolvePath(file), {
    hint: 'Make it on the Mac: brewpull probe > probe.sh, then sh probe.sh > mac.json there.',
    limitMib: 4,
  });
  return parseProbe(bytes, file);
}
