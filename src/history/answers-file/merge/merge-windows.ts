import type { Answers, AnswersHeader, AnswersSource } from '../answers.ts';
import { formatAnswers } from '../file/format-answers.ts';
import { compareTexts } from '../file/sorted-records.ts';

/** The period that answers were read from. */
export interface Window {
  readonly begins: string;
  readonly head: string;
  /** For messages. */
  readonly label: string;
}

/** The periods of two answers that are merged. */
export interface MergeWindows {
  readonly older: Window;
  readonly newer: Window;
  /** The moment at which anything that the older answers still had and the newer ones lack counts as gone. */
  readonly gone: string;
  /** Whether nothing is known of the time between the two. */
  readonly hasHole: boolean;
}

/** Puts two answers in order; the newer ones have the later head or, with the same head, look farther back. */
export function orderAnswers(
  a: Answers,
  b: Answers,
): { readonly older: Answers; readonly newer: Answers } {
  const [left, right] = [windowOf(a.header), windowOf(b.header)];
  const order =
    compareTexts(left.head, right.head) ||
    compareTexts(right.begins, left.begins) ||
    Buffer.compare(formatAnswers(a), formatAnswers(b));
  return order <= 0 ? { older: a, newer: b } : { older: b, newer: a };
}

/** Compares the periods of two answers. */
export function compareWindows(
  { header: older }: Pick<Answers, 'header'>,
  { header: newer }: Pick<Answers, 'header'>,
): MergeWindows {
  const windows = { older: windowOf(older), newer: windowOf(newer) };
  const hasHole = windows.newer.begins > windows.older.head;
  return { ...windows, hasHole, gone: hasHole ? windows.newer.begins : windows.older.head };
}

/** Returns since when all of history was read: if there is a hole, only what comes after it counts. */
export function mergeBegins(older: AnswersHeader, newer: AnswersHeader, hasHole: boolean): string {
  return hasHole || windowOf(newer).begins <= windowOf(older).begins ? newer.begins : older.begins;
}

/** Lists the sources of both, each once, oldest first. */
export function mergeSources(
  older: readonly AnswersSource[],
  newer: readonly AnswersSource[],
): readonly AnswersSource[] {
  const all = new Map([...older, ...newer].map((source) => [keyOf(source), source]));
  return [...all].toSorted(([a], [b]) => compareTexts(a, b)).map(([, source]) => source);
}

function keyOf({ name, from, until, note }: AnswersSource): string {
  return JSON.stringify([from, until, name, note ?? '']);
}

function windowOf({ begins, head }: AnswersHeader): Window {
  const label = `history from ${begins.slice(0, 10)} to ${head.date.slice(0, 10)}`;
  return { begins: toMoment(begins), head: toMoment(head.date), label };
}

/** Converts a day to its first moment; leaves moments alone. */
function toMoment(date: string): string {
  return date.includes('T') ? date : `${date}T00:00:00Z`;
}
