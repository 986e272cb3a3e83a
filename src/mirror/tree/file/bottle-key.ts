import type { MirrorBottle } from './mirror-schema.ts';

/** Names a bottle of a mirror so that no other has the name. */
export function keyOfBottle({
  tap,
  formula,
  sha256,
}: Pick<MirrorBottle, 'tap' | 'formula' | 'sha256'>): string {
  return `${tap}/${formula} ${sha256}`;
}
