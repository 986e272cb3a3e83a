import { FormulaNotFoundError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { Repository } from '../../git/repository.ts';
import {
  findMigration,
  type FormulaLocation,
  locateRemoved,
  locateToday,
} from '../rules/locate.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { notATap, readTapFiles } from '../tap/tap-files.ts';
import { readTapNames } from '../tap/tap-names.ts';
import type { FactsReader } from '../state/formula-reader.ts';
import { GitTap } from './git-tap.ts';
import type { GitSpot } from './git-change.ts';
import { findStart, type StartRequest } from './start.ts';

/** A request for the history of a tap in a clone. */
interface GitTapRequest extends StartRequest {
  readonly repository: Repository;
  readonly reader: FactsReader;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}

/** Opens the history of a tap as of one commit; the caller closes the repository. Throws `HistoryError` or `UsageError`. */
export async function openGitTap(request: GitTapRequest): Promise<GitTap> {
  const { repository, reader, signal, onEvent } = request;
  const head = await findStart(repository, request, signal);
  const [files, names] = await Promise.all([
    readTapFiles(repository, head),
    readTapNames(repository, head, onEvent),
  ]);
  return new GitTap({ repository, head, files, names, reader, signal });
}

/**
 * Finds a formula by its name, an alias or an older name, or among the removed ones, in that order; only the last step reads
 * history. Throws {@link FormulaNotFoundError} with suggestions, or `HistoryError` if this is not a tap.
 */
export async function locateFormula(
  tap: GitTap,
  formula: string,
  onEvent?: EventSink,
): Promise<FormulaLocation<GitSpot>> {
  const today = await locateToday(tap, formula);
  if (today !== undefined) return today;
  if (tap.isSharded) {
    // The only step that may take minutes: a clone without changed-path filters is read to its end.
    const message = `${formula} is not a formula in the tap now; searching all of its history`;
    onEvent?.({ type: 'warning', message });
  }
  const removed = await locateRemoved(tap, formula);
  if (removed === undefined) throw await explainNotFound(tap, formula);
  return removed;
}

/** Creates the error for a name that no formula of a tap ever had. Throws `HistoryError` if this is not a tap. */
export async function explainNotFound(tap: GitTap, formula: string): Promise<FormulaNotFoundError> {
  const formulae = await tap.listNames();
  if (formulae.length === 0) throw notATap(tap.repository);
  const { aliases, renames } = tap.naming;
  const suggestions = findSimilarNames(formula, [
    ...formulae,
    ...aliases.keys(),
    ...renames.keys(),
  ]);
  return new FormulaNotFoundError(formula, tap.repository.path, {
    suggestions,
    hint: hintFor(suggestions, findMigration(tap.naming, formula)),
  });
}

function hintFor(suggestions: readonly string[], migratedTo: string | undefined): string {
  if (migratedTo !== undefined) return `It moved to ${migratedTo}; ask for it there.`;
  if (suggestions.length > 0) return `Did you mean ${suggestions.join(' or ')}?`;
  return 'Look the name up on https://formulae.brew.sh.';
}
