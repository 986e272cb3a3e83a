import { readFile } from 'node:fs/promises';

import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import * as v from 'valibot';

import { openCycloneDxSchema } from '../audit/published-schemas.ts';

const ID = v.string();
const SpdxSchema = v.looseObject({
  packages: v.array(v.looseObject({ SPDXID: ID, name: v.string() })),
  relationships: v.array(
    v.object({ spdxElementId: ID, relationshipType: v.string(), relatedSpdxElement: ID }),
  ),
  hasExtractedLicensingInfos: v.optional(v.array(v.looseObject({ licenseId: ID }))),
});

/** An SPDX document that was checked. */
export type SpdxDocument = v.InferOutput<typeof SpdxSchema>;

/** Checks a document against SPDX 2.3, and that every element and licence it names is present, each once. */
export async function checkSpdx(text: string): Promise<SpdxDocument> {
  const file = new URL('../../../fixtures/spdx-2.3/document.schema.json', import.meta.url);
  const ajv = new Ajv({ allErrors: true, strict: true });
  formats.default(ajv);
  const schema: object = v.parse(v.looseObject({}), JSON.parse(await readFile(file, 'utf8')));
  const json: unknown = JSON.parse(text);
  if (!ajv.validate(schema, json))
    throw new Error(`it does not fit the schema: ${ajv.errorsText()}`);
  const document = v.parse(SpdxSchema, json);
  const ids = document.packages.map(({ SPDXID }) => SPDXID);
  const known = new Set(['SPDXRef-DOCUMENT', ...ids]);
  if (known.size !== ids.length + 1) throw new Error('two packages have one id');
  for (const { spdxElementId, relatedSpdxElement } of document.relationships) {
    for (const id of [spdxElementId, relatedSpdxElement]) {
      if (!known.has(id)) throw new Error(`${id} is not in the document`);
    }
  }
  const licences = new Set(
    (document.hasExtractedLicensingInfos ?? []).map(({ licenseId }) => licenseId),
  );
  for (const [, id = ''] of text.matchAll(/"license\w+": "[^"]*(LicenseRef-[\w.-]+)/g)) {
    if (!licences.has(id)) throw new Error(`${id} is not explained`);
  }
  return document;
}

const CycloneDxSchema = v.looseObject({
  components: v.array(v.looseObject({ 'bom-ref': ID, name: v.string() })),
  dependencies: v.array(v.object({ ref: ID, dependsOn: v.array(ID) })),
});

/** Checks a document against the published schemas of CycloneDX 1.6, and that every component it names is present. */
export async function checkCycloneDx(text: string): Promise<v.InferOutput<typeof CycloneDxSchema>> {
  const document = v.parse(CycloneDxSchema, JSON.parse(text));
  const faults = (await openCycloneDxSchema())(document);
  if (faults.length > 0) throw new Error(`it does not fit the schema: ${faults.join('; ')}`);
  const known = new Set(document.components.map((component) => component['bom-ref']));
  if (known.size !== document.components.length) throw new Error('two components have one id');
  for (const { ref, dependsOn } of document.dependencies) {
    for (const id of [ref, ...dependsOn]) if (!known.has(id)) throw new Error(`${id} is missing`);
  }
  return document;
}
