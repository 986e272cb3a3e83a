import { giveWay } from '../../../core/give-way.ts';
import type { Target } from '../../../core/target.ts';
import { whoServes } from '../../answers/bottle-spans.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { LatestBottles } from '../../state/bottle-span.ts';
import { isFormulaName } from '../../tap/formula-ref.ts';
import { type AnswerScope, isAccepted } from './answer-bottles.ts';
import { answerFormula } from './answer-formula.ts';
import { requireDestination } from '../file/answer-words.ts';
import type { AnsweredFormula, Answers, AnswersHeader } from '../answers.ts';
import { type CollectedNames, collectNames } from './collect-names.ts';
import { compareTexts } from '../file/sorted-records.ts';

/** What to collect answers for, and what they say about themselves. */
export interface AnswersRequest extends Pick<AnswersHeader, 'tap' | 'head' | 'begins' | 'sources'> {
  /** Keeps only bottles that one of these can use; undefined keeps all. */
  readonly targets: readonly Target[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Collects the last bottle of every formula and bottle tag from an atlas: a file of them answers as the atlas does, for the
 * requested targets. Each formula is read once. Names that nobody can ask for are left out.
 */
export async function collectAnswers(atlas: Atlas, request: AnswersRequest): Promise<Answers> {
  const { tap, head, begins, targets, sources, signal } = request;
  const scope: AnswerScope = {
    begins,
    serves: targets === undefined ? () => true : whoServes(targets),
  };
  const collected = await collectNames(atlas, signal);
  const formulae: AnsweredFormula[] = [];
  for (const latest of atlas.latest()) {
    await giveWay(signal);
    if (!isFormulaName(latest.name)) continue;
    formulae.push(await answerOne(atlas, latest, { collected, scope }));
  }
  return {
    header: { tap, head, begins, targets: targets && listTags(targets), sources },
    formulae: formulae.toSorted((a, b) => compareTexts(a.key, b.key)),
    names: collected.names,
    migrations: new Map([...atlas.migrations()].filter(canBeHeld)),
  };
}

function listTags(targets: readonly Target[]): readonly string[] {
  return [...new Set(targets.map(({ bottleTag }) => bottleTag))].toSorted();
}

async function answerOne(
  atlas: Atlas,
  { name, isPresent }: LatestBottles,
  { collected, scope }: { readonly collected: CollectedNames; readonly scope: AnswerScope },
): Promise<AnsweredFormula> {
  const key = collected.keyOf(name);
  const location = await atlas.locateListed(name);
  const oldNames = location.oldNames.filter(isFormulaName);
  const moments = collected.moments.get(key) ?? [];
  const answers = await atlas.withStates(location, (states) =>
    answerFormula(states, moments, scope),
  );
  return { key, name, isPresent, oldNames, ...answers };
}

function canBeHeld([name, to]: readonly [name: string, to: string]): boolean {
  return isFormulaName(name) && isAccepted(() => requireDestination(to));
}
