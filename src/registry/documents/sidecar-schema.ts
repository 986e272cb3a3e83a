import * as v from 'valibot';
import { isHex, type Hex } from '../../core/digest.ts';
import { parseAs, readJson } from './schema-boundary.ts';

/** What a sidecar says of one bottle. */
export interface SidecarStatement {
  /** `user/tap/name`, or the bare name for homebrew-core. */
  readonly fullName: string;
  readonly sha256: Hex;
}

const SidecarSchema = v.record(
  v.string(),
  v.object({
    bottle: v.object({
      tags: v.record(
        v.string(),
        v.object({ sha256: v.pipe(v.string(), v.guard(isHex, 'not a sha256')) }),
      ),
    }),
  }),
);

/** Reads what a sidecar says of the bottle of a tag; undefined when it speaks of others. Throws `RegistryResponseError`. */
export function parseSidecarStatement(
  bytes: Uint8Array,
  bottleTag: string,
  what: string,
): SidecarStatement | undefined {
  const sidecar = parseAs(SidecarSchema, readJson(bytes, what), what);
  for (const [fullName, { bottle }] of Object.entries(sidecar)) {
    const sha256 = bottle.tags[bottleTag]?.sha256;
    if (sha256 !== undefined) return { fullName, sha256 };
  }
  return undefined;
}
