import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import { unusedFields } from '../support/schemas/describe-fields.ts';
import { shippedSchemas } from '../support/schemas/shipped-schemas.ts';

const FOLDER = resolve(import.meta.dirname, '../../schemas');
const SCHEMAS = shippedSchemas();
/** The files before a test wrote any. */
const THERE = readdirSync(FOLDER);

test.each([...SCHEMAS])(
  'schemas/%s.schema.json is generated from the schema that brewpull uses',
  async (name, schema) => {
    const renew = 'Renew them with: npx vitest run test/output/schemas.test.ts -u';
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    await expect(text, renew).toMatchFileSnapshot(join(FOLDER, `${name}.schema.json`));
  },
);

test('each of them already exists, and no other does', () => {
  const files = [...SCHEMAS.keys()].map((name) => `${name}.schema.json`);
  // A missing snapshot is written and passes.
  const again =
    'They are written now: add them, remove those of no answer, and run this test again.';
  expect(THERE.toSorted(), again).toEqual(files.toSorted());
});

test('each is a valid schema of draft 2020-12, and no two have the same id', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  for (const schema of SCHEMAS.values()) ajv.compile(JSON.parse(JSON.stringify(schema)));
  expect(new Set([...SCHEMAS.values()].map(({ $id }) => $id)).size).toBe(SCHEMAS.size);
});

test('each field that docs/json.md lists is in the schema of its answer', () => {
  expect(unusedFields(SCHEMAS)).toEqual([]);
});
