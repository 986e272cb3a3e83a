import { UsageError } from '../../core/errors.ts';
import { diffLocks } from '../../plan/lock/lock.ts';
import { formatLock } from '../../plan/lock/schema-lock.ts';
import { writeFileAtomic } from '../../store/atomic-write.ts';
import { Brewpull } from '../../usecases/brewpull/open.ts';
import { updateLock } from '../../usecases/lock/update-lock.ts';
import { listAsked } from '../arguments/asked-names.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { noteSkipped, readInputs } from '../arguments/inputs.ts';
import { LOCK_NAME, openLock, readLockedTargets } from '../arguments/lock-request.ts';
import { readMode } from '../arguments/plans.ts';
import type { RunCommand } from '../command.ts';
import { renderLockChanges } from '../render/lock-text.ts';
import { exitCodeOfPlans, sayExceptions, sayMissing } from '../render/plan-text.ts';

/** Runs `brewpull lock`. */
export const runLock: RunCommand = async (args, session) => {
  const { path, file, lock } = await openLock(
    args.text('lock') ?? LOCK_NAME,
    session.terminal,
    args.projectOf('lock'),
  );
  const updates = args.list('update');
  const targets = readLockedTargets(args, session.terminal, lock);
  const inputs = await readInputs(args, session.terminal, targets, { mayBeEmpty: true });
  noteSkipped(inputs, session);
  if (inputs.isEmpty && updates.length === 0) {
    throw new UsageError('no formula is named', {
      hint: `Name those to add to ${file}, or use --update NAME to choose anew.`,
    });
  }
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const choice = { exactOnly: args.flag('exact'), mode: readMode(args) };
  const asked = await listAsked(inputs, brewpull);
  const additions = targets.map((target) => ({
    target,
    names: asked.find((each) => each.target === target)?.names ?? [],
  }));
  const request = { lock, file, additions, updates, ...choice };
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
    await session.printJson({
      schemaVersion: 1,
      status,
      file: path,
      changes: listed,
      skipped: inputs.skipped,
    });
  } else {
    await session.print(renderLockChanges(changes));
    session.note(`${path}: ${status}`);
  }
  sayMissing(updated.plans, session);
  return exitCodeOfPlans(updated.plans);
};
