import { resolve } from 'node:path';

import { parseSplitSize } from '../../archive/write-tar.ts';
import { inspectBundle } from '../../bundle/inspect-bundle.ts';
import { openBundle } from '../../bundle/open-bundle.ts';
import { cpuWarning } from '../../bundle/probe.ts';
import { DisagreementError, UsageError } from '../../core/errors.ts';
import { diffLocks } from '../../plan/lock/lock.ts';
import { formatLock } from '../../plan/lock/schema-lock.ts';
import { formatReceipt } from '../../provenance/receipt-schema.ts';
import { writeFileAtomic } from '../../store/atomic-write.ts';
import { Brewpull } from '../../usecases/brewpull/open.ts';
import { leaveOutInstalled } from '../../usecases/bundle/leave-out-installed.ts';
import { makeBundle } from '../../usecases/bundle/make-bundle.ts';
import type { ClosurePlan } from '../../usecases/closure/closure-plan.ts';
import type { Arguments } from '../arguments/arguments.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { readLock, readPlans } from '../arguments/plans.ts';
import { readReceiptRequest } from '../arguments/receipt-request.ts';
import type { RunCommand } from '../command.ts';
import { renderBundle } from '../render/bundle-text.ts';
import { formatBytes } from '../render/bytes.ts';
import { renderPlan, toPlanJson } from '../render/plan-text.ts';
import type { Session } from '../session.ts';

/** Runs `brewpull bundle`. */
export const runBundle: RunCommand = async (args, session) => {
  if (args.flag('inspect')) return inspect(args, session);
  const said = args.text('output') ?? 'bundle.tar';
  const path = resolve(session.terminal.cwd(), said);
  const split = args.text('split');
  const output = {
    path,
    format: said.endsWith('.tar') ? ('tar' as const) : ('folder' as const),
    splitBytes: split === undefined ? undefined : parseSplitSize(split),
    overwrite: args.flag('force'),
  };
  const receipt = readReceiptRequest(args, session);
  const before = await readLock(args, session);
  const { plans, brewpull } = await openForPlans(args, session);
  for (const plan of plans) sayExceptions(plan, session);
  if (args.flag('dry-run')) {
    if (session.json) await session.printJson({ schemaVersion: 1, plans: plans.map(toPlanJson) });
    else await session.print(plans.map((plan) => renderPlan(plan, session.style)).join('\n'));
    return 0;
  }
  const needed = plans.filter(({ items }) => items.length > 0);
  if (needed.length === 0) return sayUnneeded(plans, session);
  const created = session.terminal.now().toISOString();
  const network = receipt?.network ?? { label: undefined, country: undefined, proxy: undefined };
  const made = await makeBundle(brewpull, { plans: needed, output, network, created });
  const lockFile = args.text('lock');
  const changes = lockFile === undefined ? [] : diffLocks(before, made.lock);
  if (changes.length > 0 && args.flag('locked')) {
    const [first] = changes;
    throw new DisagreementError(
      `the lock would change in ${changes.length} places; first ${first?.formula ?? ''}`,
      { source: lockFile ?? '', value: first?.before ?? 'nothing' },
      { source: 'history', value: first?.after ?? 'nothing' },
      { hint: 'Leave --locked out to change it, or use --frozen to use it as it is.' },
    );
  }
  if (lockFile !== undefined && changes.length > 0) {
    await writeFileAtomic(resolve(session.terminal.cwd(), lockFile), formatLock(made.lock));
  }
  if (receipt !== undefined) await writeFileAtomic(receipt.path, formatReceipt(made.receipt));
  const { paths, sizeBytes, sha256, sumsSha256, status } = made.written;
  if (session.json) {
    await session.printJson({
      schemaVersion: 1,
      status,
      paths,
      sizeBytes,
      sha256: sha256 ?? null,
      sumsSha256,
      plans: plans.map(toPlanJson),
    });
    return 0;
  }
  await session.print(paths.map((each) => `${each}\n`).join(''));
  session.note(
    `${made.bottles.length} bottles, ${formatBytes(sizeBytes)}. On the Mac: unpack it and run ./install.sh`,
  );
  return 0;
};

/** Opens brewpull and plans what the command line asks for; what a probed Mac has already is left out. */
export async function openForPlans(
  args: Arguments,
  session: Session,
): Promise<{ readonly brewpull: Brewpull; readonly plans: readonly ClosurePlan[] }> {
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const { plans, probe } = await readPlans(args, session, brewpull);
  if (probe === undefined) return { brewpull, plans };
  const warning = cpuWarning(probe);
  if (warning !== undefined) session.onEvent({ type: 'warning', message: warning });
  return { brewpull, plans: plans.map((plan) => leaveOutInstalled(plan, probe)) };
}

function sayExceptions(plan: ClosurePlan, session: Session): void {
  for (const { formula, message } of plan.exceptions) session.note(`note: ${formula}: ${message}`);
}

async function sayUnneeded(plans: readonly ClosurePlan[], session: Session): Promise<number> {
  session.note('The Mac has everything already: no bundle is needed, and none was made.');
  if (session.json) {
    const nothing = { status: 'unneeded', paths: [], sizeBytes: 0, sha256: null, sumsSha256: null };
    await session.printJson({ schemaVersion: 1, ...nothing, plans: plans.map(toPlanJson) });
  }
  return 0;
}

async function inspect(args: Arguments, session: Session): Promise<number> {
  const [path, ...others] = args.positionals;
  if (path === undefined || others.length > 0) {
    throw new UsageError('--inspect takes one bundle', {
      hint: 'Run brewpull bundle --inspect bundle.tar.',
    });
  }
  const reader = await openBundle(resolve(session.terminal.cwd(), path));
  session.defer(() => reader.close());
  const summary = inspectBundle(reader);
  if (session.json) await session.printJson({ schemaVersion: 1, ...summary });
  else await session.print(renderBundle(summary, session.style));
  return 0;
}
