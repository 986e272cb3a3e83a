import * as v from 'valibot';
import { DigestText, SizeNumber } from '../../json/field-schema.ts';

/** An index of 4 MiB can have a hundred times as many, and describing what is wrong with each takes seconds and a gigabyte. */
const MAX_ENTRIES = 10_000;

/** Texts by name; a value that is not a text is dropped later. */
export const AnnotationsField = v.nullish(v.record(v.string(), v.unknown()));

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export const DescriptorSchema = v.object({
  mediaType: v.string(),
  digest: DigestText,
  size: SizeNumber,
  annotations: AnnotationsField,
});

/** The platform of one entry: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md. */
export const PlatformField = v.nullish(
  v.object({
    architecture: v.string(),
    os: v.string(),
    'os.version': v.optional(v.string()),
    variant: v.optional(v.string()),
  }),
);

/** An element of an index. */
export const EntrySchema = v.object({ ...DescriptorSchema.entries, platform: PlatformField });

/** An index whose elements are read one by one, so that a broken one does not affect the others. */
export const IndexSchema = v.object({
  manifests: v.pipe(
    v.array(v.unknown()),
    v.maxLength(MAX_ENTRIES, 'more than the limit of 10,000 entries'),
  ),
  annotations: AnnotationsField,
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md, or Docker's schema 2. */
export const ManifestSchema = v.object({
  artifactType: v.fallback(v.nullish(v.string()), undefined),
  config: DescriptorSchema,
  // Go writes an empty list as null.
  layers: v.nullish(v.array(DescriptorSchema), []),
  annotations: AnnotationsField,
});
