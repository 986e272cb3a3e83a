import type { Target } from '../../../core/target.ts';
import { isDamage, type HistoryWord, type TapQuestion } from '../ask-in-turn.ts';
import { lookForNewer } from './look-for-newer.ts';
import { isFinal } from '../plan-final.ts';
import { resolveFromRegistry } from './resolve-from-registry.ts';
import type { FoundBottle, Resolution } from '../resolution.ts';
import type { ResolveSources } from '../resolve-sources.ts';
import { isUnreachable, reasonOf, type Outage } from './unreachable-registry.ts';

/** Who is asked; shared by all formulae of a request. */
export interface RegistrySources extends ResolveSources {
  readonly outage: Outage;
}

/**
 * Asks the registry what histories left open: all of it where none settled the question, and what came later where a file of answers
 * may be behind. Where the registry cannot be reached, what a file said is the answer, with a warning.
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

/** What the registry is asked of every formula in the same way. */
function howToAsk(
  { requested, tap, exactOnly }: TapQuestion,
  { before, signal, onEvent }: ResolveSources,
  formula: string,
) {
  return {
    requested,
    tap,
    exactOnly,
    before,
    signal,
    onIndex: (reference: string) => onEvent({ type: 'index', formula, reference }),
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
    if (result !== undefined && !isDamage(result)) said.set(target, result);
  }
  const isSaid = said.size === targets.length;
  try {
    const asking = () => search(question, targets, sources);
    // Where nothing else is known, each is tried.
    const answers = await (isSaid ? sources.outage.ask(asking) : asking());
    return answers.map((answer) => preferred(answer, said.get(answer.target)));
  } catch (error) {
    if (!isUnreachable(error) || !isSaid) throw error;
    sources.onEvent({
      type: 'warning',
      message: `what files of answers lack was not looked up in the registry: ${reasonOf(error)}`,
    });
    return [...said.values()];
  }
}

function search(
  question: TapQuestion,
  targets: readonly Target[],
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { name } = question;
  const how = howToAsk(question, sources, name);
  return resolveFromRegistry({ ...how, name, targets }, sources.registry);
}

/** A formula that a history knows is one, whatever a registry lacks; for a name that none knows, files have the names that are like it. */
function preferred(answer: Resolution, said: Resolution | undefined): Resolution {
  if (answer.status !== 'not-a-formula' || said === undefined) return answer;
  if (said.status !== 'not-a-formula') return said;
  const { suggestions } = said;
  return { ...answer, suggestions, hint: said.hint ?? answer.hint };
}

/** Looks for bottles that came after a file of answers was made, file by file and formula by formula. */
async function update(
  question: TapQuestion,
  words: readonly HistoryWord[],
  { outage, ...sources }: RegistrySources,
): Promise<readonly Resolution[]> {
  const groups = new Map<string, { readonly by: HistoryWord['by']; told: FoundBottle[] }>();
  for (const { result, by } of words) {
    if (result?.status !== 'found' || by?.file === undefined) continue;
    if (isFinal(result, by.file.head)) continue;
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
      if (!isUnreachable(error)) throw error;
      sources.onEvent({
        type: 'warning',
        message: `bottles newer than ${by?.file?.head.slice(0, 10) ?? ''} were not looked for: ${reasonOf(error)}`,
      });
      updated.push(...told);
    }
  }
  return updated;
}
