import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { SpanChooser } from '../../history/answers/bottle-spans.ts';
import type { ShownBottle } from '../../history/answers/shown-bottle.ts';
import type { PouringVersion } from '../report/vulns-report.ts';

/** Checks whether a bottle can be offered to a user: its version is certain, and a server may still have it. */
export function canBeOffered({ algorithm, unsure }: ShownBottle): boolean {
  return algorithm === 'sha256' && unsure === undefined;
}

/** Chooses the newest of some bottles that a target can use, as brew would; undefined if it can use none. */
export function choosePouring(
  spans: readonly ShownBottle[],
  chooser: SpanChooser,
): PouringVersion | undefined {
  const offer = chooser.choose({ spans, doubts: [] }).choice?.offer;
  if (offer === undefined) return undefined;
  const { introduced, bottleTag } = offer;
  const { rebuild } = introduced;
  return { pkgVersion: formatPkgVersion(introduced), rebuild, bottleTag };
}
