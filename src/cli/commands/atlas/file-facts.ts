import type { Digest } from '../../../core/digest.ts';
import type { AnswersHeader } from '../../../history/answers-file/answers.ts';
import type { LatestBottles } from '../../../history/state/bottle-span.ts';
import { formatBytes } from '../../render/bytes.ts';
import { renderTable } from '../../render/table.ts';

/** What is said of a file that was looked at or written. */
export interface FileFacts {
  readonly path: string;
  readonly sizeBytes: number;
  readonly digest: Digest;
}

/** How much a file holds. */
export interface Holdings {
  readonly formulae: number;
  readonly bottles: number;
}

/** Counts the formulae of answers, and the bottles of their tags. */
export function countHoldings(formulae: Iterable<Pick<LatestBottles, 'bottles'>>): Holdings {
  let [count, bottles] = [0, 0];
  for (const formula of formulae) {
    count += 1;
    bottles += formula.bottles.length;
  }
  return { formulae: count, bottles };
}

/** Writes for programs what a file of answers says of itself. */
export function toHeaderJson({ tap, head, begins, targets, sources }: AnswersHeader): object {
  return {
    tap,
    head: { commit: head.commit ?? null, date: head.date },
    begins,
    targets: targets ?? null,
    sources: sources.map(({ note, ...source }) => ({ ...source, note: note ?? null })),
  };
}

/** Lists what a file of answers says of itself, what it holds, and how its bytes are known; names and values for a table. */
export function listFacts(
  header: AnswersHeader,
  holdings: Holdings,
  { sizeBytes, digest }: FileFacts,
): readonly (readonly [string, string])[] {
  const { tap, head, begins, targets } = header;
  return [
    ['tap', tap],
    ['history', `from ${toDay(begins)} to ${toDay(head.date)}`],
    ['head', head.commit ?? `no commit of ${tap} itself, ${head.date}`],
    ['targets', targets === undefined ? 'all' : targets.join(', ')],
    ['formulae', String(holdings.formulae)],
    ['bottles', String(holdings.bottles)],
    ['size', `${formatBytes(sizeBytes)} (${sizeBytes} bytes)`],
    ['digest', digest],
  ];
}

/** Lists the histories that a file was made from, as a table with a head. */
export function renderSources({ sources }: AnswersHeader): string {
  return renderTable([
    ['SOURCE', 'FROM', 'UNTIL', 'NOTE'],
    ...sources.map(({ name, from, until, note }) => [
      name,
      toDay(from),
      toDay(until),
      ...(note === undefined ? [] : [note]),
    ]),
  ]);
}

/** The day of a date. */
function toDay(date: string): string {
  return date.slice(0, 10);
}
