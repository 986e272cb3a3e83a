import * as v from 'valibot';
import { parseJson } from '../../json/parse-schema.ts';
import { DescriptorSchema } from '../../registry/documents/oci-schema.ts';

/** May be empty: old manifests leave it empty for the config, and Docker accepts that. */
const MEDIA_TYPE = /^[\w.+/-]{0,255}$/;

const ShownDescriptor = v.object({
  ...DescriptorSchema.entries,
  mediaType: v.pipe(v.string(), v.regex(MEDIA_TYPE, 'not a media type')),
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md, as brewpull writes it: one image. */
const LayoutIndexSchema = v.object({
  schemaVersion: v.literal(2),
  manifests: v.strictTuple([
    v.object({
      ...ShownDescriptor.entries,
      annotations: v.optional(v.record(v.string(), v.string()), {}),
    }),
  ]),
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md, or Docker's schema 2. */
const ManifestSchema = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.string()),
  config: ShownDescriptor,
  layers: v.nullish(v.array(ShownDescriptor), []),
});

/** What `docker save` writes: https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md. */
const DockerManifestSchema = v.strictTuple([
  v.object({
    Config: v.string(),
    RepoTags: v.nullable(v.array(v.string())),
    Layers: v.array(v.string()),
  }),
]);

/** What a layout says about its one image. */
export type LayoutEntry = v.InferOutput<typeof LayoutIndexSchema>['manifests'][0];
/** One image as its manifest describes it. */
export type ArchivedManifest = v.InferOutput<typeof ManifestSchema>;

/** Parses the `index.json` of a layout. Throws `InvalidFileError`. */
export function parseLayoutIndex(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof LayoutIndexSchema> {
  return parseJson(LayoutIndexSchema, bytes, { what: name });
}

/** Parses an image manifest. Throws `InvalidFileError`. */
export function parseArchivedManifest(bytes: Uint8Array, name: string): ArchivedManifest {
  return parseJson(ManifestSchema, bytes, { what: name });
}

/** Parses the `manifest.json` that `docker load` reads. Throws `InvalidFileError`. */
export function parseDockerManifest(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof DockerManifestSchema> {
  return parseJson(DockerManifestSchema, bytes, { what: name });
}
