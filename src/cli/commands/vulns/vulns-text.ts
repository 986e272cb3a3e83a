import type {
  AdvisorySource,
  FixedBottle,
  JudgedBottle,
  KnownVulnerability,
  VulnsReport,
} from '../../../audit/report/vulns-report.ts';
import {
  nameOf,
  PATCHES_NOT_KNOWN,
  summaryOf,
  WHY_OPEN,
} from '../../../audit/report/vulnerability-words.ts';
import { SEVERITIES } from '../../../audit/advisories/advisory.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { formatTarget, parseTargetTag } from '../../../core/target.ts';
import { unreachable } from '../../../core/unreachable.ts';
import type { VulnsTotalsOutput } from '../../../output/vulns/vulns-output.ts';
import { formatCount } from '../../render/count.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { countTotals } from './vulns-json.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The most names that are listed: with more, the report would be mostly names. */
const MAX_NAMES = 20;

/** Formats a report for people: what is open in each bottle, what was patched, and what is unknown. */
export function renderVulns(
  report: VulnsReport,
  { style, now }: { readonly style: Style; readonly now: Date },
): string {
  const { advisories, bottles } = report;
  const parts = [
    `${oneLine(describeSource(advisories, now))}\n`,
    ...bottles.filter(({ open }) => open.length > 0).map((each) => renderOpen(each, style)),
    renderPatched(bottles),
    renderClean(bottles),
    renderUncovered(bottles, style),
    `${style.bold(oneLine(summarize(report)))}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Describes which advisories were used, and how old they are. */
export function describeSource(
  { name, count, fetched }: Pick<AdvisorySource, 'name' | 'count' | 'fetched'>,
  now: Date,
): string {
  const age =
    fetched === undefined ? '' : `, fetched ${fetched.slice(0, 10)}${ageOf(fetched, now)}`;
  return `Advisories: ${formatCount(count, 'record', 'records')} from ${name}${age}`;
}

function ageOf(fetched: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(fetched)) / DAY_MS);
  return days < 1 ? ' (today)' : ` (${formatCount(days, 'day', 'days')} ago)`;
}

function renderOpen(judged: JudgedBottle, style: Style): string {
  const { open, target, withoutVulnerabilities, arePatchesKnown } = judged;
  const count = formatCount(open.length, 'known vulnerability', 'known vulnerabilities');
  const head = `${titleOf(judged)} for ${formatTarget(parseTargetTag(target))}: ${count}`;
  const rows = open.map((each) => [
    `  ${markOf(each, style)}`,
    nameOf(each),
    each.fixedIn === undefined ? 'no fix known' : `fixed in ${each.fixedIn}`,
    describeFixed(each.fixedBottle),
    each.summary === undefined ? '' : summaryOf(each),
  ]);
  const notes = [
    ...(withoutVulnerabilities === undefined
      ? []
      : [`${withoutVulnerabilities.pkgVersion} has none of these, and pours there`]),
    ...open.flatMap((vulnerability) =>
      vulnerability.because === 'range'
        ? []
        : [`${nameOf(vulnerability)}: ${WHY_OPEN[vulnerability.because]}`],
    ),
    ...(arePatchesKnown ? [] : [PATCHES_NOT_KNOWN]),
  ].map((note) => `  ${style.yellow('note:')} ${oneLine(note)}\n`);
  return `${style.bold(oneLine(head))}\n${renderTable(rows, style)}${notes.join('')}`;
}

function markOf({ severity }: KnownVulnerability, style: Style): string {
  const word = severity ?? 'unknown';
  if (severity === 'critical' || severity === 'high') return style.red(word);
  return severity === 'low' ? word : style.yellow(word);
}

function describeFixed(fixed: FixedBottle): string {
  switch (fixed.status) {
    case 'pours':
      return `${fixed.version.pkgVersion} pours`;
    case 'no-bottle':
      return 'no bottle without it';
    case 'no-fix':
      return '';
    case 'unknown':
      return 'history not at hand';
    default:
      return unreachable(fixed);
  }
}

function renderPatched(bottles: readonly JudgedBottle[]): string {
  return bottles
    .filter(({ patched }) => patched.length > 0)
    .map(
      (each) => `${oneLine(`${titleOf(each)}: patched: ${each.patched.map(nameOf).join(', ')}`)}\n`,
    )
    .join('');
}

function renderClean(bottles: readonly JudgedBottle[]): string {
  const clean = bottles.filter(({ coverage, open }) => coverage === 'covered' && open.length === 0);
  return clean.length === 0 ? '' : `${oneLine(`None known: ${listNames(clean)}`)}\n`;
}

function renderUncovered(bottles: readonly JudgedBottle[], style: Style): string {
  const missed = bottles.filter(({ coverage }) => coverage === 'not-covered');
  if (missed.length === 0) return '';
  const text = `Not covered by the advisories: ${listNames(missed)}. That does not mean that they have no vulnerabilities.`;
  return `${style.yellow(oneLine(text))}\n`;
}

function listNames(bottles: readonly JudgedBottle[]): string {
  const names = [...new Set(bottles.map(titleOf))];
  const rest = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

function titleOf({ bottle }: JudgedBottle): string {
  return `${keyOf(bottle)} ${bottle.pkgVersion}`;
}

/** Summarizes the report in one line. */
export function summarize({
  bottles,
  failures,
}: Pick<VulnsReport, 'bottles' | 'failures'>): string {
  const totals = countTotals(bottles);
  const { open, patched, notCovered } = totals;
  const counts = listSeverities(totals);
  return [
    `${formatCount(bottles.length, 'bottle', 'bottles')}: ${open} open${counts === '' ? '' : ` (${counts})`}`,
    `${patched} patched`,
    `${formatCount(notCovered, 'bottle', 'bottles')} not covered`,
    ...(failures.length === 0
      ? []
      : [`${formatCount(failures.length, 'more', 'more')} not judged`]),
  ].join(', ');
}

/** Lists the count of each severity, the worst first: `1 high, 2 low`; empty if there are none. */
export function listSeverities({ bySeverity }: Pick<VulnsTotalsOutput, 'bySeverity'>): string {
  return [...SEVERITIES.toReversed(), 'unknown' as const]
    .map((severity) => [severity, bySeverity[severity]] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`)
    .join(', ');
}
