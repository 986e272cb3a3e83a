import { UsageError } from '../../../core/errors.ts';
import { parseTargetTag } from '../../../core/target.ts';
import { diffLocks, type Lock } from '../../../lock/file/lock.ts';
import { formatLock } from '../../../lock/file/lock-schema.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { updateLock, type LockUpdate, type UpdatedLock } from '../../../lock/update-lock.ts';
import { readSbomFiles } from '../../arguments/audit/sbom-files.ts';
import { listAsked } from '../../arguments/formulae/asked-names.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { readInputs } from '../../arguments/formulae/inputs.ts';
import {
  LOCK_NAME,
  openLock,
  readLockName,
  readLockedTargets,
  requireLockPlace,
  type LockRequest,
} from '../../arguments/lock-request.ts';
import { readMode } from '../../arguments/closure-mode.ts';
import { changeLock, isChange } from '../../arguments/write-lock.ts';
import type { RunCommand } from '../../command.ts';
import type { Session } from '../../session.ts';
import { renderLockChanges } from './lock-text.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';
import { exitCodeOfPlans, noteExceptions, noteMissing } from '../plan/plan-text.ts';

/** Runs `brewpull lock`. */
export const runLock: RunCommand = async (args, session) => {
  const opened = await openLock(
    readLockName(args, session.terminal) ?? LOCK_NAME,
    session.terminal,
    args.projectOf('lock'),
  );
  const { path, file, lock } = opened;
  await requireLockPlace(opened, args);
  const sboms = await readSbomFiles(args, session);
  const updates = args.list('update');
  const targets = readLockedTargets(args, session.terminal, lock);
  const inputs = await readInputs(args, session, { targets, mayBeEmpty: true });
  if (inputs.isEmpty && updates.length === 0) {
    throw new UsageError('no formula is named', {
      hint: `Name those to add to ${file}, or use --update NAME to choose new versions.`,
    });
  }
  const brewpull = await openBrewpull(args, session);
  const choice = { exactOnly: args.flag('exact'), mode: readMode(args) };
  const asked = await listAsked(inputs, brewpull);
  const additions = targets.map((target) => ({
    target,
    names: asked.find((each) => each.target === target)?.names ?? [],
  }));
  const request = { file, additions, updates, ...choice };
  const { base, updated } = await updateUntilWritten(opened, request, {
    brewpull,
    session,
    isDryRun: args.flag('dry-run'),
  });
  noteExceptions(updated.plans, session);
  const isChanged = isChange({ before: base, after: updated.lock });
  const changes = diffLocks(base, updated.lock);
  const status = !isChanged ? 'unchanged' : args.flag('dry-run') ? 'planned' : 'written';
  await session.answer({
    name: 'lock',
    json: () => ({
      status,
      path,
      changes: changes.map(({ target, formula, before = null, after = null }) => ({
        target: toTargetJson(parseTargetTag(target)),
        formula,
        before,
        after,
      })),
      skipped: inputs.skipped,
    }),
    text: () => renderLockChanges(changes, session.style),
    notes: [`${path}: ${status}`],
  });
  noteMissing(updated.plans, session);
  if (status !== 'planned') await sboms.write(path, brewpull);
  return exitCodeOfPlans(updated.plans);
};

/** Updates a lock, and does it again if another run wrote the lock in the meantime. */
async function updateUntilWritten(
  opened: LockRequest,
  request: Omit<LockUpdate, 'lock'>,
  run: { readonly brewpull: Brewpull; readonly session: Session; readonly isDryRun: boolean },
): Promise<{ readonly base: Lock | undefined; readonly updated: UpdatedLock }> {
  let base = opened.lock;
  for (;;) {
    const updated = await updateLock(run.brewpull, { ...request, lock: base });
    if (run.isDryRun) return { base, updated };
    const { before } = await changeLock(opened, run.session, (now) =>
      isSame(now, base) ? updated.lock : now,
    );
    if (isSame(before, base)) return { base, updated };
    base = before;
  }
}

function isSame(one: Lock | undefined, other: Lock | undefined): boolean {
  return one === undefined || other === undefined
    ? one === other
    : formatLock(one) === formatLock(other);
}
