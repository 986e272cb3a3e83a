import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { TapCommit } from './fast-import.ts';
import { formulaText } from './formula-text.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/homebrew-closure');

interface State {
  readonly path: string;
  readonly version: string;
  readonly revision: number;
  readonly rebuild: number;
  readonly entries: Readonly<Record<string, string>>;
}

/** One version of a formula, and what it needed at that time. */
export interface FactsOfState {
  readonly formula: string;
  readonly pkgVersion: string;
  readonly rebuild: number;
  /** All of it: what it names itself, and what that needs. */
  readonly needs: readonly { name: string; pkgVersion: string; isDirect: boolean }[];
  readonly date: string;
}

/** Returns the checksums to write instead of real ones, by bottle tag. */
type StandIn = (
  facts: FactsOfState,
  entries: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>>;

/**
 * Makes a tap of what vim needed in 2023: one commit for each day on which one of its formulae changed. `standIn` replaces
 * the real checksums with others, for a server that has only stand-in bottles.
 */
export async function closureFactsTap(
  standIn: StandIn = (_facts, entries) => entries,
): Promise<readonly TapCommit[]> {
  const formulae = await readTable('formulae.tsv.gz');
  const dependencies = await readTable('dependencies.tsv');
  const days = [...new Set([...formulae, ...dependencies].map(([date = '']) => date))].toSorted();
  const states = new Map<string, State>();
  const needs = new Map<string, readonly string[]>();
  return days.map((day) => {
    const changed = new Set<string>();
    const remove: string[] = [];
    for (const [, name = '', words = ''] of dependencies.filter(([date]) => date === day)) {
      needs.set(name, words.split(' ').filter(Boolean));
      changed.add(name);
    }
    for (const [, name = '', path = '-', ...rest] of formulae.filter(([date]) => date === day)) {
      const before = states.get(name)?.path;
      if (before !== undefined && before !== path) remove.push(before);
      changed.add(name);
      if (path === '-') states.delete(name);
      else states.set(name, readState(path, rest));
    }
    const write = [...changed].flatMap((name) => {
      const state = states.get(name);
      if (state === undefined) return [];
      const facts = {
        formula: name,
        pkgVersion: pkgVersionOf(state),
        rebuild: state.rebuild,
        date: `${day}T06:00:00Z`,
        needs: [...namesBelow(name, needs)].flatMap((below) => {
          const there = states.get(below);
          if (there === undefined) return [];
          const isDirect = needs.get(name)?.includes(below) ?? false;
          return [{ name: below, pkgVersion: pkgVersionOf(there), isDirect }];
        }),
      };
      const entries = standIn(facts, state.entries);
      return [[state.path, textOf(name, { ...state, entries }, needs.get(name))]];
    });
    return {
      subject: day,
      date: `${day}T06:00:00Z`,
      remove,
      write: Object.fromEntries(write),
    };
  });
}

function pkgVersionOf({ version, revision }: State): string {
  return revision > 0 ? `${version}_${revision}` : version;
}

/** Lists what a formula needs, and what that needs. */
function namesBelow(
  name: string,
  needs: ReadonlyMap<string, readonly string[]>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const below of needs.get(name) ?? []) {
    if (found.has(below)) continue;
    found.add(below);
    namesBelow(below, needs, found);
  }
  return found;
}

function readState(
  path: string,
  [version = '', revision, rebuild, tags = '']: readonly string[],
): State {
  const entries = Object.fromEntries(
    tags
      .split(' ')
      .filter((word) => word.includes('='))
      .map((word) => word.split('=')),
  );
  return { path, version, revision: Number(revision), rebuild: Number(rebuild), entries };
}

function textOf(name: string, state: State, dependencies: readonly string[] = []): string {
  const { version, revision, rebuild, entries } = state;
  const facts = { name, version, revision, explicitVersion: true, dependencies };
  if (Object.keys(entries).length === 0) return formulaText(facts);
  return formulaText({ ...facts, bottle: { rebuild, entries } });
}

async function readTable(name: string): Promise<readonly (readonly string[])[]> {
  const bytes = await readFile(join(FOLDER, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .replace(/\n$/, '')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
}
