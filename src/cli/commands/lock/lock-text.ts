import { formatLockState, type LockChange } from '../../../lock/file/lock.ts';
import type { LockRequest } from '../../arguments/lock-request.ts';
import type { Session } from '../../session.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Notes how many entries of a lock another command changed; does nothing if there are none. */
export function noteLockChanges(
  changes: readonly LockChange[],
  { path }: LockRequest,
  session: Session,
): void {
  if (changes.length > 0) session.note(`lock: ${path}, ${changes.length} changed`);
}

/** Formats what changed in a lock as a table; empty if nothing did. */
export function renderLockChanges(changes: readonly LockChange[], style: Style): string {
  if (changes.length === 0) return '';
  const rows = changes.map(({ target, formula, before, after }) => [
    target,
    formula,
    before === undefined ? '-' : formatLockState(before),
    after === undefined ? '-' : formatLockState(after),
  ]);
  return renderTable([['TARGET', 'FORMULA', 'BEFORE', 'AFTER'], ...rows], style);
}
