import { isSameSystem, parseBottleTag } from '../../core/bottle-tag.ts';
import { digestOf } from '../../core/digest.ts';
import { DisagreementError, RegistryResponseError } from '../../core/errors.ts';
import {
  findBottle,
  readBottleIndex,
  type BottleIndex,
  type IndexedBottle,
} from '../../registry/documents/bottle-index.ts';
import { platformAgrees } from '../../registry/platform.ts';
import { formatRefName } from '../../registry/reference.ts';
import { brokenEntry, findBrokenOf } from '../resolve/registry/broken-entry.ts';
import type { ServedDocument } from '../../registry/cached/registry-source.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { Attempt } from './candidate-places.ts';

/** What an index says about a bottle, after it was found to agree. */
export interface CheckedEntry {
  readonly entry: IndexedBottle;
  readonly index: BottleIndex;
  /** Names the index in messages: `HOST/REPOSITORY:REFERENCE`. */
  readonly where: string;
}

/** The hint for a file of answers that is contradicted. */
export const DO_NOT_TRUST =
  'Do not use that file. Fetch it again with brewpull atlas fetch, or ask a clone or the registry with --history auto.';

/** An index has a different bottle, or none of that kind: either what was found is wrong, or this is the wrong index. */
export class OtherBottleError extends DisagreementError {}

/**
 * Finds a bottle in the index that an attempt got and checks what the index says about it: sha256, name, platform.
 * Throws {@link DisagreementError} with both values, {@link OtherBottleError} if the index lacks the bottle, and
 * `RegistryResponseError` if its entry cannot be read.
 */
export function checkEntry(
  found: FoundBottle,
  { document }: ServedDocument,
  { place, repository, reference }: Attempt,
): CheckedEntry {
  const where = `${place.root.registry.host}/${repository}:${reference}`;
  if (document.kind !== 'index') {
    throw new RegistryResponseError(`${where} is a single manifest, not an index of bottles`);
  }
  const index = readBottleIndex(document, reference);
  const commit = found.introducedBy?.commit.oid?.slice(0, 12);
  const said = found.told?.by ?? `history (${commit ?? 'the index'})`;
  const { sha256, bottleTag } = found;
  const entry =
    findBottle(index, bottleTag, sha256) ??
    index.bottles.find(
      (bottle) => isSameSystem(bottle.bottleTag, bottleTag) && bottle.sha256 === sha256,
    );
  if (entry === undefined) {
    const other = findBottle(index, bottleTag);
    const broken = other === undefined ? findBrokenOf(index, bottleTag) : undefined;
    if (broken !== undefined) throw brokenEntry(where, broken, found.target);
    throw new OtherBottleError(
      found.fileName,
      [
        { source: said, value: digestOf(sha256) },
        {
          source: where,
          value:
            other === undefined
              ? `only ${index.bottles.map((each) => each.bottleTag).join(', ') || 'nothing'}`
              : digestOf(other.sha256),
        },
      ],
      {
        hint:
          found.told === undefined
            ? 'Do not install it. Try --history registry, another network, or a newer clone.'
            : DO_NOT_TRUST,
      },
    );
  }
  const expected = formatRefName(index, entry.bottleTag);
  if (entry.refName !== expected) {
    throw new DisagreementError(`the name of ${found.fileName}`, [
      { source: 'the index', value: expected },
      { source: where, value: entry.refName },
    ]);
  }
  const built = parseBottleTag(entry.bottleTag);
  if (built !== undefined && !platformAgrees(built, entry.platform)) {
    const { os = '', osVersion = '', architecture = '' } = entry.platform ?? {};
    throw new DisagreementError(`the platform of ${found.fileName}`, [
      { source: 'its bottle tag', value: entry.bottleTag },
      { source: where, value: [os, osVersion, architecture].filter(Boolean).join(' ') },
    ]);
  }
  return { entry, index, where };
}
