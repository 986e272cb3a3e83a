import {
  findMigration,
  type FormulaLocation,
  locateFormer,
  locateRemoved,
  locateToday,
} from '../../rules/locate.ts';
import { listOldNames } from '../../tap/tap-names.ts';
import type { Walked } from '../file/walked-record.ts';
import { type AtlasSpot, AtlasTap, TangledError } from './atlas-tap.ts';
import type { TapView } from './tap-view.ts';

/** A formula that a name leads to, and where an atlas has its history. */
export interface AtlasLocation extends Omit<FormulaLocation<AtlasSpot>, 'start'> {
  /** Undefined when only the record of a walk can tell. */
  readonly start: AtlasSpot | undefined;
  /** Where the atlas keeps what a walk told, if its lines cannot tell. */
  readonly record: string;
}

/** Gives what a walk told of a formula; undefined when the lines tell it. */
export type FindWalked = (record: string) => Walked | undefined;

/** Where an atlas keeps what a walk told of a formula whose name is another one's alias by now; no formula can be called so. */
export function formerRecord(alias: string): string {
  return `former/${alias}`;
}

/** Finds a formula under its name, an alias, an older name, or among those that were removed. */
export async function findLocation(
  view: TapView,
  findWalked: FindWalked,
  asked: string,
): Promise<AtlasLocation | undefined> {
  const tap = new AtlasTap(view);
  const today = await locateToday(tap, asked);
  if (today !== undefined) return { ...today, record: today.name };
  try {
    const removed = await locateRemoved(tap, asked);
    return removed && { ...removed, record: removed.name };
  } catch (error) {
    if (!(error instanceof TangledError)) throw error;
    const name = findWalked(asked)?.name ?? asked;
    const migratedTo = findMigration(view.tap, asked);
    return { ...toWalked(view, asked, name), migratedTo, record: asked };
  }
}

/** Finds the formula that had a name before it became another one's alias. */
export async function findFormer(
  view: TapView,
  findWalked: FindWalked,
  alias: string,
): Promise<AtlasLocation | undefined> {
  const record = formerRecord(alias);
  try {
    const former = await locateFormer(new AtlasTap(view), alias);
    return former && { ...former, record: former.name === alias ? record : former.name };
  } catch (error) {
    if (!(error instanceof TangledError)) throw error;
    // An atlas that is being made has no record yet; whoever makes it walks.
    const name = findWalked(record)?.name ?? alias;
    return { ...toWalked(view, alias, name), migratedTo: undefined, record };
  }
}

function toWalked(
  view: TapView,
  requested: string,
  name: string,
): Omit<AtlasLocation, 'migratedTo' | 'record'> {
  const oldNames = listOldNames(view.tap.renames, name);
  return { requested, name, via: 'history', oldNames, start: undefined };
}
