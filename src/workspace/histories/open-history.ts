import { join } from 'node:path';

import { HistoryError, InvalidFileError } from '../../core/errors.ts';
import { createQuickReader } from '../../history/quick-reader/quick-reader.ts';
import type { FormulaReader } from '../../history/state/formula-reader.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import { findTapDirectory } from '../../history/tap/tap-directory.ts';
import { isCopyComplete } from '../../git/managed/is-copy-complete.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import type { HistoryToAsk } from '../../bottle/resolve/asked-history.ts';
import type { Target } from '../../core/target.ts';
import { AnswersAtHand } from '../answers/answers-at-hand.ts';
import type { OpenAnswers } from '../answers/open-answers.ts';
import type { BrewpullOptions } from '../options.ts';
import { historyToAsk } from './asked-source.ts';
import { orderHistories, type KnownHistory } from './order-histories.ts';
import { managedCopyPath } from './managed-copy-path.ts';
import { NamedClones } from './named-clones.ts';
import { TapHistory, type TapHistoryParts } from './tap-history.ts';

/** The histories of taps, each opened when it is first asked for. */
export interface Histories {
  /** Opens the clone of a tap; undefined if none is asked. Throws `HistoryError` or `GitError` if one is required or broken. */
  of(tap: string): Promise<TapHistory | undefined>;
  /** Lists what {@link orderHistories} does, in the cheapest form for this number of formulae. */
  askedFor(tap: string, target: Target, formulae: number): Promise<readonly HistoryToAsk[]>;
  /** The files of answers that can be used without a clone. */
  readonly answersAtHand: AnswersAtHand;
  /** Returns the first file that answers for a tap, or for a target of it, whatever clones there are; undefined if none does. */
  answers(tap: string, target?: Target): Promise<OpenAnswers | undefined>;
  /** Returns the formula that a name leads to today, according to the first file of answers that knows it. */
  formulaOf(tap: string, name: string): Promise<string | undefined>;
  /** Returns the formula that a name led to at a target's time, according to any file at hand; undefined if none says. */
  otherNameOf(tap: string, name: string, target: Target): Promise<string | undefined>;
  /** Lists the histories to ask about a target, in the order in which they are asked; see {@link orderHistories}. */
  ordered(tap: string, target: Target): Promise<readonly KnownHistory[]>;
  /** Loads the reader of formula files, once for all taps. */
  reader(): Promise<FormulaReader>;
  close(): Promise<void>;
}

/** Opens histories as the options say. */
export function openHistories(options: BrewpullOptions, cacheDirectory: string): Histories {
  const opened = new Map<string, Promise<TapHistory | undefined>>();
  let reader: Promise<FormulaReader> | undefined;
  const loadReader = (): Promise<FormulaReader> => {
    reader ??= import('../../history/ruby/reader.ts').then(({ createFormulaReader }) =>
      createFormulaReader(),
    );
    return reader;
  };
  const factsReader = createQuickReader(loadReader);
  const named = new NamedClones(options, join(cacheDirectory, 'taps'));
  const asOf = commitIn(options);
  const open = async (tap: string): Promise<TapHistory | undefined> => {
    const found = await openFor(tap, options, { named, cacheDirectory });
    if (found === undefined) return undefined;
    const { path } = found.repository;
    options.onEvent({ type: 'step', step: { kind: 'open-clone', tap, path } });
    const asked = await asOf(found.repository);
    return new TapHistory({
      ...found,
      tap,
      reader: loadReader,
      factsReader,
      options: asked,
      cacheDirectory,
    });
  };
  const of = (tap: string): Promise<TapHistory | undefined> => {
    const history = opened.get(tap) ?? open(tap);
    opened.set(tap, history);
    return history;
  };
  const answersAtHand = new AnswersAtHand(options, cacheDirectory);
  return {
    of,
    answersAtHand,
    answers: async (tap, target) => (await answersAtHand.list(tap, target))[0],
    formulaOf: async (tap, name) => {
      for (const answers of await answersAtHand.list(tap)) {
        const formula = await answers.leadsTo(name);
        if (formula !== undefined) return formula;
      }
      return undefined;
    },
    otherNameOf: async (tap, name, target) => {
      for (const answers of await answersAtHand.listForNames(tap)) {
        const formula = await nameIn(answers, name, target);
        if (formula !== undefined) return formula;
      }
      return undefined;
    },
    ordered: (tap, target) => orderHistories({ tap, target }, { of, answersAtHand, options }),
    reader: loadReader,
    askedFor: async (tap, target, formulae) => {
      const known = await orderHistories({ tap, target }, { of, answersAtHand, options });
      return known.map((each) => historyToAsk(each, formulae));
    },
    close: async () => {
      await answersAtHand.close();
      // A history that could not be opened holds nothing, and its error went to the caller that asked for it.
      for (const history of opened.values()) {
        await history.then(
          (each) => each?.close(),
          () => undefined,
        );
      }
    },
  };
}

