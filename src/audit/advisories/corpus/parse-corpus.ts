import { UnsupportedSchemaError } from '../../../core/errors.ts';
import { runAtOnce, type Steps } from '../../../core/give-way.ts';
import { checkJson, parseJson } from '../../../json/parse-schema.ts';
import { readJson, type JsonDocument } from '../../../json/read-json.ts';
import type { Advisory, AdvisoryCorpus } from '../advisory.ts';
import { indexCorpus, type CorpusIndex } from './index-corpus.ts';
import { AdvisorySchema, idIn, MetaSchema, RecordList, SCHEMA_MAJOR } from './record-schema.ts';

/** A file of advisories as it is read: what to call it in messages, and what to do where it is another. */
export interface CorpusDocument {
  readonly what: string;
  readonly hint?: string | undefined;
}

/** What there is about one formula may have so many bytes: a hundred times the most that is known. */
const FORMULA_BYTES = 16 * 1024 * 1024;

const META_BYTES = 64 * 1024;

/**
 * Reads Homebrew's advisories as formulae.brew.sh publishes them. Throws InvalidFileError where the file is of another kind, cut or
 * damaged, and UnsupportedSchemaError where its records are of a version of the OSV schema that is not 1. The records of a formula are
 * read when they are asked for; only then a broken one is found, and what was asked throws InvalidFileError, which names it.
 */
export function parseCorpus(bytes: Uint8Array, document: CorpusDocument): AdvisoryCorpus {
  return runAtOnce(corpusSteps(bytes, document));
}

/** Does the same in steps that give way to others. */
export function* corpusSteps(bytes: Uint8Array, document: CorpusDocument): Steps<AdvisoryCorpus> {
  const index = yield* indexCorpus(bytes, document);
  const schemaVersion = schemaVersionOf(index, document);
  let count = 0;
  for (const { size } of index.formulae.values()) count += size;
  // Of one formula many versions are judged, one after another.
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
    `${document.what} is of version ${version} of the OSV schema; version ${SCHEMA_MAJOR} is read`,
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
