import type { MirrorBottle } from './mirror-schema.ts';

/** Names a bottle of a mirror so that no other has the name: bottles of several tags may have the same content. */
export function keyOfBottle({
  tap,
  formula,
  bottleTag,
  sha256,
}: Pick<MirrorBottle, 'tap' | 'formula' | 'bottleTag' | 'sha256'>): string {
  return `${tap}/${formula} ${bottleTag} ${sha256}`;
}
