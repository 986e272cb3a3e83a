import type { FactsReader, FormulaReader } from '../state/formula-reader.ts';
import { KnownStatements } from './known-statements.ts';
import { readPlainFormula } from './plain-formula.ts';

/** As many formulae are walked at the same time. */
const MOST_REMEMBERED = 64;

/**
 * Creates a reader that answers at once where a text is plain, and asks Ruby's parser where it is not; `loadRuby` is called when the
 * first such text comes. Quickest when the states of one path come one after the other.
 */
export function createQuickReader(loadRuby: () => Promise<FormulaReader>): FactsReader {
  const known = new Map<string, KnownStatements>();
  const knownOf = (path: string): KnownStatements => {
    const found = known.get(path) ?? new KnownStatements();
    if (known.size >= MOST_REMEMBERED && !known.has(path)) known.clear();
    known.set(path, found);
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
