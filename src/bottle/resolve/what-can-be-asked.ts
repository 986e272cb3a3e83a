import { formatFormulaRef } from '../../history/tap/formula-ref.ts';
import type { NoBottle } from './resolution.ts';

/** The part of a miss that these messages need. */
export type Missed = Pick<NoBottle, 'formula' | 'tap' | 'target' | 'nearest' | 'wanted'>;

/** Names what was asked for: `vim`, or `vim 9.0.1450`. */
export function nameMissed({ formula, wanted }: Pick<NoBottle, 'formula' | 'wanted'>): string {
  return wanted === undefined ? formula : `${formula} ${wanted.text}`;
}

/** Describes in one line what there is instead of a bottle: versions near the one asked for, and other systems. */
export function describeNearest({ formula, tap, nearest, wanted }: Missed): string | undefined {
  const tags = nearest
    .map(({ bottleTag, pkgVersion }) => `${bottleTag} (${pkgVersion})`)
    .join(', ');
  if (wanted === undefined) return tags === '' ? undefined : `It has bottles for ${tags}.`;
  const { text, versions } = wanted;
  const name = formatFormulaRef({ tap, name: formula });
  const asks = versions.map(({ pkgVersion }) => `${name}=${pkgVersion}`).join(', ');
  const parts = [
    ...(asks === '' ? [] : [`For this target there are ${asks}.`]),
    ...(tags === '' ? [] : [`${asks === '' ? 'It' : text} has bottles for ${tags}.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Names the command that lists every version that can be asked for. */
export function whereAllIsListed({ formula, tap, target }: Missed): string {
  const name = formatFormulaRef({ tap, name: formula });
  return `brewpull history ${name} --target ${target.bottleTag} lists what can be asked for.`;
}
