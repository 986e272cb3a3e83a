import { findNewestName, listOldNames, type TapNaming } from '../tap/tap-names.ts';
import type { Origin } from './list-states.ts';
import type { Change, Spot, Tap } from './tap.ts';

/** A formula that a name leads to. */
export interface FormulaLocation<AtSpot extends Spot> extends Origin<AtSpot> {
  /** As the user wrote it. */
  readonly requested: string;
  /** The formula's name in the newest state. */
  readonly name: string;
  /** How `requested` led to `name`; `history` if only an older state has it. */
  readonly via: 'file' | 'alias' | 'rename' | 'history';
  /** Where the tap says it went: `user/repo`, `user/repo/name` or another name. */
  readonly migratedTo: string | undefined;
}

/** Finds a formula by its name, an alias or an older name in the tap's newest state. Reads no history. */
export async function locateToday<AtSpot extends Spot, AChange extends Change>(
  tap: Tap<AtSpot, AChange>,
  requested: string,
): Promise<FormulaLocation<AtSpot> | undefined> {
  const today =
    (await findToday(tap, requested)) ?? (await findToday(tap, requested.toLowerCase()));
  return today && describe(tap, requested, { ...today, migratedTo: undefined });
}

/** Finds a removed formula by its name or an older one. Reads history to its end if there is none. */
export async function locateRemoved<AtSpot extends Spot, AChange extends Change>(
  tap: Tap<AtSpot, AChange>,
  requested: string,
): Promise<FormulaLocation<AtSpot> | undefined> {
  const { renames } = tap.naming;
  const newest = findNewestName(renames, requested);
  const names = new Set([newest, ...listOldNames(renames, newest)]);
  const free: string[] = [];
  for (const name of names) if ((await tap.findAtHead(name)) === undefined) free.push(name);
  const start = await tap.findLastRemoval(free, undefined);
  if (start === undefined) return undefined;
  const migratedTo = findMigration(tap.naming, requested);
  return describe(tap, requested, { name: start.name, via: 'history', start, migratedTo });
}

/** Finds a formula by its name, an alias or an older name, today or among the removed ones. */
export async function locateAny<AtSpot extends Spot, AChange extends Change>(
  tap: Tap<AtSpot, AChange>,
  requested: string,
): Promise<FormulaLocation<AtSpot> | undefined> {
  return (await locateToday(tap, requested)) ?? (await locateRemoved(tap, requested));
}

/**
 * Finds the formula that had a name before it became another one's alias: under its new name if the tap lists a rename. Reads
 * history to its end if there was none.
 */
export async function locateFormer<AtSpot extends Spot, AChange extends Change>(
  tap: Tap<AtSpot, AChange>,
  alias: string,
): Promise<FormulaLocation<AtSpot> | undefined> {
  const renamed = findNewestName(tap.naming.renames, alias);
  if (renamed !== alias) {
    const file = await tap.findAtHead(renamed);
    if (file === undefined) return locateRemoved(tap, renamed);
    return describe(tap, alias, {
      name: renamed,
      via: 'rename',
      start: file,
      migratedTo: undefined,
    });
  }
  const start = (await tap.findAtHead(alias)) ?? (await tap.findLastRemoval([alias], undefined));
  if (start === undefined) return undefined;
  return describe(tap, alias, { name: alias, via: 'history', start, migratedTo: undefined });
}

/** Finds where the tap says a formula went. */
export function findMigration(
  { renames, migrations }: TapNaming,
  requested: string,
): string | undefined {
  return migrations.get(requested) ?? migrations.get(findNewestName(renames, requested));
}

type Found<AtSpot extends Spot> = Pick<
  FormulaLocation<AtSpot>,
  'name' | 'via' | 'start' | 'migratedTo'
>;

function describe<AtSpot extends Spot>(
  { naming }: Pick<Tap<AtSpot, Change>, 'naming'>,
  requested: string,
  found: Found<AtSpot>,
): FormulaLocation<AtSpot> {
  return { requested, ...found, oldNames: listOldNames(naming.renames, found.name) };
}

/** Order as in tap_formula_name_type, Library/Homebrew/formulary.rb:1173-1227 at aad366ffaf, but an alias never hides a file. */
async function findToday<AtSpot extends Spot, AChange extends Change>(
  tap: Tap<AtSpot, AChange>,
  name: string,
): Promise<Omit<Found<AtSpot>, 'migratedTo'> | undefined> {
  const file = await tap.findAtHead(name);
  if (file?.isLink === false) return { name, via: 'file', start: file };
  const target = await tap.findTarget(name);
  const aliased = target === undefined ? undefined : await tap.findAtHead(target);
  if (target !== undefined && aliased?.isLink === false) {
    return { name: target, via: 'alias', start: aliased };
  }
  const newName = findNewestName(tap.naming.renames, name);
  const renamed = newName === name ? undefined : await tap.findAtHead(newName);
  return renamed && { name: newName, via: 'rename', start: renamed };
}
