import * as v from 'valibot';
import { isDigest, type Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { parseAs, readJson } from './schema-boundary.ts';
import type { Platform } from '../platform.ts';

/** What an image's config says: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md. */
export interface ImageConfig {
  /** Undefined for configs of `all` bottles, which name no machine. */
  readonly platform: Platform | undefined;
  /** Digests of the layers' uncompressed tars, from the bottom up. */
  readonly diffIds: readonly Digest[];
  /** As written, RFC 3339; undefined when it does not say. */
  readonly created: string | undefined;
}

const ImageConfigSchema = v.object({
  architecture: v.optional(v.string()),
  os: v.optional(v.string()),
  'os.version': v.optional(v.string()),
  variant: v.optional(v.string()),
  created: v.nullish(v.string()),
  rootfs: v.object({
    type: v.literal('layers'),
    diff_ids: v.array(v.pipe(v.string(), v.guard(isDigest, 'not a sha256 digest'))),
  }),
});

/** Parses an image config. Throws `RegistryResponseError`; `what` names the document in messages. */
export function parseImageConfig(bytes: Uint8Array, what: string): ImageConfig {
  const json = readJson(bytes, what);
  if (typeof json === 'object' && json !== null && !('rootfs' in json)) {
    throw new RegistryResponseError(
      `${what} names no rootfs: it is no container image`,
      undefined,
      {
        hint: 'It is another kind of artifact; tools such as oras fetch those.',
      },
    );
  }
  const config = parseAs(ImageConfigSchema, json, what);
  const { architecture, os, variant, created, rootfs } = config;
  // Spec: both required. Homebrew writes neither for an `all` bottle since 5.1.12.
  const platform =
    architecture === undefined || os === undefined
      ? undefined
      : { architecture, os, osVersion: config['os.version'], variant };
  return { platform, diffIds: rootfs.diff_ids, created: created ?? undefined };
}
