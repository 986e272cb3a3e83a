import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** The schemas that the schema of a bill of materials refers to, as the package spells their names. */
const PARTS = ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'];

const require = createRequire(import.meta.url);

const BASE = 'http://cyclonedx.org/schema/';

/** Returns a function that checks a document against the published schema of CycloneDX 1.6, and lists what is wrong with it. */
export async function openCycloneDxSchema(): Promise<(document: object) => readonly string[]> {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  // The addresses that brewpull writes are ASCII, and none is for mail.
  const address = ajv.formats['uri-reference'];
  if (address === undefined) throw new Error('ajv-formats has no uri-reference');
  ajv.addFormat('iri-reference', address);
  ajv.addFormat('idn-email', true);
  for (const name of PARTS) ajv.addSchema(await readSchema(name), `${BASE}${name}`);
  const validate = ajv.compile(await readSchema('bom-1.6.SNAPSHOT.schema.json'));
  return (document) => {
    void validate(document);
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
    );
  };
}

async function readSchema(name: string): Promise<Record<string, unknown>> {
  const folder = dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json'));
  // The $id of each part is spelled differently from the references to it.
  const { $id: _id, ...schema } = JSON.parse(
    await readFile(join(folder, 'res/schema', name), 'utf8'),
  );
  return name.startsWith('bom') ? { ...schema, $id: `${BASE}bom-1.6.schema.json` } : schema;
}
