import { join } from 'node:path';

import { ComposedFiles, type ComposedFile } from './composed-files.ts';
import { FastImport } from './fast-import.ts';
import { isAliasPath, isFormulaPath } from './judge-file.ts';
import type { MirrorCommit, MirrorFile } from './mirror-states.ts';
import { isWithin, type MirrorWindow } from './mirror-window.ts';
import { type ReadMirror, WholeFiles } from './whole-files.ts';

/** A window with its mirror, and what is taken from it. */
export interface Part {
  readonly window: MirrorWindow;
  readonly mirror: ReadMirror;
  readonly takes: 'formulae' | 'aliases';
}

/** What one window contributed. */
export interface PartFigures {
  readonly window: MirrorWindow;
  readonly takes: Part['takes'];
  /** How many commits count, and the dates of the first and the last, ISO 8601. */
  readonly commits: number;
  readonly first: string;
  readonly last: string;
  /** Days of the window without a commit that changed a formula. */
  readonly daysWithout: readonly string[];
  /** Dates of commits that were left out because more than a tenth of all formulae was missing. */
  readonly leftOut: readonly string[];
  /** How many formulae or aliases there are after the last commit. */
  readonly size: number;
  /** How many states have a version that cannot be read, and of how many formulae; they are doubts. */
  readonly damaged: { readonly states: number; readonly formulae: number };
  /** How many states are damaged here while the same file was whole in another clone. */
  readonly filled: number;
}

/** One commit of a part; commits are taken in the order of dates. */
interface Step {
  readonly part: PartState;
  readonly commit: MirrorCommit;
}

/** A state with less than this share of the last one was cut off on its way. */
const LEAST_LEFT = 0.9;
const DAY_MS = 86_400_000;

/** A part while its days are processed. */
class PartState {
  readonly part: Part;
  readonly files: ComposedFiles;
  readonly leftOut: string[] = [];
  readonly dates: string[] = [];
  /** How many formulae or aliases the composed history had after the last commit. */
  size = 0;
  /** What the mirror holds at this point. */
  readonly current = new Map<string, MirrorFile>();
  #touched = new Set<string>();

  constructor(part: Part, whole: WholeFiles) {
    this.part = part;
    this.files = new ComposedFiles(part.mirror, whole);
  }

  /** Moves to a commit. */
  move({ changes }: MirrorCommit): void {
    const isWanted = this.part.takes === 'formulae' ? isFormulaPath : isAliasPath;
    for (const [path, file] of changes) {
      if (!isWanted(path)) continue;
      this.#touched.add(path);
      if (file === undefined) this.current.delete(path);
      else this.current.set(path, file);
    }
  }

  /** Returns the paths that changed since the last call. */
  takeTouched(): ReadonlySet<string> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  figures(): PartFigures {
    const { window, takes } = this.part;
    const counts = [...this.files.damaged.values()];
    return {
      window,
      takes,
      commits: this.dates.length,
      first: this.dates[0] ?? '',
      last: this.dates.at(-1) ?? '',
      daysWithout: listDaysWithout(window, this.dates),
      leftOut: this.leftOut,
      size: this.size,
      damaged: { states: counts.reduce((sum, each) => sum + each, 0), formulae: counts.length },
      filled: this.files.filled,
    };
  }
}

/**
 * Writes a repository whose commits are the states of the mirrors day by day. It has only homebrew-core's formulae and aliases,
 * and an empty list of renames: mirrors have none, and similarity is not proof.
 */
