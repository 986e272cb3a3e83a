import type { BottleId } from '../core/bottle-id.ts';
import { hexOfBytes } from '../core/digest.ts';

/**
 * Names a bottle in bills of materials and VEX: letters, digits, dots and dashes, the same for the same bottle in every document.
 * It is made from what the bottle is, so that names that differ only in punctuation stay different.
 */
export function componentId(bottle: BottleId): string {
  const { tap, formula, pkgVersion, rebuild, bottleTag, sha256 } = bottle;
  const whole = JSON.stringify([tap, formula, pkgVersion, rebuild, bottleTag, sha256]);
  const name = `${formula}-${pkgVersion}`.replaceAll(/[^a-zA-Z0-9.-]/g, '-');
  return `${name}-${hexOfBytes(whole).slice(0, 16)}`;
}
