import type { EventSink } from '../../../src/core/events.ts';
import type { HistoryState } from '../../../src/history/state/history-state.ts';
import type { FormulaReader } from '../../../src/history/state/formula-reader.ts';
import { locateFormula, openGitTap } from '../../../src/history/git/locate.ts';
import type { StartRequest } from '../../../src/history/git/start.ts';
import { walkFormula } from '../../../src/history/git/walk.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { lineReader } from './line-reader.ts';

interface WalkOptions extends StartRequest {
  readonly reader?: FormulaReader;
  readonly onEvent?: EventSink;
}

/** Finds a formula in the repository at a path. */
export async function locateIn(
  path: string,
  formula: string,
  options: StartRequest = {},
): Promise<Awaited<ReturnType<typeof locateFormula>>> {
  await using repository = await openRepository(path, { environment: process.env });
  const tap = await openGitTap({ repository, reader: lineReader, ...options });
  return await locateFormula(tap, formula);
}

/** Walks a formula to the end of its history. */
export async function walkIn(
  path: string,
  formula: string,
  options: WalkOptions = {},
): Promise<HistoryState[]> {
  const { reader = lineReader, onEvent, ...start } = options;
  await using repository = await openRepository(path, { environment: process.env });
  const tap = await openGitTap({ repository, reader, onEvent, ...start });
  const location = await locateFormula(tap, formula, onEvent);
  const states: HistoryState[] = [];
  for await (const state of walkFormula(tap, location, onEvent)) states.push(state);
  return states;
}

/** Formats a state in one line: what the commit was called, what the file said, and where it was. */
export function stateLine(state: HistoryState): string {
  const what = state.status === 'present' ? state.formula.version : state.status;
  return `${state.commit.subject}: ${what} at ${state.path}`;
}
