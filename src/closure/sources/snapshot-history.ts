import type { BottleSpan } from '../../history/state/bottle-span.ts';
import { isSameSystem } from '../../core/bottle-tag.ts';
import type { Target } from '../../core/target.ts';
import type { Atlas } from '../../history/atlas/atlas.ts';
import { chooseBottle } from '../../core/bottle-choice.ts';
import type {
  HistorySource,
  Question,
  TargetAnswer,
} from '../../history/answers/history-source.ts';
import type { SnapshotFormula } from './tap-snapshot.ts';

/** What to ask an atlas of newer history about: formulae by name, as of a commit of its main line. */
export interface Snapshot {
  readonly date: string;
  readonly formulae: ReadonlyMap<string, SnapshotFormula>;
}

/**
 * Answers for one commit from an atlas that reaches further: the oldest state that ever showed a bottle does not depend on what
 * came after the commit. For anything that the atlas does not settle, `otherwise` is asked, which walks.
 */
export function createSnapshotHistory(
  atlas: Atlas,
  { date, formulae }: Snapshot,
  otherwise: HistorySource,
): HistorySource {
  return {
    description: otherwise.description,
    tap: otherwise.tap,
    ask: async (name, targets, question) => {
      const formula = formulae.get(name);
      if (formula === undefined || question.version !== undefined) {
        return otherwise.ask(name, targets, question);
      }
      const { spans = [] } = (await atlas.formula(formula.name)) ?? {};
      const answers = targets.map((target) => answer({ formula, date, spans }, target, question));
      const settled = answers.filter((each) => each !== undefined);
      if (settled.length < targets.length) return otherwise.ask(name, targets, question);
      return { status: 'known', answers: settled };
    },
  };
}

/** A formula as of a commit of that date, with every bottle that it ever showed. */
interface TracedFormula extends Pick<Snapshot, 'date'> {
  readonly formula: SnapshotFormula;
  readonly spans: readonly BottleSpan[];
}

function answer(
  { formula, date, spans }: TracedFormula,
  target: Target,
  question: Pick<Question, 'exactOnly'>,
): TargetAnswer | undefined {
  const choice = chooseBottle(formula.state.bottle?.entries ?? [], target, question);
  if (choice === undefined) return undefined;
  const { offer: entry, match } = choice;
  const span = spans.find(
    ({ checksum, bottleTag }) =>
      checksum === entry.checksum && isSameSystem(bottleTag, entry.bottleTag),
  );
  if (span === undefined) return undefined;
  const { introduced, dropped, unsure } = span;
  const isWithin =
    introduced.commit.date <= date && (dropped === undefined || dropped.commit.date >= date);
  if (!isWithin) return undefined;
  return {
    status: 'found',
    formula: formula.name,
    bottle: {
      entry,
      match,
      introduced,
      dropped: undefined,
      unsure: unsure && { about: 'version', error: unsure },
      inferredName: undefined,
    },
  };
}
