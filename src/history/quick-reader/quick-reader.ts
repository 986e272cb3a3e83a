import type { FactsReader, FormulaReader } from '../state/formula-reader.ts';
import { KnownStatements } from './known-statements.ts';
import { readPlainFormula } from './plain-formula.ts';

/** Of so many formulae the last text is remembered; a pass over all of a tap reads a state of one after a state of another. */
const MOST_REMEMBERED = 2048;

/**
 * Creates a reader that answers at once where a text is plain, and asks Ruby's parser where it is not; `loadRuby` is called when the
 * first such text comes. Quickest when it reads the states of a path in their order, whatever it reads in between.
 */
export function createQuickReader(loadRuby: () => Promise<FormulaReader>): FactsReader {
  const known = new Map<string, KnownStatements>();
  const knownOf = (path: string): KnownStatements => {
    const found = known.get(path) ?? new KnownStatements();
    // What was read last is at the end.
    known.delete(path);
    known.set(path, found);
    const [longest = ''] = known.size > MOST_REMEMBERED ? known.keys() : [];
    known.delete(longest);
    return found;
  };
  const readQuickly: FactsReader['readQuickly'] = (bytes, { path }, date) =>
    readPlainFormula(bytes, date, knownOf(path));
  return {
    readQuickly,
    readFacts: (bytes, place, date) =>
      readQuickly(bytes, place, date) ??
      loadRuby().then((reader) => reader.readFacts(bytes, place, date)),
  };
}
