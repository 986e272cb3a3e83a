import type { FactsReader, FormulaReader } from '../state/formula-reader.ts';
import { KnownStatements } from './known-statements.ts';
import { readPlainFormula } from './plain-formula.ts';

/** How many formulae's last texts are remembered: a pass over a whole tap reads the states of all formulae interleaved. */
const MOST_REMEMBERED = 2048;

/**
 * Creates a reader that answers at once if a text is plain, and otherwise calls `loadRuby` and asks Ruby's parser. Fastest when
 * it reads the states of a path in their order, no matter what it reads in between.
 */
export function createQuickReader(loadRuby: () => Promise<FormulaReader>): FactsReader {
  const known = new Map<string, KnownStatements>();
  const knownOf = (path: string): KnownStatements => {
    const found = known.get(path) ?? new KnownStatements();
    // The one read last is at the end.
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