/** Looks up a name in answers at the time of a target, or in their newest state if they do not cover the target. */
async function nameIn(
  answers: OpenAnswers,
  name: string,
  target: Target,
): Promise<string | undefined> {
  if (!answers.covers(target)) return answers.leadsTo(name);
  const { signal } = new AbortController();
  const question = { exactOnly: false, signal, onEvent: () => undefined };
  try {
    const said = await answers.history.ask(name, [target], question);
    return said.status === 'known' ? said.answers[0]?.formula : undefined;
  } catch (error) {
    // A damaged file is not worth an error when it is only asked for a name.
    if (!(error instanceof InvalidFileError)) throw error;
    return undefined;
  }
}

async function openFor(
  tap: string,
  options: BrewpullOptions,
  { named, cacheDirectory }: { readonly named: NamedClones; readonly cacheDirectory: string },
): Promise<Pick<TapHistoryParts, 'repository' | 'isNamed'> | undefined> {
  if (options.history === 'registry' || options.history === 'atlas') return undefined;
  const clone = await named.find(tap);
  if (clone !== undefined) return { repository: clone, isNamed: true };
  const { environment, onEvent, signal } = options;
  const managed = managedCopyPath(cacheDirectory, tap);
  if (await isCopyComplete(managed)) {
    const how = { environment, onEvent, signal, mayBeShallow: true };
    return { repository: await openRepository(managed, how), isNamed: false };
  }
  const found = await findTapDirectory(tap, environment);
  if (found !== undefined) {
    const repository = await openRepository(found, { environment, onEvent, signal });
    return { repository, isNamed: false };
  }
  const other = await named.describeOther(tap);
  if (options.history === 'auto' && options.at === undefined) {
    if (other !== undefined) onEvent({ type: 'warning', message: other });
    return undefined;
  }
  const sync = tap === CORE_TAP ? 'brewpull sync' : `brewpull sync --tap ${tap}`;
  const registry = tap === CORE_TAP ? ', or use --history registry' : '';
  throw new HistoryError(
    `there is no history of ${tap} on this machine${other === undefined ? '' : `: ${other}`}`,
    { hint: `Run ${sync}, or name a clone with --tap-dir${registry}.` },
  );
}

/**
 * Adapts `at` to each repository. A commit belongs to one tap: the first one opened that has it. Taps opened later are asked as
 * of its date; in a tap opened before that, the commit is looked for and reported missing.
 */
function commitIn(options: BrewpullOptions): (repository: Repository) => Promise<BrewpullOptions> {
  const { at } = options;
  let after: string | undefined;
  return async (repository) => {
    if (at === undefined) return options;
    const oid = await repository.findCommit(at);
    if (oid === undefined) {
      return after === undefined ? options : { ...options, at: undefined, before: after };
    }
    for await (const { commit } of repository.log({ from: oid, firstParent: true, limit: 1 })) {
      after ??= new Date(Date.parse(commit.date) + 1000).toISOString();
    }
    return options;
  };
}
