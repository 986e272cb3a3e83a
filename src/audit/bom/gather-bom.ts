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
 * Gathers what is known about every bottle, one after the other: each is streamed once, and only what was found is kept. A bottle
 * that several machines share is one component. Throws `AbortedError`, and what reading the subject throws.
 */
export async function gatherBom(
  { kind, targets }: Pick<AuditSubject, 'kind' | 'targets'>,
  signal?: AbortSignal,
): Promise<GatheredBom> {
  const readDetails = await createDetailsReader();
  const components = new Map<string, BomComponent>();
  const warnings: BomWarning[] = [];
  for (const target of targets) {
    const idsByKey = listIds(target);
    for (const bottle of target.bottles) {
      signal?.throwIfAborted();
      const id = componentId(bottle);
      const known = components.get(id);
      const needs = needsOf(bottle, idsByKey);
      if (known !== undefined) {
        components.set(id, sharedBy(known, { target, bottle, needs }));
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
        ...needs,
        facts,
        details,
        inside,
      });
    }
  }
  const sorted = [...components.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { bom: { kind, components: sorted }, warnings };
}

/** Lists the ids of a target's bottles by name, both the name at build time and today's. */
function listIds({ bottles }: AuditTarget): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>();
  for (const bottle of bottles) {
    const { tap, formulaNow } = bottle;
    for (const key of [keyOf(bottle), keyOf({ tap, formula: formulaNow })]) {
      const known = ids.get(key) ?? new Set();
      ids.set(key, known.add(componentId(bottle)));
    }
  }
  return ids;
}

type Needs = Pick<BomComponent, 'dependsOn' | 'needsNotListed'>;

function needsOf(bottle: AuditedBottle, idsByKey: ReadonlyMap<string, ReadonlySet<string>>): Needs {
  const { dependencies } = bottle;
  if (dependencies === undefined) return { dependsOn: undefined, needsNotListed: [] };
  const own = componentId(bottle);
  const found = new Set(dependencies.flatMap((key) => [...(idsByKey.get(key) ?? [])]));
  return {
    dependsOn: [...found].filter((id) => id !== own).toSorted(),
    needsNotListed: dependencies.filter((key) => !idsByKey.has(key)).toSorted(),
  };
}

interface SharingTarget {
  readonly target: AuditTarget;
  readonly bottle: AuditedBottle;
  readonly needs: Needs;
}

function sharedBy(known: BomComponent, { target, bottle, needs }: SharingTarget): BomComponent {
  const all = [...(known.dependsOn ?? []), ...(needs.dependsOn ?? [])];
  const isUnsaid = known.dependsOn === undefined && needs.dependsOn === undefined;
  return {
    ...known,
    targets: [...new Set([...known.targets, target.bottleTag])].toSorted(),
    isRequested: known.isRequested || bottle.isRequested,
    dependsOn: isUnsaid ? undefined : [...new Set(all)].toSorted(),
    needsNotListed: [...new Set([...known.needsNotListed, ...needs.needsNotListed])].toSorted(),
  };
}
