import type { TracedBottles } from '../state/bottle-span.ts';
import { FormulaNotFoundError } from '../../core/errors.ts';
import type { HistoryState, PostponedState } from '../state/history-state.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { FactsReader } from '../state/formula-reader.ts';
import type { GitTap } from '../git/git-tap.ts';
import type { GitSpot } from '../git/git-change.ts';
import { historyBegins } from '../git/history-begins.ts';
import { explainNotFound, locateFormula, openGitTap } from '../git/locate.ts';
import type { IsNeeded } from '../git/read-state.ts';
import { walkAsNeeded } from '../git/walk.ts';
import { listBottles, traceBottles } from '../rules/list-spans.ts';
import { type FormulaLocation, locateFormer } from '../rules/locate.ts';
import { listEras } from '../rules/name-eras.ts';
import { RunTracer } from '../rules/run-tracer.ts';
import type { Repository } from '../../git/repository.ts';
import { askHistories } from './ask-histories.ts';
import type { FormulaHistories, HistorySource, Question, TraceRequest } from './history-source.ts';

/** A clone of a tap, and as of when to ask it. */
export interface GitHistoryOptions {
  readonly repository: Repository;
  readonly tap: string;
  readonly reader: FactsReader;
  readonly before: string | undefined;
  readonly at: string | undefined;
}

type Location = FormulaLocation<GitSpot>;

/** Creates a history that asks a clone, walking back through one formula's commits as far as the answer needs. */
export function createGitHistory(options: GitHistoryOptions): HistorySource {
  const { repository, tap } = options;
  return {
    description: `${tap} at ${repository.path}`,
    tap,
    ask: async (formula, targets, question) => {
      const { exactOnly, version, signal, onEvent } = question;
      const opened = await openGitTap({ ...options, signal, onEvent });
      const histories = createHistories(opened, question);
      return askHistories(histories, formula, { targets, exactOnly, version });
    },
  };
}

function createHistories(
  tap: GitTap,
  { onEvent }: Pick<Question, 'onEvent'>,
): FormulaHistories<Location> {
  const { repository } = tap;
  return {
    locate: async (name) => {
      try {
        return await locateFormula(tap, name, onEvent);
      } catch (error) {
        if (!(error instanceof FormulaNotFoundError)) throw error;
        // It may have existed before the copy's history begins.
        if (repository.boundary.size > 0) throw historyBegins(repository, undefined);
        return undefined;
      }
    },
    locateFormer: (alias) => locateFormer(tap, alias),
    eras: (alias) => listEras(tap, alias),
    trace: (formula, request) => trace(tap, formula, { request, onEvent }),
    begins: () => repository.findBeginning(tap.head),
    explainUnknown: async (name) => {
      const { suggestions, hint } = await explainNotFound(tap, name);
      return { suggestions, hint };
    },
  };
}

async function trace(
  tap: GitTap,
  location: Location,
  { request, onEvent }: { readonly request: TraceRequest } & Pick<Question, 'onEvent'>,
): Promise<TracedBottles> {
  const { until } = request;
  const tracer = new RunTracer();
  const states: (HistoryState | PostponedState)[] = [];
  const proven = new Set<string>();
  let isWorthAsking = false;
  const isNeeded: IsNeeded = (mentions) =>
    mentions.some(({ bottleTag }) => request.serves(bottleTag));
  for await (const state of walkAsNeeded(tap, location, { isNeeded, onEvent })) {
    if (until !== undefined && state.commit.date >= until) continue;
    tracer.feed(state);
    states.push(state);
    if (isWorthAsking && isAnswered(tracer, request, { proven, oldest: state.commit.oid })) break;
    isWorthAsking = isBottleCommit(state);
    if (isWorthAsking) proven.add(state.commit.oid);
  }
  const traced = listBottles(tracer);
  // If a target has no bottle, the nearest ones for other targets are listed, which takes every state.
  const isWhole = states.every(({ status }) => status !== 'postponed');
  return isWhole || request.chosen(traced) !== undefined
    ? traced
    : traceBottles(await readPostponed(states));
}

async function readPostponed(
  states: readonly (HistoryState | PostponedState)[],
): Promise<readonly HistoryState[]> {
  const read: HistoryState[] = [];
  for (const state of states) read.push(state.status === 'postponed' ? await state.read() : state);
  return read;
}

/** The subject of commits in which Homebrew's own bot adds new bottles to a formula. */
const BOTTLE_COMMIT = /^(\S+): (?:add|update) (\S+) bottle\.?$/;

/**
 * Whether a commit names the version it adds bottles for, the formula agrees, and they are the first for that version. Rebuilt
 * bottles may have the same bytes, and the first ones count. Rule: `brew bottle` increments `rebuild` if the tap's newest state
 * has the same version, Library/Homebrew/dev-cmd/bottle.rb:426-437 at aad366ffaf.
 */
function isBottleCommit(state: HistoryState | PostponedState): boolean {
  if (state.status !== 'present' || (state.formula.bottle?.rebuild ?? 0) > 0) return false;
  const [, name, pkgVersion] = BOTTLE_COMMIT.exec(state.commit.subject) ?? [];
  return name === state.name && pkgVersion === formatPkgVersion(state.formula);
}

/**
 * Whether no older state can change the choice. A checksum may come back after a gap, so usually only the end of history shows
 * which state had it first; but if the commit that introduced it names the version it was built as, that is proof.
 */
function isAnswered(
  tracer: RunTracer,
  request: TraceRequest,
  { proven, oldest }: { readonly proven: ReadonlySet<string>; readonly oldest: string },
): boolean {
  const chosen = request.chosen(listBottles(tracer));
  return (
    chosen?.every(({ introduced: { commit }, unsure }) => {
      const { oid } = commit;
      return oid !== undefined && proven.has(oid) && oid !== oldest && unsure === undefined;
    }) === true
  );
}