export async function composeHistory(
  parts: readonly Part[],
  directory: string,
): Promise<readonly PartFigures[]> {
  const mirrors = [...new Set(parts.map(({ mirror }) => mirror))];
  const whole = new WholeFiles(mirrors);
  const states = parts.map((part) => new PartState(part, whole));
  const objects = mirrors.map(({ repository }) => join(repository.gitDir, 'objects'));
  const output = await FastImport.begin(directory, objects);
  const composed = new Map<string, string>();
  let isFirst = true;
  for (const { part, commit } of listSteps(states)) {
    const { window, takes } = part.part;
    part.move(commit);
    if (!isWithin(window, commit.date)) continue;
    const before = count(composed, takes);
    if (part.current.size < before * LEAST_LEFT) {
      part.leftOut.push(commit.date);
      continue;
    }
    const wanted = takes === 'formulae' ? isFormulaPath : isAliasPath;
    // What the previous window left behind is compared as well.
    const paths = new Set([
      ...part.takeTouched(),
      ...(part.dates.length === 0 ? [...composed.keys()].filter(wanted) : []),
    ]);
    part.dates.push(commit.date);
    const changes = await listChanges(part, paths, composed);
    part.size = count(composed, takes);
    if (changes.size === 0) continue;
    await output.commit(commit.date, `${window.name} ${commit.oid}`);
    if (isFirst) await output.putText('formula_renames.json', '{}\n');
    isFirst = false;
    for (const [path, file] of changes) await put(output, path, file);
  }
  await output.end();
  return states.map((state) => state.figures());
}

function count(composed: ReadonlyMap<string, string>, takes: Part['takes']): number {
  const isWanted = takes === 'formulae' ? isFormulaPath : isAliasPath;
  let found = 0;
  for (const path of composed.keys()) if (isWanted(path)) found += 1;
  return found;
}

/** Lists all commits up to the end of each window, in the order of dates; those before a window only lead to its first state. */
function listSteps(states: readonly PartState[]): Step[] {
  const steps = states.flatMap((part) =>
    part.part.mirror.commits
      .filter(({ date }) => date.slice(0, 10) <= part.part.window.until)
      .map((commit) => ({ part, commit })),
  );
  return steps.toSorted((a, b) => Date.parse(a.commit.date) - Date.parse(b.commit.date));
}

/** Lists what a commit changes in what has been composed so far, and records it there. */
async function listChanges(
  { files, current, part }: PartState,
  paths: ReadonlySet<string>,
  composed: Map<string, string>,
): Promise<ReadonlyMap<string, ComposedFile | undefined>> {
  const there = [...paths].flatMap((path) => {
    const file = current.get(path);
    return file === undefined ? [] : [[path, file] as const];
  });
  const decided =
    part.takes === 'formulae'
      ? await files.decide(there)
      : new Map(there.map(([path, file]) => [path, { kind: 'as-is' as const, file }]));
  const changes = new Map<string, ComposedFile | undefined>();
  for (const path of [...paths].toSorted()) {
    const found = decided.get(path);
    const key = keyOf(found);
    if (composed.get(path) === key) continue;
    if (key === undefined) composed.delete(path);
    else composed.set(path, key);
    changes.set(path, key === undefined ? undefined : found);
  }
  return changes;
}

function keyOf(found: ComposedFile | undefined): string | undefined {
  if (found === undefined || found.kind === 'other-tap') return undefined;
  return found.kind === 'damaged' ? found.text : found.file.oid;
}

function put(output: FastImport, path: string, found: ComposedFile | undefined): Promise<void> {
  if (found === undefined || found.kind === 'other-tap') return output.remove(path);
  return found.kind === 'damaged' ? output.putText(path, found.text) : output.put(path, found.file);
}

/** Lists the days of a window, up to its last commit, that have no commit. */
function listDaysWithout(window: MirrorWindow, dates: readonly string[]): string[] {
  const days = new Set(dates.map((date) => date.slice(0, 10)));
  const without: string[] = [];
  const last = Date.parse(dates.at(-1)?.slice(0, 10) ?? window.from);
  for (let day = Date.parse(window.from); day <= last; day += DAY_MS) {
    const text = new Date(day).toISOString().slice(0, 10);
    if (!days.has(text)) without.push(text);
  }
  return without;
}
