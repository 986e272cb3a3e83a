import { UsageError } from '../../core/errors.ts';
import { diffLocks } from '../../plan/lock/lock.ts';
import { formatLock } from '../../plan/lock/schema-lock.ts';
import { writeFileAtomic } from '../../store/atomic-write.ts';
import { Brewpull } from '../../usecases/brewpull/open.ts';
import { updateLock } from '../../usecases/lock/update-lock.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { readInputs } from '../arguments/inputs.ts';
import { LOCK_NAME, openLock, readLockedTargets } from '../arguments/lock-request.ts';
import { readMode } from '../arguments/plans.ts';
import type { RunCommand } from '../command.ts';
import { renderLockChanges } from '../render/lock-text.ts';
import { exitCodeOfPlans, sayExceptions, sayMissing } from '../render/plan-text.ts';

/** Runs `brewpull lock`. */
export const runLock: RunCommand = async (args, session) => {
  const { path, file, lock } = await openLock(args.text('lock') ?? LOCK_NAME, session.terminal);
  const updates = args.list('update');
  const { names, skipped } = await readInputs(args, session.terminal, { mayBeEmpty: true });
  for (const line of skipped) session.note(`skipped: ${line}`);
  if (names.length + updates.length === 0) {
    throw new UsageError('no formula is named', {
      hint: `Name those to add to ${file}, or use --update NAME to choose anew.`,
    });
  }
  const targets = readLockedTargets(args, session.terminal, lock);
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const choice = { exactOnly: args.flag('exact'), mode: readMode(args) };
  const request = { lock, file, targets, names, updates, ...choice };
  const updated = await updateLock(brewpull, request);
  sayExceptions(updated.plans, session);
  const text = formatLock(updated.lock);
  const isChanged = lock === undefined || formatLock(lock) !== text;
  const isWritten = isChanged && !args.flag('dry-run');
  if (isWritten) await writeFileAtomic(path, text);
  const changes = diffLocks(lock, updated.lock);
  const status = isWritten ? 'written' : isChanged ? 'planned' : 'unchanged';
  if (session.json) {
    const listed = changes.map(({ target, formula, before = null, after = null }) => ({
      target,
      formula,
      before,
      after,
    }));
    await session.printJson({ schemaVersion: 1, status, file: path, changes: listed });
  } else {
    await session.print(renderLockChanges(changes));
    session.note(`${path}: ${status}`);
  }
  sayMissing(updated.plans, session);
  return exitCodeOfPlans(updated.plans);
};
