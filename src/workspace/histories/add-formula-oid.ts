import type { Histories } from './open-history.ts';
import type { Resolution } from '../../bottle/resolve/resolution.ts';

/** Adds the git oid of the formula's text, which an atlas does not keep and a receipt records. Costs one look into the clone. */
export async function addFormulaOid(
  resolution: Resolution,
  histories: Histories,
): Promise<Resolution> {
  if (resolution.status !== 'found') return resolution;
  const { introducedBy, tap, sources } = resolution;
  // What comes from a lock needs no history.
  const isKnown =
    introducedBy === undefined || introducedBy.oid !== undefined || sources.includes('lock');
  if (isKnown) return resolution;
  const history = await histories.of(tap);
  const found = await history?.repository.read(`${introducedBy.commit.oid}:${introducedBy.path}`);
  if (found === undefined || found.status === 'missing') return resolution;
  return { ...resolution, introducedBy: { ...introducedBy, oid: found.oid } };
}
