import { FormulaNotFoundError } from '../../core/errors.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import { locateFormula } from '../../formula/history/locate.ts';
import { historyBegins, walkFormula, type FormulaReader } from '../../formula/history/walk.ts';
import type { Repository } from '../../git/repository.ts';
import { NearestBottles } from '../../plan/nearest-bottles.ts';
import { PairingWalk, type Pairing } from '../../plan/pairing.ts';
import type {
  HistoricBottle,
  HistoryAnswer,
  HistorySource,
  Question,
  TargetAnswer,
} from './history-source.ts';

/** A clone of a tap, and as of when it is asked. */
export interface GitHistoryOptions {
  readonly repository: Repository;
  readonly tap: string;
  /** Loads the reader when the first formula is read. */
  reader(): Promise<FormulaReader>;
  readonly before: string | undefined;
  readonly at: string | undefined;
}

/** Asks a clone by walking back through one formula's commits, as far as the answer needs. */
export function createGitHistory(options: GitHistoryOptions): HistorySource {
  const { repository, tap } = options;
  return {
    description: `${tap} at ${repository.path}`,
    tap,
    ask: (formula, targets, question) => askGit(options, formula, targets, question),
  };
}

async function askGit(
  options: GitHistoryOptions,
  formula: string,
  targets: readonly Target[],
  { exactOnly, signal, onEvent }: Question,
): Promise<HistoryAnswer> {
  const { repository, before, at } = options;
  try {
    const location = await locateFormula({ repository, formula, before, at, signal, onEvent });
    const walks = targets.map((target) => ({
      target,
      walk: new PairingWalk(target, { exactOnly }),
    }));
    const nearest = new NearestBottles();
    const open = new Set(walks);
    const states = walkFormula({
      repository,
      reader: await options.reader(),
      location,
      signal,
      onEvent,
    });
    for await (const state of states) {
      if (state.status === 'present') nearest.feed(state);
      for (const each of open) if (each.walk.feed(state)) open.delete(each);
      if (open.size === 0) break;
    }
    return {
      status: 'known',
      formula: location.name,
      answers: walks.map(({ target, walk }) => toAnswer(walk.result(), target, nearest)),
    };
  } catch (error) {
    if (!(error instanceof FormulaNotFoundError)) throw error;
    // It may have been there before the copy begins.
    if (repository.boundary.size > 0) throw historyBegins(repository, undefined);
    return { status: 'unknown', suggestions: error.suggestions, hint: error.hint };
  }
}

function toAnswer(pairing: Pairing, target: Target, nearest: NearestBottles): TargetAnswer {
  return pairing.status === 'none'
    ? { status: 'none', nearest: nearest.list(target) }
    : { status: 'found', bottle: toBottle(pairing) };
}

function toBottle(pairing: Extract<Pairing, { status: 'found' }>): HistoricBottle {
  const { entry, how, introduced, dropped, unsure } = pairing;
  const { version, revision, otherVersions, bottle } = introduced.formula;
  return {
    entry,
    how,
    introduced: {
      commit: introduced.commit,
      path: introduced.path,
      name: introduced.name,
      blob: introduced.blob,
      version,
      revision,
      otherVersions,
      rebuild: bottle?.rebuild ?? 0,
      rootUrl: bottle?.rootUrl,
    },
    dropped:
      dropped === undefined
        ? undefined
        : {
            commit: dropped.commit,
            pkgVersion:
              dropped.status === 'present' ? formatPkgVersion(dropped.formula) : undefined,
          },
    unsure: unsure?.error,
  };
}
