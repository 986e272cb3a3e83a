import type { LatestBottle, LatestBottles } from '../state/bottle-span.ts';
import { giveWay } from '../../core/give-way.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { Choice } from '../../core/bottle-choice.ts';
import { SpanChooser } from './bottle-spans.ts';

/** What a target gets, or got, from one formula. */
export interface CoverageRow {
  readonly name: string;
  /** `pours`: today's formula has a bottle; `stopped`: it had one; `removed`: it had one, and the formula is gone. */
  readonly status: 'pours' | 'stopped' | 'removed';
  /** Of the last bottle. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly match: 'exact' | 'all' | 'older';
  /** When the last bottle was introduced, ISO 8601. */
  readonly introduced: string;
  /** When it was dropped; undefined while it pours. */
  readonly stopped: string | undefined;
  /** Whether a state that cannot be read may say otherwise: another version, or a later bottle. */
  readonly isUnsure: boolean;
  /** The last bottle in short, to find it again among the formula's bottles. */
  readonly last: LatestBottle;
}

/** How many formulae stopped in one month. */
export interface CoverageMonth {
  /** `2023-10` */
  readonly month: string;
  readonly stopped: number;
}

/** What a target gets from a tap. */
export interface Coverage {
  readonly target: Target;
  /** How many of today's formulae have a bottle for the target. */
  readonly pours: number;
  /** How many formulae ever had one, including those that still do. */
  readonly ever: number;
  /** Every month from the first to the last in which a formula stopped, including those in which none did. */
  readonly months: readonly CoverageMonth[];
  /** In order of name. */
  readonly rows: readonly CoverageRow[];
  /** The names of formulae that may have had one, depending on states that cannot be read. */
  readonly unknown: readonly string[];
}

/** Finds what a target gets from every formula whose name contains `filter`, in any case, without holding up the event loop. */
export async function planCoverage(
  formulae: Iterable<LatestBottles>,
  target: Target,
  options: {
    readonly exactOnly: boolean;
    readonly filter?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Coverage> {
  const chooser = new SpanChooser(target, options);
  const filter = options.filter?.toLowerCase() ?? '';
  const rows: CoverageRow[] = [];
  const unknown: string[] = [];
  for (const formula of formulae) {
    await giveWay(options.signal);
    if (!formula.name.toLowerCase().includes(filter)) continue;
    const { choice, doubt } = chooser.choose({ spans: formula.bottles, doubts: formula.doubts });
    if (choice !== undefined) rows.push(toRow(formula, choice, doubt !== undefined));
    else if (doubt !== undefined) unknown.push(formula.name);
  }
  return {
    target,
    pours: rows.filter(({ status }) => status === 'pours').length,
    ever: rows.length,
    months: countMonths(rows),
    rows,
    unknown,
  };
}

function toRow(
  { name, isPresent }: LatestBottles,
  { offer: bottle, match }: Choice<LatestBottle>,
  isDoubtful: boolean,
): CoverageRow {
  const { bottleTag, rebuild, introduced, dropped, isUnsure } = bottle;
  const gone = isPresent ? 'stopped' : 'removed';
  return {
    name,
    status: dropped === undefined ? 'pours' : gone,
    pkgVersion: formatPkgVersion(bottle),
    rebuild,
    bottleTag,
    match,
    introduced,
    stopped: dropped,
    isUnsure: isUnsure || isDoubtful,
    last: bottle,
  };
}

function countMonths(rows: readonly CoverageRow[]): CoverageMonth[] {
  const counts = new Map<string, number>();
  for (const { stopped } of rows) {
    const month = stopped?.slice(0, 7);
    if (month !== undefined) counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  const known = [...counts.keys()].toSorted();
  const [first, last] = [known[0], known.at(-1)];
  const months: CoverageMonth[] = [];
  for (let month = first; month !== undefined && last !== undefined && month <= last;) {
    months.push({ month, stopped: counts.get(month) ?? 0 });
    month = nextMonth(month);
  }
  return months;
}

function nextMonth(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  const next = number === 12 ? [year + 1, 1] : [year, number + 1];
  return next.map((part) => String(part).padStart(2, '0')).join('-');
}
