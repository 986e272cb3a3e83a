import * as v from 'valibot';
import { parseJsonFile } from '../../json/json-file-schema.ts';

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md, as far as a bundle is checked against it. */
const IndexSchema = v.object({
  manifests: v.array(
    v.object({
      digest: v.string(),
      platform: v.optional(v.record(v.string(), v.unknown())),
      annotations: v.optional(v.record(v.string(), v.string()), {}),
    }),
  ),
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md, likewise. */
const ManifestSchema = v.object({
  mediaType: v.optional(v.string()),
  config: v.optional(v.object({ digest: v.string() })),
  layers: v.array(v.object({ digest: v.string(), size: v.number() })),
});

/** A sidecar as `load_tab` of brew reads it (Library/Homebrew/utils/bottles.rb:119-143 at aad366ffaf). */
const SidecarSchema = v.record(
  v.string(),
  v.object({
    bottle: v.object({ tags: v.record(v.string(), v.object({ tab: v.looseObject({}) })) }),
  }),
);

/** Parses a raw index. Throws `InvalidFileError`. */
export function parseRawIndex(bytes: Uint8Array, name: string): v.InferOutput<typeof IndexSchema> {
  return parseJsonFile(IndexSchema, bytes, name);
}

/** Parses a raw manifest. Throws `InvalidFileError`. */
export function parseRawManifest(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof ManifestSchema> {
  return parseJsonFile(ManifestSchema, bytes, name);
}

/** Parses a sidecar. Throws `InvalidFileError`. */
export function parseSidecar(bytes: Uint8Array, name: string): v.InferOutput<typeof SidecarSchema> {
  return parseJsonFile(SidecarSchema, bytes, name);
}
