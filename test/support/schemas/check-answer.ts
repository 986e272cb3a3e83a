import type { OutputName } from '../../../src/output/outputs.ts';
import { answerSchema } from './answer-schema.ts';
import { closedCheck } from './closed-check.ts';

/** The checks that were needed so far; undefined for an answer without a schema. */
const checks = new Map<OutputName, ReturnType<typeof closedCheck> | undefined>();

/** Refuses an answer that its schema does not describe wholly. */
export function checkAnswer(name: OutputName, document: object): void {
  if (!checks.has(name)) {
    const schema = answerSchema(name);
    checks.set(name, schema && closedCheck(schema));
  }
  const check = checks.get(name);
  // Until each answer has a schema.
  if (check === undefined) return;
  const wrong = check(document);
  if (wrong.length === 0) return;
  throw new Error(`the answer is not as the schema of ${name} says:\n${wrong.join('\n')}`);
}
