import { findNewestName, listOldNames } from '../../tap/tap-names.ts';
import { findLastRemoval, type Origin, TangledError } from './compose.ts';
import type { TapView } from './tap-view.ts';

/** A formula as an atlas knows it. */
export interface AtlasLocation {
  /** The formula's name in its newest state. */
  readonly name: string;
  /** How the name that was asked led to the formula's own, as in `FormulaLocation`. */
  readonly via: 'file' | 'alias' | 'rename' | 'history';
  readonly oldNames: readonly string[];
  /** Where the tap says that it went: `user/repo`, `user/repo/name` or another name. */
  readonly migratedTo: string | undefined;
  /** Undefined when the lines cannot tell: then the atlas may keep what a walk told, under `name`. */
  readonly origin: Origin | undefined;
}

/** Finds a formula under its name, an alias, an older name, or among those that were removed: the rules of `locateFormula`. */
export function findLocation(view: TapView, asked: string): AtlasLocation | undefined {
  const today = findToday(view, asked) ?? findToday(view, asked.toLowerCase());
  return today === undefined ? findRemoved(view, asked) : describeToday(view, today);
}

function describeToday(
  view: TapView,
  { name, via }: Pick<AtlasLocation, 'name' | 'via'>,
): AtlasLocation | undefined {
  const path = view.findAtHead(name)?.path;
  const line = view.lines(name).find((each) => each.entry.path === path);
  const oldNames = listOldNames(view.tap.renames, name);
  const start = line === undefined ? undefined : { line, below: Infinity };
  const origin = start === undefined ? undefined : { name, oldNames, start };
  return { name, via, oldNames, migratedTo: undefined, origin };
}

function findRemoved(view: TapView, asked: string): AtlasLocation | undefined {
  const { renames, migrations } = view.tap;
  const newest = findNewestName(renames, asked);
  const names = [newest, ...listOldNames(renames, newest)].filter(
    (each) => view.findAtHead(each) === undefined,
  );
  const migratedTo = migrations.get(asked) ?? migrations.get(newest);
  let start: Origin['start'] | undefined;
  try {
    start = findLastRemoval(view, names, Infinity);
  } catch (error) {
    if (!(error instanceof TangledError)) throw error;
    const oldNames = listOldNames(renames, asked);
    return { name: asked, via: 'history', oldNames, migratedTo, origin: undefined };
  }
  if (start === undefined) return undefined;
  const { name } = start.line.entry;
  const oldNames = listOldNames(renames, name);
  return { name, via: 'history', oldNames, migratedTo, origin: { name, oldNames, start } };
}

function findToday(view: TapView, name: string): Pick<AtlasLocation, 'name' | 'via'> | undefined {
  const entry = view.findAtHead(name);
  if (entry?.atHead === 'file') return { name, via: 'file' };
  const target = entry === undefined ? view.tap.aliases.get(name) : linkTarget(view, name);
  if (target !== undefined && view.findAtHead(target)?.atHead === 'file') {
    return { name: target, via: 'alias' };
  }
  const newName = findNewestName(view.tap.renames, name);
  if (newName === name || view.findAtHead(newName) === undefined) return undefined;
  return { name: newName, via: 'rename' };
}

function linkTarget(view: TapView, name: string): string | undefined {
  const path = view.findAtHead(name)?.path;
  const line = view.lines(name).find((each) => each.entry.path === path);
  const content = line?.changes[0]?.content;
  return content?.kind === 'link' ? content.target : undefined;
}
