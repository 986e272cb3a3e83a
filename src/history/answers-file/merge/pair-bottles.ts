import type { SourceStatement } from '../../../core/errors.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { AnsweredBottle } from '../answers.ts';
import { compareTexts } from '../file/sorted-records.ts';
import type { Window } from './merge-windows.ts';

/** Two statements that cannot both be true. */
export interface Contradiction {
  readonly what: string;
  readonly statements: readonly [SourceStatement, SourceStatement];
}

/** One bottle as one of the answers has it. */
export interface Said {
  readonly bottle: AnsweredBottle;
  readonly window: Window;
}

/** Returns when a bottle was last offered, as far as is known. */
export function lastOf({ bottle, window }: Said): string {
  return bottle.dropped ?? window.head;
}

/**
 * Pairs one sha256 with its version, from two answers that have it. The state that showed it first decides, as everywhere, but
 * an unsure one gives way to one that is sure and looks as far back. Returns the facts of the bottle's release, or the
 * contradiction.
 */
export function pairVersions(older: Said, newer: Said): AnsweredBottle | Contradiction {
  const [first, then] = compareFirst(older, newer) < 0 ? [older, newer] : [newer, older];
  const isSame = versionOf(first) === versionOf(then);
  const sawBoth = then.window.begins <= first.bottle.introduced;
  if (isSure(then) && sawBoth && !isSame) {
    return isSure(first) ? contradiction(older, newer) : then.bottle;
  }
  const isSettled = isSure(then) && sawBoth && isSame;
  return isSettled ? { ...first.bottle, isUnsure: false, isFromBeginning: false } : first.bottle;
}

/** Tells the two results of {@link pairVersions} apart. */
export function isContradiction(result: AnsweredBottle | Contradiction): result is Contradiction {
  return 'statements' in result;
}

/** Orders two by when they came; at the same moment, a sure one is first, then the newer answers' one. */
function compareFirst(older: Said, newer: Said): number {
  const order = compareTexts(older.bottle.introduced, newer.bottle.introduced);
  if (order !== 0) return order;
  return isSure(older) && !isSure(newer) ? -1 : 1;
}

function isSure({ bottle }: Said): boolean {
  return !bottle.isUnsure && !bottle.isFromBeginning;
}

function versionOf({ bottle }: Said): string {
  const { rebuild } = bottle;
  return rebuild > 0 ? `${formatPkgVersion(bottle)}, rebuild ${rebuild}` : formatPkgVersion(bottle);
}

function contradiction(older: Said, newer: Said): Contradiction {
  const { bottleTag, checksum, algorithm } = newer.bottle;
  return {
    what: `the version of the bottle for ${bottleTag} with ${algorithm} ${checksum}`,
    statements: [
      { source: older.window.label, value: versionOf(older) },
      { source: newer.window.label, value: versionOf(newer) },
    ],
  };
}

/** Finds two bottles for one bottle tag that were both offered at the very moment at which both answers end. */
export function contradictionAtHead(older: Said, newer: Said): Contradiction | undefined {
  const isBoth = older.bottle.dropped === undefined && newer.bottle.dropped === undefined;
  if (!isBoth || older.window.head !== newer.window.head) return undefined;
  const { bottleTag, algorithm } = newer.bottle;
  return {
    what: `the ${algorithm} of the bottle for ${bottleTag} on ${newer.window.head}`,
    statements: [
      { source: older.window.label, value: older.bottle.checksum },
      { source: newer.window.label, value: newer.bottle.checksum },
    ],
  };
}
