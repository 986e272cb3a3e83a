import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { TapCommit } from './fast-import.ts';
import { formulaText } from './formula-text.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/homebrew-facts');

interface Row {
  readonly date: string;
  readonly name: string;
  /** Undefined if the formula is absent. */
  readonly path: string | undefined;
  readonly text: string;
}

/** Makes a tap from the recorded facts: a commit for each state, oldest first, and one for both halves of a rename. */
export async function factsTap(): Promise<{
  readonly commits: TapCommit[];
  readonly names: readonly string[];
}> {
  const rows = (await readRows()).toSorted((a, b) =>
    a.date < b.date ? -1 : Number(a.date > b.date),
  );
  const renames = await readRenames();
  const paths = new Map<string, string>();
  const table: Record<string, string> = {};
  const commits: TapCommit[] = [];
  const done = new Set<Row>();
  for (const [index, row] of rows.entries()) {
    if (done.has(row)) continue;
    const oldName = renames.get(row.name);
    const partner = [...renames].find(([, old]) => old === row.name)?.[0];
    const other = rows.find(
      (each) => each.date === row.date && (each.name === oldName || each.name === partner),
    );
    const both = other === undefined ? [row] : [row, other];
    for (const each of both) done.add(each);
    const [from, to] = [both.find(isAbsent), both.find((each) => !isAbsent(each))];
    if (from !== undefined && to !== undefined) table[from.name] = to.name;
    commits.push({
      subject: `${index}: ${both.map(({ name }) => name).join(', ')}`,
      date: new Date(Date.parse(row.date) + index * 1000).toISOString(),
      ...changesOf(both, paths),
    });
    const last = commits.at(-1);
    if (last !== undefined && from !== undefined && to !== undefined) {
      const write = { ...last.write, 'formula_renames.json': JSON.stringify(table) };
      commits[commits.length - 1] = { ...last, write };
    }
  }
  return { commits, names: [...new Set(rows.map(({ name }) => name))] };
}

function isAbsent({ path }: Row): boolean {
  return path === undefined;
}

function changesOf(
  rows: readonly Row[],
  paths: Map<string, string>,
): Pick<TapCommit, 'write' | 'remove'> {
  const write: Record<string, string> = {};
  const remove: string[] = [];
  for (const { name, path, text } of rows) {
    const before = paths.get(name);
    if (before !== undefined && before !== path) remove.push(before);
    if (path === undefined) {
      paths.delete(name);
    } else {
      paths.set(name, path);
      write[path] = text;
    }
  }
  return { write, remove };
}

async function readRows(): Promise<Row[]> {
  const table = gunzipSync(await readFile(join(FOLDER, 'formulae.tsv.gz'))).toString();
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [date = '', name = '', path = '-', version = '', ...rest] = line.split('\t');
      const [revision, rebuild, rootUrl = '', tags = ''] = rest;
      if (path === '-') return { date, name, path: undefined, text: '' };
      const words = tags.split(' ').filter((word) => word.includes('='));
      const entries = Object.fromEntries(words.map((word) => word.split('=')));
      const bottle = {
        rebuild: Number(rebuild),
        ...(rootUrl === '' ? {} : { rootUrl }),
        entries,
      };
      const facts = { name, version, revision: Number(revision), explicitVersion: true };
      const text = formulaText(words.length === 0 ? facts : { ...facts, bottle });
      return { date, name, path, text };
    });
}

/** Reads the old names by the new ones. */
async function readRenames(): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(join(FOLDER, 'renames.tsv'), 'utf8')).trim().split('\n').slice(1);
  return new Map(lines.map((line) => line.split('\t')).map(([, old = '', to = '']) => [to, old]));
}
