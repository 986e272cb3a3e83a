import * as v from 'valibot';
import type { Hex } from '../../core/digest.ts';
import { HexText } from '../../json/field-schema.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { servedJson } from './served-json.ts';

/** What a sidecar says about one bottle. */
export interface SidecarStatement {
  /** `user/tap/name`, or the bare name for homebrew-core. */
  readonly fullName: string;
  readonly sha256: Hex;
  /**
   * Whether it has the build record, the part brew reads (`load_tab`, Library/Homebrew/utils/bottles.rb:119-143 at aad366ffaf).
   */
  readonly hasTab: boolean;
}

const SidecarSchema = v.record(
  v.string(),
  v.object({
    bottle: v.object({
      tags: v.record(v.string(), v.object({ sha256: HexText, tab: v.optional(v.looseObject({})) })),
    }),
  }),
);

/**
 * Parses what a sidecar says about the bottle of a bottle tag; undefined if it is about others. Throws `RegistryResponseError`.
 */
export function parseSidecarStatement(
  bytes: Uint8Array,
  bottleTag: string,
  what: string,
): SidecarStatement | undefined {
  const sidecar = parseJson(SidecarSchema, bytes, servedJson(what));
  for (const [fullName, { bottle }] of Object.entries(sidecar)) {
    const found = bottle.tags[bottleTag];
    if (found !== undefined) {
      return { fullName, sha256: found.sha256, hasTab: found.tab !== undefined };
    }
  }
  return undefined;
}
