import { expect, test } from 'vitest';

import { checkAnswer } from '../support/schemas/check-answer.ts';

const ANSWER = { schemaVersion: 1, name: 'brewpull', version: '0.1.0' };

test('an answer that its schema describes passes', () => {
  expect(() => {
    checkAnswer('version', ANSWER);
  }).not.toThrow();
});

test.each([
  ['a field that no schema lists', { ...ANSWER, node: '20' }, 'additional properties'],
  ['a field too few', { schemaVersion: 1, name: 'brewpull' }, "required property 'version'"],
  ['another version', { ...ANSWER, schemaVersion: 2 }, '/schemaVersion must be equal to constant'],
  ['a field of another kind', { ...ANSWER, version: 1 }, '/version must be string'],
])('%s is refused', (_title, document, message) => {
  expect(() => {
    checkAnswer('version', document);
  }).toThrow(message);
});

test('what is wrong inside one kind of result is reported without the other kinds', () => {
  const target = { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' };
  const result = { requested: 'vim', target, formula: 'vim', status: 'failed' };
  const document = { schemaVersion: 2, target, results: [result], skipped: [] };
  let said = '';
  try {
    checkAnswer('resolve', document);
  } catch (error) {
    said = String(error);
  }
  expect(said.split('\n').slice(1)).toEqual([
    `/results/0 must have required property 'error' {"missingProperty":"error"}`,
    expect.stringContaining('/results/0 must match exactly one schema'),
  ]);
});
