import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import type { FormulaState } from '../../../src/history/state/formula-state.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';

/** The reader all tests share, as all reads of one run do. */
export const reader = await createFormulaReader();

const DATE = '2026-08-01T00:00:00Z';

/** Reads a whole file given as text. */
export function readFile(text: string, path = 'Formula/t/tool.rb', date = DATE): FormulaState {
  return reader.read(new TextEncoder().encode(text), { path, commit: undefined }, date);
}

/** Reads a formula named `tool` with the given lines in its class. */
export function readLines(lines: string, date = DATE): FormulaState {
  return readFile(`class Tool < Formula\n${lines}\nend\n`, undefined, date);
}

/** Reads a formula that has a version, and the given lines. */
export function readBeside(lines: string): FormulaState {
  return readLines(`url "https://example.org/tool-1.2.tar.gz"\n${lines}`);
}

/** Gives the error of a file that cannot be read. */
export function failureOf(text: string | Uint8Array): FormulaUnreadableError {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const place = { path: 'Formula/t/tool.rb', commit: 'c0ffee'.padEnd(40, '0') };
  try {
    reader.read(bytes, place, DATE);
  } catch (error) {
    if (error instanceof FormulaUnreadableError) return error;
    throw error;
  }
  throw new Error('it was read');
}
