import type { MirrorBottle } from './mirror-schema.ts';

/** Returns a unique name for a bottle of a mirror; bottles of different bottle tags may have the same content. */
export function keyOfBottle({
  tap,
  formula,
  bottleTag,
  sha256,
}: Pick<MirrorBottle, 'tap' | 'formula' | 'bottleTag' | 'sha256'>): string {
  return `${tap}/${formula} ${bottleTag} ${sha256}`;
}
