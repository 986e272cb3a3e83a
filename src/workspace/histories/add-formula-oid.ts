import type { Histories } from './open-history.ts';
import { placeOf, type Resolution } from '../../bottle/resolve/resolution.ts';

/** Adds the git oid of the formula's text, which a receipt records and an atlas does not keep. Costs one read from the clone. */
export async function addFormulaOid(
  resolution: Resolution,
  histories: Histories,
): Promise<Resolution> {
  if (resolution.status !== 'found') return resolution;
  const { introducedBy, tap, sources } = resolution;
  const place = placeOf(resolution);
  // A bottle from a lock needs no history.
  const isKnown = introducedBy?.oid !== undefined || sources.includes('lock');
  if (isKnown || introducedBy === undefined || place === undefined) return resolution;
  const history = await histories.of(tap);
  const found = await history?.repository.read(`${place.commit.oid}:${place.path}`);
  if (found === undefined || found.status === 'missing') return resolution;
  return { ...resolution, introducedBy: { ...introducedBy, oid: found.oid } };
}
