import type { BottleBlock } from '../../core/formula-state.ts';
import { readPlainBottle } from '../atlas/plain/plain-bottle.ts';
import { PlainLines } from '../atlas/plain/plain-lines.ts';

/** What a text says that offers no bottle. */
export const NO_BOTTLES: BottleBlock = { rebuild: 0, rootUrl: undefined, entries: [] };

const OPENING = '  bottle do';
/** Whatever may say something of bottles, a line of a bottle block that lost its place included. */
const SUSPECT = /^\s*(?:[<>=|]{7}|bottle\b|bottle_sha1\b|(?:sha256|sha1)\b.*(?:=>|:\s*["']|:$))/;

/**
 * Finds the bottle block of a text that is no formula to Ruby, because something else in it is damaged: the only one, in the form
 * that nearly all have; one without entries when no line looks like any. Undefined when it has another form, or there are several,
 * or any line that could be part of one.
 */
export function findLoneBottleBlock(bytes: Uint8Array): BottleBlock | undefined {
  const lines = new PlainLines(Buffer.from(bytes).toString('latin1'));
  let found: BottleBlock | undefined;
  while (lines.step()) {
    if (lines.line === OPENING && found === undefined) {
      found = readPlainBottle(lines);
      if (found === undefined) return undefined;
    } else if (SUSPECT.test(lines.line)) return undefined;
  }
  return found ?? NO_BOTTLES;
}
