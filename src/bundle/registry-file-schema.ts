import * as v from 'valibot';
import { InvalidFileError } from '../core/errors.ts';

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

/** Parses a raw index. Throws {@link InvalidFileError}. */
export function parseRawIndex(bytes: Uint8Array, name: string): v.InferOutput<typeof IndexSchema> {
  return parse(IndexSchema, bytes, name);
}

/** Parses a raw manifest. Throws {@link InvalidFileError}. */
export function parseRawManifest(
  bytes: Uint8Array,
  name: string,
): v.InferOutput<typeof ManifestSchema> {
  return parse(ManifestSchema, bytes, name);
}

/** Parses a sidecar. Throws {@link InvalidFileError}. */
export function parseSidecar(bytes: Uint8Array, name: string): v.InferOutput<typeof SidecarSchema> {
  return parse(SidecarSchema, bytes, name);
}

function parse<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
  name: string,
): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InvalidFileError(`${name} is not JSON`, { cause: error });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new InvalidFileError(`${name} has a bad ${v.getDotPath(result.issues[0]) ?? 'document'}`);
}
