import { FormulaNotFoundError, type HistoryError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { Repository } from '../../git/repository.ts';
import { findNameInPath } from '../tap/formula-path.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { type FormulaFile, notATap, readTapFiles, type TapFiles } from '../tap/tap-files.ts';
import {
  findAliasTarget,
  findNewestName,
  listOldNames,
  readLinkedName,
  readTapNames,
  type TapNames,
} from '../tap/tap-names.ts';
import { findLastRemoval } from './last-removal.ts';
import type { Identity } from './predecessor.ts';
import type { Segment } from './segment.ts';
import { findStart, type StartRequest } from './start.ts';

/** Where a formula's history begins, seen from now backwards. */
export interface FormulaLocation extends Identity {
  /** As the user wrote it. */
  readonly requested: string;
  /** The formula's name in the newest state. */
  readonly name: string;
  /** How the one led to the other; `history` when no state at the start has it, and an older one had. */
  readonly via: 'file' | 'alias' | 'rename' | 'history';
  /** Where the tap says that it went: `user/repo`, `user/repo/name` or another name. */
  readonly migratedTo: string | undefined;
  readonly isSharded: boolean;
  readonly newest: Segment;
}

/** Asks for a formula of a tap. */
export interface LocateRequest extends StartRequest {
  readonly repository: Repository;
  /** A bare name: the part of a {@link FormulaRef} after the tap. */
  readonly formula: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}

interface Known {
  readonly files: TapFiles;
  readonly names: TapNames;
}

/**
 * Finds a formula under its name, an alias, an older name, or among those that were removed, in that order; only the last
 * reads history. Throws {@link FormulaNotFoundError} with suggestions, {@link HistoryError} when this is no tap.
 */
export async function locateFormula(request: LocateRequest): Promise<FormulaLocation> {
  const { repository, formula, signal, onEvent } = request;
  const commit = await findStart(repository, request, signal);
  const [files, names] = await Promise.all([
    readTapFiles(repository, commit),
    readTapNames(repository, commit, onEvent),
  ]);
  const today =
    (await findToday(repository, { files, names }, formula)) ??
    (await findToday(repository, { files, names }, formula.toLowerCase()));
  if (today !== undefined) {
    const { path, blob } = today.file;
    return describe({ names, files }, formula, {
      ...today,
      newest: { path, from: commit, blob },
      migratedTo: undefined,
    });
  }
  if (files.isSharded) {
    // The only step that may take minutes: a clone without changed-path filters is read to its end.
    const message = `${formula} is no formula of the tap now; looking for it in all of history`;
    onEvent?.({ type: 'warning', message });
  }
  const name = findNewestName(names.renames, formula);
  const newest = await findLastRemoval({
    repository,
    from: commit,
    names: await files.listFree([name, ...listOldNames(names.renames, name)]),
    isSharded: files.isSharded,
    signal,
  });
  const migratedTo = names.migrations.get(formula) ?? names.migrations.get(name);
  if (newest === undefined) throw await notFound(request, { files, names }, migratedTo);
  const lastName = findNameInPath(newest.path) ?? name;
  return describe({ names, files }, formula, {
    name: lastName,
    via: 'history',
    newest,
    migratedTo,
  });
}

function describe(
  { names, files }: Known,
  requested: string,
  found: Pick<FormulaLocation, 'name' | 'via' | 'newest' | 'migratedTo'>,
): FormulaLocation {
  const { name, via, newest, migratedTo } = found;
  return {
    requested,
    name,
    via,
    newest,
    migratedTo,
    oldNames: listOldNames(names.renames, name),
    hasRenames: names.hasRenames,
    isSharded: files.isSharded,
  };
}

/** Order: tap_formula_name_type in Library/Homebrew/formulary.rb:1173-1227 at aad366ffaf, but a file is never hidden by another's alias. */
async function findToday(
  repository: Repository,
  { files, names }: Known,
  name: string,
): Promise<(Pick<FormulaLocation, 'name' | 'via'> & { readonly file: FormulaFile }) | undefined> {
  const file = await files.find(name);
  if (file !== undefined && !file.isLink) return { name, via: 'file', file };
  const target =
    file === undefined
      ? await findAliasTarget(repository, names, name)
      : await readLinkedName(repository, file.blob);
  const aliased = target === undefined ? undefined : await files.find(target);
  if (target !== undefined && aliased !== undefined && !aliased.isLink) {
    return { name: target, via: 'alias', file: aliased };
  }
  const newName = findNewestName(names.renames, name);
  const renamed = newName === name ? undefined : await files.find(newName);
  return renamed === undefined ? undefined : { name: newName, via: 'rename', file: renamed };
}

async function notFound(
  { repository, formula }: LocateRequest,
  { files, names }: Known,
  migratedTo: string | undefined,
): Promise<HistoryError | FormulaNotFoundError> {
  const formulae = await files.list();
  if (formulae.size === 0) return notATap(repository);
  const suggestions = findSimilarNames(formula, [
    ...formulae.keys(),
    ...names.aliases.keys(),
    ...names.renames.keys(),
  ]);
  return new FormulaNotFoundError(formula, repository.path, {
    suggestions,
    hint: hintFor(suggestions, migratedTo),
  });
}

function hintFor(suggestions: readonly string[], migratedTo: string | undefined): string {
  if (migratedTo !== undefined) return `It moved to ${migratedTo}: ask for it there.`;
  if (suggestions.length > 0) return `Did you mean ${suggestions.join(' or ')}?`;
  return 'Look the name up on https://formulae.brew.sh.';
}
