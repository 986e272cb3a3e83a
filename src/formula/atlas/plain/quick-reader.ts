import type { BottleFacts } from '../../../core/bottle-span.ts';
import type { FormulaPlace } from '../../../core/errors.ts';
import type { FormulaState } from '../../../core/formula-state.ts';
import type { FormulaReader } from '../../ruby/reader.ts';
import { KnownStatements } from './known-statements.ts';
import { readPlainFormula } from './plain-formula.ts';

/** Where a text is from, for messages, and for the formula's name. */
type TextPlace = Pick<FormulaPlace, 'path' | 'commit'>;

/** Reads formula files, and loads Ruby's parser when the first one needs it. */
export interface QuickReader {
  /**
   * Reads which bottles there are. At once where the text is plain, and once the parser is loaded; else the promise of it. Throws,
   * or rejects with, `FormulaUnreadableError`. `date` is the commit's, which decides between the version rules of the years. Quickest
   * when the states of one path come one after the other.
   */
  readFacts(bytes: Uint8Array, place: TextPlace, date: string): BottleFacts | Promise<BottleFacts>;
  /** Reads all that a formula says, its dependencies too; rejects with `FormulaUnreadableError`. */
  readState(bytes: Uint8Array, place: TextPlace, date: string): Promise<FormulaState>;
}

/** As many formulae are walked at the same time. */
const MOST_REMEMBERED = 64;

/** Creates a reader. Costs nothing until Ruby's parser is needed, which then takes about 30 ms to load. */
export function createQuickReader(): QuickReader {
  const known = new Map<string, KnownStatements>();
  let loading: Promise<FormulaReader> | undefined;
  let ruby: FormulaReader | undefined;
  const load = async (): Promise<FormulaReader> => {
    const { createFormulaReader } = await import('../../ruby/reader.ts');
    ruby = await createFormulaReader();
    return ruby;
  };
  const parser = (): Promise<FormulaReader> => {
    loading ??= load();
    return loading;
  };
  const knownOf = (path: string): KnownStatements => {
    const found = known.get(path) ?? new KnownStatements();
    if (known.size >= MOST_REMEMBERED && !known.has(path)) known.clear();
    known.set(path, found);
    return found;
  };
  return {
    readFacts: (bytes, place, date) =>
      readPlainFormula(bytes, date, knownOf(place.path)) ??
      ruby?.readFacts(bytes, place, date) ??
      parser().then((reader) => reader.readFacts(bytes, place, date)),
    readState: async (bytes, place, date) => (await parser()).read(bytes, place, date),
  };
}
