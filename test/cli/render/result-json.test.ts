import { expect, test } from 'vitest';

import { toJsonText, toTerminal } from '../../../src/cli/render/harmless.ts';
import {
  toResultChunks,
  toResultJson,
  toResultPieces,
} from '../../../src/cli/render/result-json.ts';
import {
  anything,
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  string,
  tries,
} from '../../support/limits/random.ts';

const key = string({ unit: constantFrom('a', '"', '[', '\n', '\\', '1') });
const list = array(oneof(jsonValue(), anything({ maxDepth: 1, withBigInt: false })), {
  minLength: 0,
  maxLength: 30,
  size: 'max',
});

test('a result in pieces equals the JSON written at once', () => {
  assert(
    property(dictionary(key, oneof(list, jsonValue(), constantFrom(undefined))), (fields) => {
      expect(toResultJson(fields)).toBe(toJsonText({ schemaVersion: 1, ...fields }));
    }),
    tries(300),
  );
  const long = { list: Array.from({ length: 20 }, (_, at) => ({ at, none: [], deep: [[at]] })) };
  for (const fields of [{}, long, { ...long, gone: undefined, last: 1 }, { a: 1, ...long }]) {
    const whole = JSON.stringify({ schemaVersion: 1, ...fields }, null, 2);
    expect(toResultJson(fields)).toBe(`${whole}\n`);
  }
});

test('a long list is written in many pieces, which hide the same secrets as the whole', () => {
  const unit = constantFrom(
    'authorization',
    ': ',
    'Bearer ',
    'Basic ',
    '12345678a',
    'https://',
    'me:s3cret@',
    'host.example',
    '?token=',
    '&sig=',
    ',',
    '\n',
    '"',
    ' ',
  );
  assert(
    property(array(string({ unit }), { minLength: 17, maxLength: 40 }), (texts) => {
      const pieces = [...toResultPieces({ texts, [texts[0] ?? '']: texts })];
      expect(pieces.length).toBeGreaterThan(5);
      expect(pieces.map(toTerminal).join('')).toBe(toTerminal(pieces.join('')));
    }),
    tries(500),
  );
});

test('a short result is one chunk, and a long one several', () => {
  const many = Array.from({ length: 9_000 }, (_, at) => ({ at }));
  const chunks = [...toResultChunks({ list: many })];

  expect([...toResultChunks({ list: many.slice(0, 100) })]).toHaveLength(1);
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.join('')).toBe(toResultJson({ list: many }));
});
