import { keyOf } from '../../core/formula-key.ts';
import { groupBy } from '../../core/group-by.ts';
import { unlessAborted } from '../../core/unless-aborted.ts';
import { parseFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import { readTapFiles } from '../../history/tap/tap-files.ts';
import { findAliasTarget, findNewestName, readTapNames } from '../../history/tap/tap-names.ts';
import type { Brewpull } from '../brewpull.ts';

/** Today's keys of formulae by their past or present keys. Keys that could not be looked up are missing. */
export type NamesToday = ReadonlyMap<string, string>;

type NameReader = (name: string) => Promise<string | undefined>;

/**
 * Looks up what formulae are called today, by their keys: bottles, locks and mirrors keep the names of their time. A formula
 * that nothing replaced keeps its name. Asks no registry and looks for no bottle, so it is cheap. Throws only when interrupted.
 */
export async function findNamesToday(
  brewpull: Pick<Brewpull, 'histories' | 'options'>,
  keys: Iterable<string>,
): Promise<NamesToday> {
  const today = new Map<string, string>();
  const refs = [...new Set(keys)].flatMap(refOf);
  for (const [tap, formulae] of groupBy(refs, (ref) => ref.tap)) {
    const read = await openNames(tap, brewpull).catch(unlessAborted);
    if (read === undefined) continue;
    for (const { key, name } of formulae) {
      const formula = await read(name).catch(unlessAborted);
      if (formula !== undefined) today.set(key, keyOf({ tap, formula }));
    }
  }
  return today;
}

function refOf(key: string): readonly (FormulaRef & { readonly key: string })[] {
  try {
    return [{ key, ...parseFormulaRef(key) }];
  } catch (error) {
    unlessAborted(error);
    return [];
  }
}

/** Opens the names of a clone or else of a file of answers; the names of a clone are read once. */
async function openNames(
  tap: string,
  { histories, options }: Pick<Brewpull, 'histories' | 'options'>,
): Promise<NameReader> {
  const history = await histories.of(tap);
  if (history === undefined) return (name) => histories.formulaOf(tap, name);
  const { repository } = history;
  const head = await history.head();
  const files = await readTapFiles(repository, head);
  const names = await readTapNames(repository, head, options.onEvent);
  return async (name) => {
    if ((await files.find(name)) !== undefined) return name;
    const newest = findNewestName(names.renames, name);
    if (newest !== name) return newest;
    return (await findAliasTarget(repository, names, name)) ?? name;
  };
}
