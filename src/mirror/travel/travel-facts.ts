/** The kinds of travelling files: the last bottle of everything, or every bottle in history. */
export type TravelKind = 'answers' | 'atlas';

/** What a travelling file says about itself. */
export interface TravelFacts {
  readonly kind: TravelKind;
  /** The tap, as `user/name`. */
  readonly tap: string;
  /** The newest state of history that was read. The oid is undefined if the commit is not one of the tap itself. */
  readonly head: { readonly commit: string | undefined; readonly date: string };
}

const MIB = 1024 * 1024;

/** The largest size of each kind; no honest file is larger. */
export const TRAVEL_LIMITS: Readonly<Record<TravelKind, number>> = {
  answers: 256 * MIB,
  atlas: 1024 * MIB,
};

/** Describes a file by its kind and tap, for messages: `the answers of homebrew/core`. */
export function titleOf({ kind, tap }: Pick<TravelFacts, 'kind' | 'tap'>): string {
  return `the ${kind} of ${tap}`;
}

/** Writes the day of a head, or the exact time if both heads are of the same day. */
export function dayOf({ head }: TravelFacts, other?: TravelFacts): string {
  const day = head.date.slice(0, 10);
  return other?.head.date.slice(0, 10) === day ? head.date : day;
}

/** Reports whether a file was made from a newer state of history than another. */
export function isNewer(one: TravelFacts, other: TravelFacts): boolean {
  return Date.parse(one.head.date) > Date.parse(other.head.date);
}
