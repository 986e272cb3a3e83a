import { formatTarget } from '../../../core/target.ts';
import type { HistoryRow } from '../../../history/answers/bottle-spans-table.ts';
import { formatCount } from '../../render/count.ts';
import type { Style } from '../../render/style.ts';
import { countTotals } from '../vulns/vulns-json.ts';
import { describeSource, listSeverities } from '../vulns/vulns-text.ts';
import { formatBuild } from './format-build.ts';
import type { HistoryVulns } from './history-vulns.ts';

/** Returns whether the advisories have anything about the formula. */
export function isCovered({ builds }: HistoryVulns): boolean {
  return [...builds.values()].some(({ coverage }) => coverage === 'covered');
}

/** Returns whether a build is the newest without a known vulnerability that one of the targets can use. */
export function isNewestWithout({ newest }: HistoryVulns, row: HistoryRow): boolean {
  return newest.some(
    ({ version }) => version?.pkgVersion === row.pkgVersion && version.rebuild === row.rebuild,
  );
}

/** Describes in a few words what is open in a build: `2 high, 1 low`, `none known`, or `not covered`. */
export function describeBuild({ builds }: HistoryVulns, row: HistoryRow): string {
  const build = builds.get(row);
  if (build === undefined || build.coverage === 'not-covered') return 'not covered';
  return build.open.length === 0 ? 'none known' : listSeverities(countTotals([build]));
}

/** Formats the cell of a build in a table. */
export function vulnsCell(vulns: HistoryVulns, row: HistoryRow, style: Style): string {
  const text = describeBuild(vulns, row);
  if (isNewestWithout(vulns, row)) return style.green(`${text} ${style.marks.tick}`);
  return (vulns.builds.get(row)?.open.length ?? 0) > 0 ? style.red(text) : text;
}

/**
 * Returns the lines below a table: which advisories were used, what they do not cover, and which bottle has no known
 * vulnerability.
 */
export function describeVulns(
  vulns: HistoryVulns,
  { formula, now }: { readonly formula: string; readonly now: Date },
): readonly string[] {
  const { source, builds, newest } = vulns;
  const asked = describeSource(source, now);
  if (!isCovered(vulns)) {
    return [
      `The advisories have nothing about ${formula}: that says nothing about its vulnerabilities`,
      asked,
    ];
  }
  const unread = [...builds.values()].filter(({ arePatchesKnown }) => !arePatchesKnown).length;
  return [
    ...newest.map(({ target, version }) =>
      version === undefined
        ? `No bottle of ${formula} without a known vulnerability pours on ${formatTarget(target)}`
        : `${formatBuild(version)} is the newest without a known vulnerability that pours on ${formatTarget(target)}`,
    ),
    ...(unread === 0
      ? []
      : [
          `The formulae of ${formatCount(unread, 'build', 'builds')} are not at hand: what patches in them resolve counts as open`,
        ]),
    asked,
  ];
}
