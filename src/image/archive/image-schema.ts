import * as v from 'valibot';
import { isDigest } from '../../core/digest.ts';
import { parseJsonFile } from '../../json/json-file-schema.ts';

/** Empty in old configs, which Docker takes for an image's. */
const MEDIA_TYPE = /^[\w.+/-]{0,255}$/;

const DescriptorFields = {
  mediaType: v.pipe(v.string(), v.regex(MEDIA_TYPE)),
  digest: v.pipe(v.string(), v.guard(isDigest)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
};

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md, as brewpull writes it: one image. */
const LayoutIndexSchema = v.object({
  schemaVersion: v.literal(2),
  manifests: v.strictTuple([
    v.object({
      ...DescriptorFields,
      annotations: v.optional(v.record(v.string(), v.string()), {}),
    }),
  ]),
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md, or Docker's schema 2. */
const ManifestSchema = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.string()),
  config: v.object(DescriptorFields),
  layers: v.nullish(v.array(v.object(DescriptorFields)), []),
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md, as far as layers are proven by it. */
const ConfigSchema = v.object({
  rootfs: v.object({
    type: v.literal('layers'),
    diff_ids: v.nullish(v.array(v.pipe(v.string(), v.guard(isDigest))), []),
  }),
});

/** What `docker save` writes: https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md. */
const DockerManifestSchema = v.strictTuple([
  v.object({
    Config: v.string(),
    RepoTags: v.nullable(v.array(v.string())),
    Layers: v.array(v.string()),
  }),
]);

/** What a layout says of its one image. */
export type LayoutEntry = v.InferOutput<typeof LayoutIndexSchema>['manifests'][0];
/** One image as its manifest describes it. */
export type ArchivedManifest = v.InferOutput<typeof ManifestSchema>;

/** Parses the `index.json` of a layout. Throws `InvalidFileError`. */
export function parseLayoutIndex(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof LayoutIndexSchema> {
  return parseJsonFile(LayoutIndexSchema, bytes, name);
}

/** Parses an image manifest. Throws `InvalidFileError`. */
export function parseArchivedManifest(bytes: Uint8Array, name: string): ArchivedManifest {
  return parseJsonFile(ManifestSchema, bytes, name);
}

/** Parses an image config. Throws `InvalidFileError`. */
export function parseArchivedConfig(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof ConfigSchema> {
  return parseJsonFile(ConfigSchema, bytes, name);
}

/** Parses the `manifest.json` that `docker load` reads. Throws `InvalidFileError`. */
export function parseDockerManifest(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof DockerManifestSchema> {
  return parseJsonFile(DockerManifestSchema, bytes, name);
}
