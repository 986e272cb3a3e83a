import { resolve } from 'node:path';

import { parseProbe, type Probe } from '../../bundle/probe/probe-schema.ts';
import type { Target } from '../../core/target.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import type { ClosureMode, ClosurePlan } from '../../closure/closure-plan.ts';
import { planClosure } from '../../closure/find-closure.ts';
import { planWithLock } from '../../lock/closure-with-lock.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './arguments.ts';
import { listAsked } from './asked-names.ts';
import { readGivenFile } from './given-file.ts';
import { noteSkipped, readInputs, type Inputs } from './inputs.ts';
import { readLockedTargets, useOf, type LockRequest } from './lock-request.ts';

/** What is planned, and for which Macs. */
export interface PlannedClosures {
  readonly plans: readonly ClosurePlan[];
  readonly probe: Probe | undefined;
  readonly skipped: Inputs['skipped'];
}

/** Plans what a command line asks for: from a lock as far as it goes, else from history or the registry. */
export async function readPlans(
  args: Arguments,
  session: Session,
  brewpull: Brewpull,
  lockRequest: LockRequest | undefined,
): Promise<PlannedClosures> {
  const use = useOf(lockRequest);
  const probe = await readProbe(args, session);
  const mayBeEmpty = use !== undefined;
  const targets: readonly Target[] =
    probe === undefined ? readLockedTargets(args, session.terminal, use?.lock) : [probe.target];
  const inputs = await readInputs(args, session.terminal, targets, { mayBeEmpty });
  noteSkipped(inputs, session);
  const mode = readMode(args);
  const exactOnly = args.flag('exact');
  const plans: ClosurePlan[] = [];
  for (const { target, names } of await listAsked(inputs, brewpull)) {
    const request = { names, target, exactOnly, mode };
    plans.push(
      use === undefined
        ? await planClosure(brewpull, request)
        : await planWithLock(brewpull, request, use),
    );
  }
  return { plans, probe, skipped: inputs.skipped };
}

async function readProbe(args: Arguments, session: Session): Promise<Probe | undefined> {
  const said = args.text('for');
  if (said === undefined) return undefined;
  const bytes = await readGivenFile(resolve(session.terminal.cwd(), said), {
    failure: `cannot read ${said}`,
    hint: 'Make it on the Mac: brewpull probe > probe.sh, then sh probe.sh > mac.json there.',
    limitMib: 4,
  });
  return parseProbe(bytes, said);
}

/** Reads `--closure`. */
export function readMode(args: Arguments): ClosureMode | undefined {
  const said = args.text('closure');
  return said === 'one-commit' || said === 'newest' || said === 'exact' ? said : undefined;
}
