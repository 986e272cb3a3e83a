import type { FormulaPlace } from '../../core/errors.ts';
import type { FormulaReader } from '../state/formula-reader.ts';
import { PLATFORMS } from './evaluate/platform.ts';
import { FormulaBody, type FormulaText } from './formula-body.ts';
import { readParsed } from './parse-formula.ts';
import { loadRubyParser } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';

/**
 * Loads Ruby's parser and returns a reader that may be used any number of times and never runs a formula. The reader takes about
 * half a millisecond per formula, throws only `FormulaUnreadableError`, and never guesses.
 */
export async function createFormulaReader(): Promise<FormulaReader> {
  const parser = await loadRubyParser();
  const reading =
    <T>(what: (body: FormulaBody) => T) =>
    (bytes: Uint8Array, { path, commit }: Pick<FormulaPlace, 'path' | 'commit'>, date: string): T =>
      readParsed(parser, { bytes, path, commit }, (text) =>
        readOnFirstPlatform({ ...text, date }, what),
      );
  return {
    read: reading((body) => body.readState()),
    readFacts: reading((body) => body.readFacts()),
    // This reader leaves everything to Ruby's parser.
    readQuickly: () => undefined,
  };
}

function readOnFirstPlatform<T>(text: FormulaText, what: (body: FormulaBody) => T): T {
  for (const platform of PLATFORMS) {
    const body = new FormulaBody(text, platform);
    if (body.isFormula) return what(body);
  }
  throw new FormulaProblem('it has no url', text.formulaClass);
}
