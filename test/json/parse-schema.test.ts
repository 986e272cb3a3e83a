import * as v from 'valibot';
import { expect, test } from 'vitest';

import { InvalidFileError, UsageError } from '../../src/core/errors.ts';
import { HexText, ShownText } from '../../src/json/field-schema.ts';
import { parseJson, parseJsonIfAny } from '../../src/json/parse-schema.ts';
import { readJson } from '../../src/json/read-json.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test.each<[string, Uint8Array | string, string]>([
  ['no JSON', '{', 'x.json is not valid JSON'],
  ['Latin-1', Buffer.from('"caf\u00e9"', 'latin1'), 'x.json is not valid JSON'],
  ['too many bytes', `"${'a'.repeat(1000)}"`, 'x.json has 1002 bytes; at most 1000 are read'],
  ['nested too deep', nested(201), 'x.json is nested deeper than 200 levels'],
])('%s is refused with the error that was asked for', (_what, content, message) => {
  const document = { what: 'x.json', limitBytes: 1000, error: UsageError, hint: 'Write it again.' };

  expect(() => readJson(content, document)).toThrow(UsageError);
  expect(() => readJson(content, document)).toThrow(
    expect.objectContaining({ message, hint: 'Write it again.' }),
  );
});

test('200 levels are read, and brackets in a string do not count as levels', () => {
  expect(() => readJson(nested(200), { what: 'it' })).not.toThrow();
  expect(readJson(`"\\"${nested(300)}"`, { what: 'it' })).toBe(`"${nested(300)}`);
});

test.each<[string, unknown, string]>([
  ['of another type', { list: [{ sha256: 5 }] }, 'list.0.sha256: expected string'],
  ['refused in own words', { list: [{ sha256: 'hunter2' }] }, 'list.0.sha256: not a sha256'],
  ['refused without own words', { list: [], name: 'hunter2' }, 'name: expected /^[A-Z]$/'],
  ['that is missing', {}, 'list: it is missing'],
  ['that is no object', 5, 'document: expected Object'],
])('a field %s is named, and its value is not', (_what, json, fault) => {
  const schema = v.object({
    list: v.array(v.object({ sha256: HexText })),
    name: v.optional(v.pipe(ShownText, v.regex(/^[A-Z]$/))),
  });
  const parse = (): unknown => parseJson(schema, JSON.stringify(json), { what: 'it' });

  expect(parse).toThrow(new InvalidFileError(`it has a bad ${fault}`));
  expect(parseJsonIfAny(schema, JSON.stringify(json))).toBeUndefined();
});
