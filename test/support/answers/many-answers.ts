import type { Answers } from '../../../src/history/answers-file/answers.ts';
import { sampleBottle, sampleFormula, sampleHeader, sampleName } from './sample-answers.ts';

/** Makes answers with this many formulae, each with a bottle. */
export function manyAnswers(count: number, facts: Partial<Answers['header']> = {}): Answers {
  const keys = Array.from({ length: count }, (_, at) => `tool${at}`);
  const bottles = [sampleBottle({ bottleTag: 'big_sur' })];
  return {
    header: sampleHeader(facts),
    formulae: keys.map((key) => sampleFormula({ key, bottles })),
    names: keys.map((name) => sampleName({ name })),
    migrations: new Map(),
  };
}
