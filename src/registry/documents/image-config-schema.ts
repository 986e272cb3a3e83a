import * as v from 'valibot';
import type { Digest } from '../../core/digest.ts';
import { DigestText } from '../../json/field-schema.ts';
import { checkJson } from '../../json/parse-schema.ts';
import { jsonError, readJson } from '../../json/read-json.ts';
import { servedJson } from './served-json.ts';
import type { Platform } from '../platform.ts';

/** The contents of an image's config: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md. */
export interface ImageConfig {
  /** Undefined if the config names no machine, such as that of an `all` bottle. */
  readonly platform: Platform | undefined;
  /** Digests of the layers' uncompressed tars, from the bottom up; undefined if there is no list of them. */
  readonly diffIds: readonly Digest[] | undefined;
  /** As written, RFC 3339; undefined if missing. */
  readonly created: string | undefined;
}

const ImageConfigSchema = v.object({
  architecture: v.nullish(v.string(), ''),
  os: v.nullish(v.string(), ''),
  'os.version': v.nullish(v.string()),
  variant: v.nullish(v.string()),
  created: v.nullish(v.string()),
  rootfs: v.object({
    type: v.literal('layers'),
    // Go writes an empty list as null, or leaves it out.
    diff_ids: v.nullish(v.array(DigestText)),
  }),
});

/** Parses an image config. Throws `RegistryResponseError`; `what` names the document in messages. */
export function parseImageConfig(bytes: Uint8Array, what: string): ImageConfig {
  const document = servedJson(what);
  const json = readJson(bytes, document);
  if (typeof json === 'object' && json !== null && !('rootfs' in json)) {
    throw jsonError(document, 'has no rootfs, unlike container images');
  }
  const config = checkJson(ImageConfigSchema, json, document);
  const { architecture, os, created, rootfs } = config;
  const osVersion = config['os.version'] ?? undefined;
  const variant = config.variant ?? undefined;
  // Spec: both required. Homebrew writes neither for an `all` bottle since 5.1.12; other artifacts have empty ones.
  const platform =
    architecture === '' || os === '' ? undefined : { architecture, os, osVersion, variant };
  return { platform, diffIds: rootfs.diff_ids ?? undefined, created: created ?? undefined };
}
