import type { OutputName } from '../../../src/output/outputs.ts';
import { answerSchema } from './answer-schema.ts';
import { closedCheck } from './closed-check.ts';

/** The checks that were needed so far. */
const checks = new Map<OutputName, ReturnType<typeof closedCheck>>();

/** Throws if the schema of an answer does not fully describe it. */
export function checkAnswer(name: OutputName, document: object): void {
  const check = checks.get(name) ?? closedCheck(answerSchema(name));
  checks.set(name, check);
  const wrong = check(document);
  if (wrong.length === 0) return;
  throw new Error(`the answer is not as the schema of ${name} says:\n${wrong.join('\n')}`);
}
