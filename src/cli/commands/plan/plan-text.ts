import { formatTarget } from '../../../core/target.ts';
import { subjectOf, type ClosureException } from '../../../closure/closure-exception.ts';
import {
  listMissing,
  type ClosureItem,
  type ClosurePlan,
  type MissingFormula,
  type PlannedCommit,
} from '../../../closure/closure-plan.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { EXIT } from '../../exit-code.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import type { Session } from '../../session.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

const WITHOUT_COMMIT = {
  'one-commit': 'each as the lock or its commit says',
  newest: 'the newest of each',
  exact: 'the versions built against',
  lock: 'as the lock says',
} as const;

/** Formats a plan for people: its target and commit, the tree of dependencies, the table of bottles, and anything unusual. */
export function renderPlan(plan: ClosurePlan, style: Style): string {
  const { items, target, cycles, exceptions } = plan;
  const from = describeCommits(plan);
  const head = `${style.bold(formatTarget(target))}: ${formatCount(items.length, 'formula', 'formulae')}${totalOf(items)}, ${from}\n`;
  const rows = items.map(({ found, sizeBytes }) => [
    keyOf(found),
    found.pkgVersion,
    found.bottleTag,
    sizeBytes === undefined ? '?' : formatBytes(sizeBytes),
    found.introducedBy?.commit.date.slice(0, 10) ?? '',
  ]);
  const table = renderTable([['FORMULA', 'VERSION', 'BOTTLE', 'SIZE', 'BUILT'], ...rows], style);
  const notes = [
    ...listMissing(plan).map(formatMissing),
    ...cycles.map((names) => `these need each other: ${names.join(', ')}`),
    ...exceptions.map(formatException),
  ].map((note) => `${style.yellow('note:')} ${oneLine(note)}\n`);
  return [head, renderTree(items, style), table, notes.join('')]
    .filter((part) => part !== '')
    .join('\n');
}

/** Names the commits: each tap has its own, the newest before the same moment. */
function describeCommits({ commits, mode }: ClosurePlan): string {
  const [only, ...others] = commits;
  if (only === undefined) return WITHOUT_COMMIT[mode];
  if (others.length === 0) return `all as of ${formatCommit(only)}`;
  return `all as of one moment: ${commits.map((each) => `${each.tap} ${formatCommit(each)}`).join('; ')}`;
}

function formatCommit({ date, oid }: PlannedCommit): string {
  return `${date.slice(0, 10)}, commit ${oid.slice(0, 12)}`;
}

function formatMissing({ formula, neededBy }: MissingFormula): string {
  return `${formula} is missing, and ${neededBy.join(', ')} ${neededBy.length === 1 ? 'needs' : 'need'} it`;
}

/** Returns the exit code for plans: {@link EXIT.partial} if one lacks something that it needs. */
export function exitCodeOfPlans(plans: readonly ClosurePlan[]): number {
  return plans.some((plan) => listMissing(plan).length > 0) ? EXIT.partial : EXIT.done;
}

/** Notes what plans lack. */
export function noteMissing(plans: readonly ClosurePlan[], session: Session): void {
  for (const missing of plans.flatMap(listMissing)) {
    session.note(`incomplete: ${formatMissing(missing)}`);
  }
}

/** Notes anything unusual about plans. */
export function noteExceptions(plans: readonly ClosurePlan[], session: Session): void {
  for (const exception of plans.flatMap(({ exceptions }) => exceptions)) {
    session.note(`note: ${formatException(exception)}`);
  }
}

function formatException(exception: ClosureException): string {
  return `${subjectOf(exception)}: ${exception.message}`;
}

/** Formats the total size; empty if any size is unknown. */
function totalOf(items: readonly ClosureItem[]): string {
  let total = 0;
  for (const { sizeBytes } of items) {
    if (sizeBytes === undefined) return '';
    total += sizeBytes;
  }
  return `, ${formatBytes(total)}`;
}

/** Draws the tree; a formula that is already in it is marked, and not expanded again. */
function renderTree(items: readonly ClosureItem[], { marks: { tree } }: Style): string {
  const byName = new Map(items.map((item) => [keyOf(item.found), item]));
  const shown = new Set<string>();
  const lines: string[] = [];
  const draw = (name: string, lead: string, branch: string): void => {
    const item = byName.get(name);
    const version = item === undefined ? 'left out' : item.found.pkgVersion;
    const isRepeated = shown.has(name) && (item?.dependencies.length ?? 0) > 0;
    lines.push(`${branch}${oneLine(`${name} ${version}`)}${isRepeated ? ' (above)' : ''}\n`);
    if (isRepeated || item === undefined) return;
    shown.add(name);
    item.dependencies.forEach((dependency, index) => {
      const isLast = index === item.dependencies.length - 1;
      draw(
        dependency,
        lead + (isLast ? '   ' : tree.line),
        lead + (isLast ? tree.last : tree.entry),
      );
    });
  };
  for (const { found, isRequested } of items) if (isRequested) draw(keyOf(found), '', '');
  return lines.join('');
}
