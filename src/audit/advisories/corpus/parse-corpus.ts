import { UnsupportedSchemaError } from '../../../core/errors.ts';
import { runAtOnce, type Steps } from '../../../core/give-way.ts';
import { checkJson, parseJson } from '../../../json/parse-schema.ts';
import { readJson, type JsonDocument } from '../../../json/read-json.ts';
import type { Advisory, AdvisoryCorpus } from '../advisory.ts';
import { indexCorpus, type CorpusIndex } from './index-corpus.ts';
import { AdvisorySchema, idIn, MetaSchema, RecordList, SCHEMA_MAJOR } from './record-schema.ts';

/** A file of advisories to read: what to call it in messages, and what to do if it is another file. */
export interface CorpusDocument {
  readonly what: string;
  readonly hint?: string | undefined;
}

/** The most bytes that one formula may have: a hundred times the most that is known. */
const FORMULA_BYTES = 16 * 1024 * 1024;

const META_BYTES = 64 * 1024;

/**
 * Reads Homebrew's advisories as formulae.brew.sh publishes them. Throws InvalidFileError if the file is of another kind, cut
 * short or damaged, and UnsupportedSchemaError if its records do not use version 1 of the OSV schema. The records of a formula
 * are read when they are asked for; only then is a broken one found, and the call throws an InvalidFileError that names it.
 */
export function parseCorpus(bytes: Uint8Array, document: CorpusDocument): AdvisoryCorpus {
  return runAtOnce(corpusSteps(bytes, document));
}

/** Does the same in steps that let other work run in between. */
export function* corpusSteps(bytes: Uint8Array, document: CorpusDocument): Steps<AdvisoryCorpus> {
  const index = yield* indexCorpus(bytes, document);
  const schemaVersion = schemaVersionOf(index, document);
  let count = 0;
  for (const { size } of index.formulae.values()) count += size;
  // Many versions of one formula are judged, one after another.
  let last: { readonly formula: string; readonly records: readonly Advisory[] } | undefined;
  return {
    schemaVersion,
    count,
    recordsFor: (formula) => {
      if (last?.formula !== formula) {
        const { text } = index.formulae.get(formula) ?? {};
        last = { formula, records: recordsIn(text, { ...document, formula }) };
      }
      return last.records;
    },
  };
}

function schemaVersionOf({ meta }: CorpusIndex, document: CorpusDocument): string | undefined {
  if (meta === undefined) return undefined;
  const limits = { ...document, what: `meta in ${document.what}`, limitBytes: META_BYTES };
  const { schema_version: version } = parseJson(MetaSchema, meta, limits);
  if (version == null) return undefined;
  if (version.split('.')[0] === SCHEMA_MAJOR) return version;
  throw new UnsupportedSchemaError(
    `${document.what} uses version ${version} of the OSV schema; only version ${SCHEMA_MAJOR} is supported`,
  );
}

function recordsIn(
  text: Uint8Array | undefined,
  { what, hint, formula }: CorpusDocument & { readonly formula: string },
): readonly Advisory[] {
  if (text === undefined) return [];
  const document: JsonDocument = { what: `what ${what} has about ${formula}`, hint };
  const json = readJson(text, { ...document, limitBytes: FORMULA_BYTES });
  const records = checkJson(RecordList, json, document);
  return records.map((record, index) =>
    checkJson(AdvisorySchema, record, {
      what: `${idIn(record) ?? `record ${index + 1}`} of ${formula} in ${what}`,
      hint,
    }),
  );
}
