import { type FormulaPlace, FormulaUnreadableError } from '../../core/errors.ts';
import type { FormulaState } from '../../core/formula-state.ts';
import { type FormulaText, readFormulaBody } from './formula-body.ts';
import { findFormulaClass, formulaNameOf } from './formula-class.ts';
import { PLATFORMS } from './platform.ts';
import { loadRubyParser, type ParsedRuby, type RubyParser } from './prism.ts';
import { FormulaProblem } from './problem.ts';

/** Reads formula files without running them. */
export interface FormulaReader {
  /**
   * Reads one state of a formula file. `date` is the commit's, which decides between the version rules of the years.
   * Takes about half a millisecond. Throws {@link FormulaUnreadableError} and nothing else; never guesses.
   */
  read(bytes: Uint8Array, place: Pick<FormulaPlace, 'path' | 'commit'>, date: string): FormulaState;
}

/** Twice the largest formula there ever was, which carried a patch of 450 kB. */
const MAX_BYTES = 900_000;

/** Loads Ruby's parser and gives a reader that may be used any number of times. */
export async function createFormulaReader(): Promise<FormulaReader> {
  const parser = await loadRubyParser();
  return {
    read: (bytes, { path, commit }, date) => {
      try {
        return readFormula(parser, bytes, path, date);
      } catch (error) {
        const offset = error instanceof FormulaProblem ? error.offset : 0;
        const reason =
          error instanceof FormulaProblem ? error.message : 'it is too much for the parser';
        throw new FormulaUnreadableError({ path, line: lineAt(bytes, offset), commit }, reason, {
          cause: error,
        });
      }
    },
  };
}

function readFormula(
  parser: RubyParser,
  bytes: Uint8Array,
  path: string,
  date: string,
): FormulaState {
  if (bytes.length > MAX_BYTES)
    throw problemAt(0, `it has ${bytes.length} bytes, more than a formula can`);
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw problemAt(nul, 'it holds a NUL byte');
  const program = parseOrThrow(parser.parse(bytes));
  const formulaClass = findFormulaClass(program, path);
  if (formulaClass === undefined) throw problemAt(0, 'it holds no class of a formula');
  const text: FormulaText = {
    name: formulaNameOf(path),
    source: bytes,
    program,
    formulaClass,
    date,
  };
  return readOnFirstPlatform(text);
}

function parseOrThrow({ program, errors }: ParsedRuby): ParsedRuby['program'] {
  const [first] = errors;
  if (first !== undefined) throw problemAt(first.offset, `it is not valid Ruby: ${first.message}`);
  return program;
}

function readOnFirstPlatform(text: FormulaText): FormulaState {
  for (const platform of PLATFORMS) {
    const state = readFormulaBody(text, platform);
    if (state !== undefined) return state;
  }
  throw new FormulaProblem('it has no url', text.formulaClass);
}

function problemAt(startOffset: number, reason: string): FormulaProblem {
  return new FormulaProblem(reason, { location: { startOffset } });
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1))
    line += 1;
  return line;
}
