import type { BottleState } from '../../../src/core/bottle-span.ts';
import { FormulaNotFoundError } from '../../../src/core/errors.ts';
import { locateFormula } from '../../../src/formula/history/locate.ts';
import { type FormulaReader, walkFormula } from '../../../src/formula/history/walk.ts';
import { openAtlas } from '../../../src/formula/atlas/atlas.ts';
import { type AtlasUpdate, updateAtlas } from '../../../src/formula/atlas/update-atlas.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { lineReader } from './line-reader.ts';

/** What is said about one formula, without what only a walk knows. */
export interface Told {
  readonly name: string;
  readonly via: string;
  readonly oldNames: readonly string[];
  readonly states: readonly unknown[];
}

/** Brings the atlas of a tap up to date. */
export async function updateAtlasOf(
  tap: string,
  path: string,
  options: { readonly head?: string; readonly reader?: FormulaReader } = {},
): Promise<AtlasUpdate> {
  await using repository = await openRepository(tap, { environment: process.env });
  return await updateAtlas({ repository, reader: lineReader, ...options }, path);
}

/** Tells what the atlas says about a formula. */
export function tellFromAtlas(path: string, name: string): Told | undefined {
  using atlas = openAtlas(path);
  const formula = atlas?.formula(name);
  if (formula === undefined) return undefined;
  const { via, oldNames, states } = formula;
  return { name: formula.name, via, oldNames, states: states.map(toPlain) };
}

/** Tells what a walk says about a formula. */
export async function tellFromWalk(
  tap: string,
  name: string,
  options: { readonly head?: string; readonly reader?: FormulaReader } = {},
): Promise<Told | undefined> {
  await using repository = await openRepository(tap, { environment: process.env });
  const { head, reader = lineReader } = options;
  try {
    const location = await locateFormula({ repository, formula: name, head });
    const states: unknown[] = [];
    for await (const state of walkFormula({ repository, reader, location })) {
      states.push(toPlain(state));
    }
    const { via, oldNames } = location;
    return { name: location.name, via, oldNames, states };
  } catch (error) {
    if (error instanceof FormulaNotFoundError) return undefined;
    throw error;
  }
}

function toPlain(state: BottleState): unknown {
  const { commit, path, name, status } = state;
  const place = { commit: commit.oid, date: commit.date, path, name, status };
  if (state.status === 'unreadable') return { ...place, message: state.error.message };
  if (state.status === 'deleted') return place;
  const { version, revision, otherVersions, bottle } = state.formula;
  return { ...place, version, revision, otherVersions, bottle };
}
