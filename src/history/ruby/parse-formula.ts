import { type FormulaPlace, FormulaUnreadableError } from '../../core/errors.ts';
import { findFormulaClass, formulaNameOf } from './syntax/formula-class.ts';
import type { ClassNode, ParsedRuby, ProgramNode, RubyParser } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';

/** A formula's class in its file. */
export interface ParsedFormula {
  readonly name: string;
  readonly source: Uint8Array;
  readonly program: ProgramNode;
  readonly formulaClass: ClassNode;
}

/** One state of a formula file. */
export interface FormulaFile extends Pick<FormulaPlace, 'path' | 'commit'> {
  readonly bytes: Uint8Array;
}

/** Twice the size of the largest formula ever, which carried a patch of 450 kB. */
const MAX_BYTES = 900_000;

/** Parses a formula and reads it; throws only {@link FormulaUnreadableError}. */
export function readParsed<T>(
  parser: RubyParser,
  { bytes, path, commit }: FormulaFile,
  read: (text: ParsedFormula) => T,
): T {
  try {
    return read(parseFormula(parser, bytes, path));
  } catch (error) {
    const isProblem = error instanceof FormulaProblem;
    const reason = isProblem ? error.message : 'it is too complex for the parser';
    const line = lineAt(bytes, isProblem ? error.offset : 0);
    throw new FormulaUnreadableError({ path, line, commit }, reason, { cause: error });
  }
}

function parseFormula(parser: RubyParser, bytes: Uint8Array, path: string): ParsedFormula {
  if (bytes.length > MAX_BYTES)
    throw problemAt(0, `it has ${bytes.length} bytes, which is too many for a formula`);
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw problemAt(nul, 'it contains a NUL byte');
  const program = parseOrThrow(parser, bytes);
  const formulaClass = findFormulaClass(program, path);
  if (formulaClass === undefined) {
    throw problemAt(0, 'it contains no formula class');
  }
  return { name: formulaNameOf(path), source: bytes, program, formulaClass };
}

function parseOrThrow(parser: RubyParser, bytes: Uint8Array): ParsedRuby['program'] {
  const { program, errors } = parser.parse(bytes);
  const [first] = errors;
  if (first === undefined) return program;
  throw problemAt(first.offset, `it is not valid Ruby: ${first.message}`);
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
