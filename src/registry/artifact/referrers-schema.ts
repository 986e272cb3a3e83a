import * as v from 'valibot';
import { hexOf, type Digest } from '../../core/digest.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { keepGood } from '../documents/elements-schema.ts';
import { OCI_INDEX } from '../documents/media-type.ts';
import { DescriptorSchema } from '../documents/oci-schema.ts';
import { formatIndex, parseRawIndex, type RawIndex } from '../documents/raw-index-schema.ts';
import { servedJson } from '../documents/served-json.ts';

/** An entry that a registry lists for a subject. */
export interface Referrer {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Undefined if the list does not say; the manifest may. */
  readonly artifactType: string | undefined;
}

const MAX_REFERRERS = 1000;

const ReferrerSchema = v.object({
  ...DescriptorSchema.entries,
  artifactType: v.fallback(v.nullish(v.string()), undefined),
});

const ListSchema = v.object({
  manifests: v.pipe(v.array(v.unknown()), v.maxLength(MAX_REFERRERS, 'more than 1,000 entries')),
});

/** Parses a list of referrers and leaves out unreadable entries. Throws `RegistryResponseError` if it is not such a list. */
export function parseReferrers(bytes: Uint8Array, what: string): readonly Referrer[] {
  const { manifests } = parseJson(ListSchema, bytes, servedJson(what));
  return keepGood(ReferrerSchema, manifests, 'manifests').good.map(
    ({ mediaType, digest, size, artifactType }) => ({
      mediaType,
      digest,
      sizeBytes: size,
      artifactType: artifactType ?? undefined,
    }),
  );
}

/**
 * Returns the OCI tag that holds the list if the registry keeps none itself:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema.
 */
export function referrersTag(subject: Digest): string {
  return `sha256-${hexOf(subject)}`;
}

/**
 * Adds a referrer to a list, or to a new one if `list` is undefined. Returns undefined if the list already has it. Throws
 * `RegistryResponseError`.
 */
export function addReferrer(
  list: Uint8Array | undefined,
  referrer: Referrer,
  what: string,
): Uint8Array | undefined {
  const { mediaType, digest, sizeBytes, artifactType } = referrer;
  const empty: RawIndex = {
    fields: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] },
    entries: [],
  };
  const index = list === undefined ? empty : parseRawIndex(list, what);
  if (index.entries.some((entry) => entry.digest === digest)) return undefined;
  const fields = { mediaType, digest, size: sizeBytes, artifactType };
  return formatIndex(index, [...index.entries, { digest, refName: undefined, fields }]);
}
