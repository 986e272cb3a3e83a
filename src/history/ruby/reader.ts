import { type FormulaPlace, FormulaUnreadableError } from '../../core/errors.ts';
import type { FormulaReader } from '../state/formula-reader.ts';
import { FormulaBody, type FormulaText } from './formula-body.ts';
import { findFormulaClass, formulaNameOf } from './syntax/formula-class.ts';
import { PLATFORMS } from './evaluate/platform.ts';
import { loadRubyParser, type ParsedRuby, type RubyParser } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';

/** Twice the largest formula there ever was, which carried a patch of 450 kB. */
const MAX_BYTES = 900_000;

/**
 * Loads Ruby's parser and gives a reader that may be used any number of times, and runs no formula. Takes about half a millisecond
 * for each; throws {@link FormulaUnreadableError} and nothing else, and never guesses.
 */
export async function createFormulaReader(): Promise<FormulaReader> {
  const parser = await loadRubyParser();
  const reading =
    <T>(what: (body: FormulaBody) => T) =>
    (
      bytes: Uint8Array,
      { path, commit }: Pick<FormulaPlace, 'path' | 'commit'>,
      date: string,
    ): T => {
      try {
        return readFormula({ parser, bytes, path, date }, what);
      } catch (error) {
        const isProblem = error instanceof FormulaProblem;
        const reason = isProblem ? error.message : 'it is too much for the parser';
        const line = lineAt(bytes, isProblem ? error.offset : 0);
        throw new FormulaUnreadableError({ path, line, commit }, reason, { cause: error });
      }
    };
  return {
    read: reading((body) => body.readState()),
    readFacts: reading((body) => body.readFacts()),
    // All that it reads is read by Ruby's parser.
    readQuickly: () => undefined,
  };
}

interface ReadRequest {
  readonly parser: RubyParser;
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly date: string;
}

function readFormula<T>(request: ReadRequest, what: (body: FormulaBody) => T): T {
  const { parser, bytes, path, date } = request;
  if (bytes.length > MAX_BYTES)
    throw problemAt(0, `it has ${bytes.length} bytes, more than a formula can`);
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw problemAt(nul, 'it holds a NUL byte');
  const program = parseOrThrow(parser, bytes);
  const formulaClass = findFormulaClass(program, path);
  if (formulaClass === undefined) {
    throw problemAt(0, 'it holds no class of a formula');
  }
  const name = formulaNameOf(path);
  return readOnFirstPlatform({ name, source: bytes, program, formulaClass, date }, what);
}

function parseOrThrow(parser: RubyParser, bytes: Uint8Array): ParsedRuby['program'] {
  const { program, errors } = parser.parse(bytes);
  const [first] = errors;
  if (first === undefined) return program;
  throw problemAt(first.offset, `it is not valid Ruby: ${first.message}`);
}

function readOnFirstPlatform<T>(text: FormulaText, what: (body: FormulaBody) => T): T {
  for (const platform of PLATFORMS) {
    const body = new FormulaBody(text, platform);
    if (body.isFormula) return what(body);
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
