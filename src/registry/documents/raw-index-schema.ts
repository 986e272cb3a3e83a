import * as v from 'valibot';
import type { Digest } from '../../core/digest.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { EntrySchema } from './oci-schema.ts';
import { servedJson } from './served-json.ts';

/** An index with all its fields, for writing it back. */
export interface RawIndex {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly entries: readonly RawIndexEntry[];
}

/** One element of a {@link RawIndex}. */
export interface RawIndexEntry {
  readonly digest: Digest;
  /** `org.opencontainers.image.ref.name`, e.g. `9.0.1900.big_sur`. */
  readonly refName: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

const { digest, annotations } = EntrySchema.entries;

const RawIndexSchema = v.looseObject({
  manifests: v.array(v.looseObject({ digest, annotations })),
});

/** Parses an index and keeps fields it does not know. Throws `RegistryResponseError`. */
export function parseRawIndex(bytes: Uint8Array, what: string): RawIndex {
  const fields = parseJson(RawIndexSchema, bytes, servedJson(what));
  return {
    fields,
    entries: fields.manifests.map((entry) => {
      const refName = entry.annotations?.['org.opencontainers.image.ref.name'];
      return {
        digest: entry.digest,
        refName: typeof refName === 'string' ? refName : undefined,
        fields: entry,
      };
    }),
  };
}

/** Formats an index with other entries, as brew does: indented by two spaces, without a final newline. */
export function formatIndex(index: RawIndex, entries: readonly RawIndexEntry[]): Uint8Array {
  const manifests = entries.map(({ fields }) => fields);
  return Buffer.from(JSON.stringify({ ...index.fields, manifests }, null, 2));
}
