import { formatTarget } from '../../core/target.ts';
import type { ClosureItem, ClosurePlan } from '../../usecases/closure/closure-plan.ts';
import { formatBytes } from './bytes.ts';
import { formatCount } from './count.ts';
import { toTargetJson } from './resolution-json.ts';
import type { Session } from '../session.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const WITHOUT_COMMIT = {
  'one-commit': 'each as the lock or its commit says',
  newest: 'the newest of each',
  exact: 'the versions built against',
  lock: 'as the lock says',
} as const;

/** Writes a plan for a person: what it belongs to, the tree of who needs whom, the table of bottles, and what is unusual. */
export function renderPlan(plan: ClosurePlan, style: Style): string {
  const { items, commit, target, cycles, exceptions } = plan;
  const from =
    commit === undefined
      ? WITHOUT_COMMIT[plan.mode]
      : `all as of ${commit.date.slice(0, 10)}, commit ${commit.oid.slice(0, 12)}`;
  const head = `${style.bold(formatTarget(target))}: ${formatCount(items.length, 'formula', 'formulae')}${totalOf(items)}, ${from}\n`;
  const rows = items.map(({ found, sizeBytes }) => [
    found.formula,
    found.pkgVersion,
    found.bottleTag,
    sizeBytes === undefined ? '?' : formatBytes(sizeBytes),
    found.record?.commit.date.slice(0, 10) ?? '',
  ]);
  const table = renderTable([['FORMULA', 'VERSION', 'BOTTLE', 'SIZE', 'BUILT'], ...rows]);
  const notes = [
    ...cycles.map((names) => `these need each other: ${names.join(', ')}`),
    ...exceptions.map(({ formula, message }) => `${formula}: ${message}`),
  ].map((note) => `${style.yellow('note:')} ${note}\n`);
  return [head, renderTree(items), table, notes.join('')].filter((part) => part !== '').join('\n');
}

/** Says on standard error what is unusual about plans. */
export function sayExceptions(plans: readonly ClosurePlan[], session: Session): void {
  for (const { formula, message } of plans.flatMap(({ exceptions }) => exceptions)) {
    session.note(`note: ${formula}: ${message}`);
  }
}

/** Writes a plan for programs. */
export function toPlanJson({
  target,
  mode,
  commit,
  items,
  cycles,
  exceptions,
}: ClosurePlan): object {
  return {
    target: toTargetJson(target),
    closure: mode,
    commit: commit === undefined ? null : { oid: commit.oid, date: commit.date },
    items: items.map(({ found, isRequested, dependencies, sizeBytes }) => ({
      formula: found.formula,
      tap: found.tap,
      pkgVersion: found.pkgVersion,
      rebuild: found.rebuild,
      bottleTag: found.bottleTag,
      match: found.how,
      sha256: found.sha256,
      fileName: found.fileName,
      sizeBytes: sizeBytes ?? null,
      introducedBy:
        found.record === undefined
          ? null
          : { commit: found.record.commit.oid, date: found.record.commit.date },
      isRequested,
      dependencies,
    })),
    cycles,
    exceptions,
  };
}

/** Says nothing when a size is not known. */
function totalOf(items: readonly ClosureItem[]): string {
  let total = 0;
  for (const { sizeBytes } of items) {
    if (sizeBytes === undefined) return '';
    total += sizeBytes;
  }
  return `, ${formatBytes(total)}`;
}

/** A formula that stands in the tree already is marked, and not opened again. */
function renderTree(items: readonly ClosureItem[]): string {
  const byName = new Map(items.map((item) => [item.found.formula, item]));
  const shown = new Set<string>();
  const lines: string[] = [];
  const draw = (name: string, lead: string, branch: string): void => {
    const item = byName.get(name);
    const version = item === undefined ? 'left out' : item.found.pkgVersion;
    const isRepeated = shown.has(name) && (item?.dependencies.length ?? 0) > 0;
    lines.push(`${branch}${name} ${version}${isRepeated ? ' (above)' : ''}\n`);
    if (isRepeated || item === undefined) return;
    shown.add(name);
    item.dependencies.forEach((dependency, index) => {
      const isLast = index === item.dependencies.length - 1;
      draw(dependency, `${lead}${isLast ? '   ' : '│  '}`, `${lead}${isLast ? '└─ ' : '├─ '}`);
    });
  };
  for (const { found, isRequested } of items) if (isRequested) draw(found.formula, '', '');
  return lines.join('');
}
