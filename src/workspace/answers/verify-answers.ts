import { HistoryError } from '../../core/errors.ts';
import { parseTargetTag, type Target } from '../../core/target.ts';
import { answerFromWalk } from '../../history/answers-file/check/answer-from-walk.ts';
import { chooseSample } from '../../history/answers-file/check/choose-sample.ts';
import {
  compareAnswers,
  type AnswersComparison,
  type FoundAnswers,
} from '../../history/answers-file/check/compare-answers.ts';
import type { CheckedReach } from '../../history/answers-file/check/compare-formula.ts';
import type { AnsweredFormula } from '../../history/answers-file/answers.ts';
import { collectAnswers } from '../../history/answers-file/collect/collect-answers.ts';
import { whoServes } from '../../history/answers/bottle-spans.ts';
import { openGitTap } from '../../history/git/locate.ts';
import { Brewpull } from '../brewpull.ts';
import { requireHistory } from '../histories/formula-history.ts';
import type { TapHistory } from '../histories/tap-history.ts';
import type { ClaimedAnswers } from './claimed-answers.ts';
import { findSameMoment, type SameMoment } from './same-moment.ts';

/** The result of comparing a file with a clone. */
export interface AnswersCheck {
  /** The clone, for people. */
  readonly clone: string;
  readonly clonePath: string;
  /** `commits`: the commits of some formulae were read one by one; `atlas`: all formulae, through the clone's atlas. */
  readonly evidence: 'commits' | 'atlas';
  readonly at: SameMoment;
  readonly reach: CheckedReach;
  /** The keys of the formulae that were chosen; undefined for all. */
  readonly sample: readonly string[] | undefined;
  readonly comparison: AnswersComparison;
}

/**
 * Compares what a file claims with a clone of its tap, as of the file's head: either a sample, by reading the commits of each
 * formula without any atlas, or everything, through the clone's atlas, which costs one pass over history. Throws `HistoryError`
 * if there is no clone, or it does not reach back to the file's head.
 */
export async function verifyAnswers(
  brewpull: Brewpull,
  claims: ClaimedAnswers,
  { sample }: { readonly sample: number | undefined },
): Promise<AnswersCheck> {
  const { tap, head, targets } = claims.header;
  const history = await requireHistory(brewpull, tap);
  const at = await findSameMoment(history.repository, head);
  const question = { brewpull, history, claims, at, targets: targets?.map(parseTargetTag) };
  const keys = sample === undefined ? undefined : claims.formulae.map(({ key }) => key);
  const chosen = keys && chooseSample(keys, sample ?? 0, claims.digest);
  const checked = await (chosen === undefined ? checkAll(question) : checkSome(question, chosen));
  const { description: clone, repository } = history;
  return { clone, clonePath: repository.path, at, sample: chosen, ...checked };
}

/** A file, a clone, and the commit at which the clone is asked. */
interface CheckQuestion {
  readonly brewpull: Brewpull;
  readonly history: TapHistory;
  readonly claims: ClaimedAnswers;
  readonly at: SameMoment;
  readonly targets: readonly Target[] | undefined;
}

type Checked = Pick<AnswersCheck, 'evidence' | 'reach' | 'comparison'>;

async function checkAll({
  brewpull,
  history,
  claims,
  at,
  targets,
}: CheckQuestion): Promise<Checked> {
  const { tap } = history;
  const { signal } = brewpull.options;
  // An atlas is as of the commit that the options name, so another one is needed only if the clone has newer commits.
  const isNow = (await history.head()) === at.commit;
  const other = isNow ? undefined : new Brewpull({ ...brewpull.options, at: at.commit });
  try {
    const then = other === undefined ? history : await requireHistory(other, tap);
    const atlas = await then.atlas();
    const { begins } = atlas;
    const request = { tap, head: at, begins, targets, sources: [], signal };
    const reach = reachOf(claims, at, begins);
    const found = await collectAnswers(atlas, request);
    const comparison = await compareAnswers(claims, found, { ...reach, signal });
    return { evidence: 'atlas', reach, comparison };
  } finally {
    await other?.close();
  }
}

async function checkSome(question: CheckQuestion, keys: readonly string[]): Promise<Checked> {
  const { history, claims, at } = question;
  const begins = (await history.repository.findBeginning(at.commit)) ?? at.date;
  const wanted = new Set(keys);
  const formulae = claims.formulae.filter(({ key }) => wanted.has(key));
  const reach = reachOf(claims, at, begins);
  const walked = await walkAll(question, formulae, begins);
  const { signal } = question.brewpull.options;
  const comparison = await compareAnswers({ formulae }, walked, { ...reach, signal });
  return { evidence: 'commits', reach, comparison };
}

function reachOf(
  { header }: ClaimedAnswers,
  { date, until: ends, isSameHistory }: SameMoment,
  begins: string,
): CheckedReach {
  const { begins: fileBegins, head } = header;
  const isSameMoment = isSameHistory || Date.parse(date) === Date.parse(head.date);
  return { fileBegins, fileEnds: head.date, begins, ends, isSameHistory, isSameMoment };
}

async function walkAll(
  { brewpull, history, at, targets }: CheckQuestion,
  formulae: readonly AnsweredFormula[],
  begins: string,
): Promise<FoundAnswers> {
  const { signal, onEvent } = brewpull.options;
  const { repository, factsReader: reader } = history;
  const tap = await openGitTap({ repository, at: at.commit, reader, signal, onEvent });
  const serves = targets === undefined ? () => true : whoServes(targets);
  const walked: AnsweredFormula[] = [];
  const unread: string[] = [];
  for (const formula of formulae) {
    try {
      const found = await answerFromWalk(tap, formula, { begins, serves, onEvent });
      if (found !== undefined) walked.push(found);
    } catch (error) {
      // The clone has only part of history; what lies before it cannot be checked.
      if (!(error instanceof HistoryError) || repository.boundary.size === 0) throw error;
      unread.push(formula.key);
    }
  }
  return { formulae: walked, unread };
}
