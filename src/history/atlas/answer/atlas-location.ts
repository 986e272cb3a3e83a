import { formerKey } from '../../tap/former-key.ts';
import {
  findMigration,
  type FormulaLocation,
  locateAny,
  locateFormer,
} from '../../rules/locate.ts';
import { listOldNames } from '../../tap/tap-names.ts';
import type { Walked } from '../file/walked-record.ts';
import { type AtlasSpot, AtlasTap, TangledError } from './atlas-tap.ts';
import type { TapView } from './tap-view.ts';

/** A formula that a name leads to, and where an atlas has its history. */
export interface AtlasLocation extends Omit<FormulaLocation<AtlasSpot>, 'start'> {
  /** Undefined if only the record of a walk can say. */
  readonly start: AtlasSpot | undefined;
  /** Where the atlas keeps what a walk found, if its lines are tangled. */
  readonly record: string;
}

/** Finds what a walk found of a formula; undefined if its lines have it. */
export type FindWalked = (record: string) => Walked | undefined;

/** Finds a formula by its name, an alias or an older name, or among the removed ones. */
export async function findLocation(
  view: TapView,
  findWalked: FindWalked,
  asked: string,
): Promise<AtlasLocation | undefined> {
  try {
    const found = await locateAny(new AtlasTap(view), asked);
    return found && { ...found, record: found.name };
  } catch (error) {
    const walked = toWalked(error, { view, asked, name: findWalked(asked)?.name });
    return { ...walked, migratedTo: findMigration(view.tap, asked), record: asked };
  }
}

/** Finds the formula that had a name before it became another one's alias. */
export async function findFormer(
  view: TapView,
  findWalked: FindWalked,
  alias: string,
): Promise<AtlasLocation | undefined> {
  const record = formerKey(alias);
  try {
    const former = await locateFormer(new AtlasTap(view), alias);
    return former && { ...former, record: former.name === alias ? record : former.name };
  } catch (error) {
    const walked = toWalked(error, { view, asked: alias, name: findWalked(record)?.name });
    return { ...walked, migratedTo: undefined, record };
  }
}

/**
 * Locates a formula with tangled lines, which was walked. An atlas in the making has no record of it yet, and is about to walk.
 */
function toWalked(
  error: unknown,
  {
    view,
    asked,
    name = asked,
  }: { readonly view: TapView; readonly asked: string; readonly name: string | undefined },
): Omit<AtlasLocation, 'migratedTo' | 'record'> {
  if (!(error instanceof TangledError)) throw error;
  const oldNames = listOldNames(view.tap.renames, name);
  return { requested: asked, name, via: 'history', oldNames, start: undefined };
}
