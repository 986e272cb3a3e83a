import { safeParse } from 'valibot';
import { expect, test } from 'vitest';

import { PlanExceptionSchema } from '../../../src/output/plan/exception-output-schema.ts';

/** The facts of every code. */
const FACTS: readonly (readonly [code: string, facts: object])[] = [
  ['not-one-commit', { cause: 'no-history', tap: 'me/tools', formulae: ['a', 'b'] }],
  ['version-asked', { pkgVersion: '1.0' }],
  ['perhaps-needed', { dependency: 'b' }],
  ['unconfirmed', { error: 'NETWORK' }],
  ['left-out', { error: 'NO_BOTTLE' }],
  ['installed', { pkgVersion: '1.0' }],
  ['other-version', { neededBy: 'b', builtAgainst: '1.1', pkgVersion: '1.0' }],
  ['record-only', { dependency: 'b', builtAgainst: '1.1' }],
  ['no-record', { from: null }],
  ['lock-replaced', { locked: '1.0', pkgVersion: '1.1' }],
  ['lock-kept', { pkgVersion: '1.0', newer: '1.1' }],
  ['dropped-earlier', { dropped: '2023-01-01', neededBy: 'b', built: '2023-02-01' }],
];

function isException(code: string, facts: object): boolean {
  return safeParse(PlanExceptionSchema, { formula: 'a', code, facts, message: 'so' }).success;
}

test('the schema has exactly these codes', () => {
  const codes = PlanExceptionSchema.options.map(({ entries }) => entries.code.literal);
  expect(codes).toEqual(FACTS.map(([code]) => code));
});

test.each(FACTS)('%s requires each of its own facts, with the right type', (code, facts) => {
  expect(isException(code, facts)).toBe(true);
  expect(isException('unheard-of', facts)).toBe(false);
  for (const name of Object.keys(facts)) {
    const fewer = Object.entries(facts).filter(([key]) => key !== name);
    expect(isException(code, Object.fromEntries(fewer))).toBe(false);
    expect(isException(code, { ...facts, [name]: 1 })).toBe(false);
  }
});

test.each([
  ['unconfirmed', { error: 'UNHEARD_OF' }],
  ['no-record', { from: 'somewhere' }],
  ['not-one-commit', { cause: 'other', tap: null, formulae: [] }],
])('%s accepts no other values: %j', (code, facts) => {
  expect(isException(code, facts)).toBe(false);
});
