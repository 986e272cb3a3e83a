import { componentId } from '../component-id.ts';
import { bottleIdIn } from '../../core/bottle-id.ts';
import { keyOf } from '../../core/formula-key.ts';
import { createDetailsReader } from '../../history/ruby/details-reader.ts';
import { brewPurl } from '../purl.ts';
import type { AuditedBottle, AuditSubject, AuditTarget } from '../subject/subject.ts';
import type { Bom, BomComponent, BomWarning } from './bom.ts';
import { gatherFacts } from './gather-component.ts';

/** A bill of materials, and what it could not say. */
export interface GatheredBom {
  readonly bom: Bom;
  readonly warnings: readonly BomWarning[];
}

/**
 * Gathers what is known of every bottle, one after the other: each is streamed once, and only what was found is held. A bottle that
 * several machines share is one component. Throws `AbortedError`, and what reading the subject throws.
 */
export async function gatherBom(
  { kind, targets }: Pick<AuditSubject, 'kind' | 'targets'>,
  signal?: AbortSignal,
): Promise<GatheredBom> {
  const readDetails = await createDetailsReader();
  const components = new Map<string, BomComponent>();
  const warnings: BomWarning[] = [];
  for (const target of targets) {
    for (const bottle of target.bottles) {
      signal?.throwIfAborted();
      const id = componentId(bottle);
      const known = components.get(id);
      const dependsOn = idsOfNeeds(bottle, target);
      if (known !== undefined) {
        components.set(id, sharedBy(known, { target, bottle, dependsOn }));
        continue;
      }
      const found = await gatherFacts(bottle, target.bottleTag, readDetails);
      warnings.push(...found.warnings);
      const { formulaNow, fileName, isRequested, commit } = bottle;
      const { facts, details, inside } = found;
      components.set(id, {
        ...bottleIdIn(bottle),
        id,
        purl: brewPurl(bottle),
        formulaNow,
        fileName,
        targets: [target.bottleTag],
        isRequested,
        commit,
        dependsOn,
        facts,
        details,
        inside,
      });
    }
  }
  const sorted = [...components.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { bom: { kind, components: sorted }, warnings };
}

function idsOfNeeds(bottle: AuditedBottle, target: AuditTarget): readonly string[] | undefined {
  if (bottle.dependencies === undefined) return undefined;
  const wanted = new Set(bottle.dependencies);
  return target.bottles
    .filter((each) => each !== bottle && (wanted.has(keyOf(each)) || wanted.has(keyNowOf(each))))
    .map(componentId)
    .toSorted();
}

function keyNowOf({ tap, formulaNow }: AuditedBottle): string {
  return keyOf({ tap, formula: formulaNow });
}

interface SharingTarget {
  readonly target: AuditTarget;
  readonly bottle: AuditedBottle;
  readonly dependsOn: readonly string[] | undefined;
}

function sharedBy(known: BomComponent, { target, bottle, dependsOn }: SharingTarget): BomComponent {
  const all = [...(known.dependsOn ?? []), ...(dependsOn ?? [])];
  const isUnsaid = known.dependsOn === undefined && dependsOn === undefined;
  return {
    ...known,
    targets: [...new Set([...known.targets, target.bottleTag])].toSorted(),
    isRequested: known.isRequested || bottle.isRequested,
    dependsOn: isUnsaid ? undefined : [...new Set(all)].toSorted(),
  };
}
