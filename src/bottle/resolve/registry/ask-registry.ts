import type { Target } from '../../../core/target.ts';
import { isBeyond, isDamage, type HistoryWord, type TapQuestion } from '../ask-in-turn.ts';
import { lookForNewer } from './look-for-newer.ts';
import { isFinal } from '../plan-final.ts';
import { resolveFromRegistry } from './resolve-from-registry.ts';
import type { FoundBottle, Resolution } from '../resolution.ts';
import type { ResolveSources } from '../resolve-sources.ts';
import { isForOne, isUnreachable, reasonOf, type Outage } from './unreachable-registry.ts';

/** The sources to ask; shared by all formulae of a request. */
export interface RegistrySources extends ResolveSources {
  readonly outage: Outage;
}

/**
 * Asks the registry what histories left open: everything if none settled the question, and what is newer if a file of answers
 * may be behind. If the registry cannot be reached, what a file said is the answer, with a warning.
 */
export async function askRegistry(
  question: TapQuestion,
  words: readonly HistoryWord[],
  sources: RegistrySources,
): Promise<readonly Resolution[]> {
  return [
    ...(await decide(
      question,
      words.filter(({ isSettled }) => !isSettled),
      sources,
    )),
    ...(await update(question, words, sources)),
  ];
}

/** Returns the parts of a registry question that do not depend on the formula. */
function howToAsk(
  { requested, tap, exactOnly, version }: TapQuestion,
  { before, signal, onEvent }: ResolveSources,
  formula: string,
) {
  return {
    requested,
    tap,
    exactOnly,
    version,
    namesNear: true,
    before,
    signal,
    onIndex: (reference: string) => onEvent({ type: 'index', formula, reference }),
    onList: (host: string) =>
      onEvent({ type: 'step', step: { kind: 'list-versions', formula, host } }),
  };
}

async function decide(
  question: TapQuestion,
  open: readonly HistoryWord[],
  sources: RegistrySources,
): Promise<readonly Resolution[]> {
  if (open.length === 0) return [];
  const targets = open.map(({ target }) => target);
  const said = new Map<Target, Resolution>();
  for (const { target, result } of open) {
    if (result !== undefined && !isDamage(result) && !isBeyond(result)) said.set(target, result);
  }
  const isSaid = said.size === targets.length;
  try {
    const asking = () => search(question, open, sources);
    // If nothing else is known, each one is tried despite an outage.
    const answers = await (isSaid ? sources.outage.ask(asking) : asking());
    return answers.map((answer) => preferred(answer, said.get(answer.target)));
  } catch (error) {
    if (!isForOne(error)) throw error;
    const isSilent = isUnreachable(error);
    if (isSilent && said.size > 0) {
      sources.onEvent({
        type: 'warning',
        message: `what files of answers lack was not looked up in the registry: ${reasonOf(error)}`,
      });
    }
    const { requested } = question;
    return targets.map(
      (target) =>
        (isSilent ? said.get(target) : undefined) ?? { status: 'failed', requested, target, error },
    );
  }
}

/**
 * Searches under the formula's own name, since a registry has no aliases, older names or other spellings: the name that was
 * found for the target, or the one that the name leads to today. A name that the registry lacks is tried again under the one
 * that a file at hand knows for it, even if only the registry may say which bottle it is.
 */
async function search(
  question: TapQuestion,
  open: readonly HistoryWord[],
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { tap, name } = question;
  const today = (await sources.formulaOf(tap, name)) ?? name;
  const asked = open.map(({ target, result }) => ({
    target,
    formula: result?.status === 'no-bottle' ? result.formula : today,
  }));
  const answers = await searchEach(question, asked, sources);
  const again: { target: Target; formula: string }[] = [];
  for (const { status, target } of answers) {
    if (status !== 'not-a-formula') continue;
    const formula = await sources.otherNameOf(tap, name, target);
    if (formula !== undefined && formula !== today) again.push({ target, formula });
  }
  const others = await searchEach(question, again, sources);
  return answers.map((answer) => others.find(({ target }) => target === answer.target) ?? answer);
}

async function searchEach(
  question: TapQuestion,
  asked: readonly { readonly target: Target; readonly formula: string }[],
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const byFormula = new Map<string, Target[]>();
  for (const { target, formula } of asked) {
    byFormula.set(formula, [...(byFormula.get(formula) ?? []), target]);
  }
  const answers: Resolution[] = [];
  for (const [formula, targets] of byFormula) {
    const how = howToAsk(question, sources, formula);
    const request = { ...how, name: formula, targets };
    const found = await resolveFromRegistry(request, sources.registry);
    answers.push(...(await underOldName(found, question, sources)));
  }
  return answers;
}

/** Asks again under the name that the user wrote: the registry has a version from before a renaming only under the older name. */
async function underOldName(
  found: readonly Resolution[],
  question: TapQuestion,
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { name, version } = question;
  const missing = found.flatMap((each) =>
    each.status === 'no-bottle' && each.formula !== name ? [each.target] : [],
  );
  if (version === undefined || missing.length === 0) return found;
  const how = howToAsk(question, sources, name);
  const again = await resolveFromRegistry({ ...how, name, targets: missing }, sources.registry);
  const byTarget = new Map(again.map((each) => [each.target, each]));
  return found.map((each) => {
    const other = byTarget.get(each.target);
    return other?.status === 'found' ? other : each;
  });
}

/** Prefers what a history says if the registry knows no such formula; if neither does, files can suggest similar names. */
function preferred(answer: Resolution, said: Resolution | undefined): Resolution {
  if (answer.status !== 'not-a-formula' || said === undefined) return answer;
  if (said.status !== 'not-a-formula') return said;
  const { suggestions } = said;
  return { ...answer, suggestions, hint: said.hint ?? answer.hint };
}

/** Looks for bottles that are newer than a file of answers, file by file and formula by formula. */
async function update(
  question: TapQuestion,
  words: readonly HistoryWord[],
  { outage, ...sources }: RegistrySources,
): Promise<readonly Resolution[]> {
  const groups = new Map<string, { readonly by: HistoryWord['by']; told: FoundBottle[] }>();
  for (const { result, by } of words) {
    if (result?.status !== 'found' || by?.file === undefined) continue;
    // A version that was dropped gets no new bottles unless it returns, which only a clone can say.
    const isPast = question.version !== undefined && result.droppedBy !== undefined;
    if (isPast || isFinal(result, by.file.head)) continue;
    const key = `${by.source.description} ${result.formula}`;
    const group = groups.get(key) ?? { by, told: [] };
    group.told.push(result);
    groups.set(key, group);
  }
  const updated: Resolution[] = [];
  for (const { by, told } of groups.values()) {
    const [{ formula } = { formula: question.name }] = told;
    const newest = await by?.file?.newest(formula);
    const asked = { ...howToAsk(question, sources, formula), told, newest };
    try {
      const look = () => lookForNewer(asked, sources.registry);
      updated.push(...(await outage.ask(look)));
    } catch (error) {
      if (!isForOne(error)) throw error;
      if (!isUnreachable(error)) {
        updated.push(
          ...told.map(({ requested, target }): Resolution => ({
            status: 'failed',
            requested,
            target,
            error,
          })),
        );
        continue;
      }
      sources.onEvent({
        type: 'warning',
        message: `bottles newer than ${by?.file?.head.slice(0, 10) ?? ''} were not looked for: ${reasonOf(error)}`,
      });
      updated.push(...told);
    }
  }
  return updated;
}
