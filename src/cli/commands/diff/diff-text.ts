import type {
  BottleChange,
  BrewChange,
  ChangeKind,
  MissingChange,
  TargetDiff,
} from '../../../mirror/diff/plan-diff.ts';
import type { HeldBrew, Holding, Stock } from '../../../mirror/diff/stock.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import type { Compared } from './diff-json.ts';

const WORDS: Readonly<Record<ChangeKind, string>> = {
  added: 'added',
  removed: 'removed',
  upgraded: 'upgraded',
  downgraded: 'downgraded',
  rebuilt: 'rebuilt',
  retargeted: 'for another system',
  replaced: 'same version, other content',
};

/** Formats a comparison for people: a table for each target, and what would have to be transferred. */
export function renderDiff({ before, after, diff }: Compared, style: Style): string {
  const notes = [before, after].flatMap(noteOf).map((note) => `${note}\n`);
  if (!diff.isDifferent) return `${notes.join('')}No differences.\n`;
  const changed = diff.targets.map((target) => renderTarget(target, style));
  const travel =
    diff.travelFiles === 0
      ? 'Nothing has to travel: every file of the new one is in the old one.'
      : `To travel: ${formatCount(diff.travelFiles, 'file', 'files')} that the old one lacks, ${formatBytes(diff.travelBytes)}.`;
  return [notes.join(''), ...changed, `${travel}\n`].filter((part) => part !== '').join('\n');
}

function noteOf({ path, leftOut }: Stock): readonly string[] {
  if (leftOut === 0) return [];
  return [
    oneLine(
      `${path} is an update: ${formatCount(leftOut, 'bottle', 'bottles')} of it are in the bundle that it updates, and count as present.`,
    ),
  ];
}

function renderTarget(target: TargetDiff, style: Style): string {
  const { bottleTag, status, changes, unchanged, brew, missing, travelBytes } = target;
  const whole = { both: '', added: ' (new)', removed: ' (gone)' }[status];
  const head = `${style.bold(oneLine(bottleTag))}${whole}: ${summaryOf(target)}`;
  const rows = changes.map(rowOf);
  const lines = [
    rows.length === 0 ? '' : renderTable(rows, style),
    ...(brew === undefined ? [] : [`${oneLine(brewLine(brew))}\n`]),
    ...missing.map((each) => `${oneLine(missingLine(each))}\n`),
  ];
  const same = `${formatCount(unchanged, 'bottle', 'bottles')} unchanged`;
  const sum = travelBytes === 0 ? same : `${same}, ${formatBytes(travelBytes)} to travel`;
  return `${head}\n${lines.join('')}${style.dim(sum)}\n`;
}

function summaryOf({ changes }: TargetDiff): string {
  const counts = new Map<ChangeKind, number>();
  for (const { change } of changes) counts.set(change, (counts.get(change) ?? 0) + 1);
  if (counts.size === 0) return 'the same bottles';
  return [...counts].map(([change, count]) => `${count} ${WORDS[change]}`).join(', ');
}

/** Shows the size of the new bottle, which is what would have to be transferred, or else of the old one. */
function rowOf({ formula, change, before, after }: BottleChange): readonly string[] {
  const [old, now] = [describe(before, change), describe(after, change)];
  const versions = [old, now].filter((each) => each !== '').join(' -> ');
  const size = (after ?? before)?.sizeBytes ?? 0;
  return [formula, versions, formatBytes(size), WORDS[change]];
}

function describe(holding: Holding | undefined, change: ChangeKind): string {
  if (holding === undefined) return '';
  const { pkgVersion, rebuild, bottleTag, sha256 } = holding.bottle;
  const version = rebuild === 0 ? pkgVersion : `${pkgVersion} rebuild ${rebuild}`;
  if (change === 'retargeted') return `${version} ${bottleTag}`;
  return change === 'replaced' ? `${version} (${sha256.slice(0, 12)})` : version;
}

function brewLine({ before, after }: BrewChange): string {
  if (before === undefined)
    return `Homebrew itself: added, ${after === undefined ? '' : nameOf(after)}`;
  if (after === undefined) return `Homebrew itself: removed, ${nameOf(before)}`;
  const how = nameOf(before) === nameOf(after) ? ' (same version, other content)' : '';
  return `Homebrew itself: ${nameOf(before)} -> ${nameOf(after)}${how}`;
}

function nameOf({ tag, ruby }: HeldBrew): string {
  return `${tag} with Ruby ${ruby}`;
}

function missingLine({ formula, status, neededBy }: MissingChange): string {
  const words = { new: 'now missing', still: 'still missing', gone: 'no longer missing' }[status];
  const needed = neededBy.length === 0 ? '' : `, needed by ${neededBy.join(', ')}`;
  return `${words}: ${formula}${needed}`;
}
