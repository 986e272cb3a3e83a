import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { parseProbe, type Probe } from '../../bundle/probe-schema.ts';
import { UsageError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import { findTarget, type Lock } from '../../plan/lock/lock.ts';
import { parseLock } from '../../plan/lock/schema-lock.ts';
import type { Brewpull } from '../../usecases/brewpull/open.ts';
import type { ClosureMode, ClosurePlan } from '../../usecases/closure/closure-plan.ts';
import { planClosure } from '../../usecases/closure/plan-closure.ts';
import { planOfLock } from '../../usecases/lock/locked-bottle.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './arguments.ts';
import { readInputs } from './inputs.ts';
import { readTargets } from './targets.ts';

/** What is planned, and for which Macs. */
export interface PlannedClosures {
  readonly plans: readonly ClosurePlan[];
  readonly probe: Probe | undefined;
}

/** Plans what a command line asks for: from a lock alone with `--frozen`, else from history or the registry. */
export async function readPlans(
  args: Arguments,
  session: Session,
  brewpull: Brewpull,
): Promise<PlannedClosures> {
  const probe = await readProbe(args, session);
  const targets = probe === undefined ? undefined : [probe.target];
  if (args.flag('frozen')) {
    const lock = await readLock(args, session);
    if (lock === undefined)
      throw new UsageError('--frozen needs a lock', { hint: 'Add --lock FILE.' });
    const asked = targets ?? readTargets(args, session.terminal);
    return { plans: asked.map((target) => frozenPlan(lock, target, brewpull)), probe };
  }
  const { names, skipped } = await readInputs(args, session.terminal);
  for (const line of skipped) session.note(`skipped: ${line}`);
  const mode = readMode(args);
  const exactOnly = args.flag('exact');
  const plans: ClosurePlan[] = [];
  for (const target of targets ?? readTargets(args, session.terminal)) {
    plans.push(await planClosure(brewpull, { names, target, exactOnly, mode }));
  }
  return { plans, probe };
}

/** Reads the lock that `--lock` names; undefined when there is none yet. Throws `InvalidFileError`. */
export async function readLock(args: Arguments, session: Session): Promise<Lock | undefined> {
  const said = args.text('lock');
  if (said === undefined) return undefined;
  const bytes = await readFile(resolve(session.terminal.cwd(), said)).catch(() => undefined);
  return bytes === undefined ? undefined : parseLock(bytes, said);
}

function frozenPlan(lock: Lock, target: Target, brewpull: Brewpull): ClosurePlan {
  const locked = findTarget(lock, target.bottleTag);
  if (locked !== undefined) return planOfLock(locked, target, brewpull.registry().override);
  const known = lock.targets.map(({ bottleTag }) => bottleTag).join(', ');
  throw new UsageError(`the lock has nothing for ${target.bottleTag}, only for ${known}`, {
    hint: 'Leave --frozen out to choose for this target as well.',
  });
}

async function readProbe(args: Arguments, session: Session): Promise<Probe | undefined> {
  const said = args.text('for');
  if (said === undefined) return undefined;
  try {
    return parseProbe(await readFile(resolve(session.terminal.cwd(), said)), said);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UsageError(`cannot read ${said}: ${error.message}`, {
      cause: error,
      hint: 'Make it on the Mac: brewpull probe > probe.sh, then sh probe.sh > mac.json there.',
    });
  }
}

function readMode(args: Arguments): ClosureMode | undefined {
  const said = args.text('closure');
  return said === 'one-commit' || said === 'newest' || said === 'exact' ? said : undefined;
}
