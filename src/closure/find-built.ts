import { chooseBottle } from '../core/bottle-choice.ts';
import { formatFormulaRef, type FormulaRef } from '../history/tap/formula-ref.ts';
import { locateBottle } from '../bottle/resolve/bottle-origin.ts';
import { foundInRegistry } from '../bottle/resolve/registry/registry-answer.ts';
import { placeOf, type FoundBottle, type Resolution } from '../bottle/resolve/resolution.ts';
import { resolveFromHistory } from '../bottle/resolve/resolve-from-history.ts';
import { resolveFromRegistry } from '../bottle/resolve/registry/resolve-from-registry.ts';
import { isAbsence } from '../registry/absence.ts';
import { defaultRootUrl } from '../registry/address.ts';
import { readBottleIndex } from '../registry/documents/bottle-index.ts';
import type { TabDependency } from '../registry/documents/bottle-tab-schema.ts';
import type { ClosureTools } from './closure-request.ts';
import { findLast } from './sources/last-bottles.ts';

/** A bottle, and when its registry says that it was built. */
export interface Builder {
  readonly found: FoundBottle;
  readonly created: string | undefined;
}

/** One formula that a bottle was built against. */
export interface BuiltWith {
  readonly ref: FormulaRef;
  /** What the build record says about it; undefined if there is no record. */
  readonly dependency: TabDependency | undefined;
}

/**
 * Finds the bottle of a formula that another bottle was built against. New records name the very index. Old ones name a version
 * without its revision: then it is the last bottle if that has this version, else the newest of that version on the day of the
 * build. If the registry has none of these, or no record says anything, it is the last bottle according to a file of answers;
 * without one, the newest of that day. With history at hand, the commit of the build decides everything but the first case.
 */
export async function findBuilt(
  tools: ClosureTools,
  by: Builder,
  built: BuiltWith,
): Promise<Resolution> {
  const { ref, dependency } = built;
  const exact =
    (dependency && (await findByReference(tools, ref, dependency))) ??
    (await findInHistory(tools, by, ref));
  if (exact !== undefined) return exact;
  // If a version was asked for, everything is in the past.
  const last = tools.pins.size > 0 ? undefined : await findLast(tools, ref);
  if (dependency === undefined || dependency.pkgVersion !== undefined) {
    return last ?? searchByDate(tools, by, ref);
  }
  const { version } = dependency;
  if (last?.status === 'found' && last.version === version) return last;
  const named = await searchByDate(tools, by, { ...ref, version });
  if (named.status === 'found') return named;
  if (last === undefined && named.status === 'no-bottle') return searchByDate(tools, by, ref);
  return last ?? named;
}

/** Finds the bottle in the index that a new record names; undefined for an old record, or if it is not there. */
async function findByReference(
  { brewpull, target, exactOnly }: ClosureTools,
  { tap, name }: FormulaRef,
  { pkgVersion, rebuild = 0 }: TabDependency,
): Promise<Resolution | undefined> {
  if (pkgVersion === undefined) return undefined;
  const registry = brewpull.registry();
  const place = locateBottle({
    tap,
    rootUrl: defaultRootUrl(tap),
    bottle: { formula: name, pkgVersion, bottleTag: target.bottleTag, rebuild },
    override: registry.override,
  });
  if (place.kind !== 'registry') return undefined;
  const { reference } = place;
  try {
    const { document } = await registry.readDocument(
      place.root.registry,
      place.repository,
      reference,
    );
    if (document.kind !== 'index') return undefined;
    const choice = chooseBottle(readBottleIndex(document, reference).bottles, target, {
      exactOnly,
    });
    if (choice === undefined) return undefined;
    const { bottleTag, sha256 } = choice.offer;
    return foundInRegistry({
      requested: formatFormulaRef({ tap, name }),
      target,
      tap,
      name,
      release: { pkgVersion, rebuild },
      bottleTag,
      sha256,
      match: choice.match,
      droppedBy: undefined,
      override: registry.override,
    });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Finds what the formula offered when the bottle that needs it was built: at that very commit if both are of the same tap. */
async function findInHistory(
  { brewpull, taps, target, exactOnly }: ClosureTools,
  by: Builder,
  { tap, name }: FormulaRef,
): Promise<Resolution | undefined> {
  const { signal, onEvent, allowUnsure } = brewpull.options;
  const place = placeOf(by.found);
  const opened = place === undefined ? undefined : await taps.open(tap);
  if (opened === undefined || place === undefined) return undefined;
  const { override } = brewpull.registry();
  const { history, head } = opened;
  const { oid, date } = place.commit;
  const isSameTap = tap === by.found.tap;
  const source = history.walk(
    isSameTap ? { before: undefined, at: oid } : { before: date, at: head },
  );
  const question = { exactOnly, signal, onEvent, override, allowUnsure };
  const asked = { requested: formatFormulaRef({ tap, name }), name, targets: [target] };
  const [resolution] = await resolveFromHistory(asked, source, question);
  return resolution;
}

/** Finds what the registry had on the day of the build, of all versions or of one. */
async function searchByDate(
  { brewpull, target, exactOnly }: ClosureTools,
  { created }: Builder,
  { tap, name, version }: FormulaRef & { readonly version?: string },
): Promise<Resolution> {
  const { signal, onEvent } = brewpull.options;
  const requested = formatFormulaRef({ tap, name });
  const registry = brewpull.registry();
  const [resolution] = await resolveFromRegistry(
    {
      requested,
      tap,
      name,
      targets: [target],
      exactOnly,
      version: version === undefined ? undefined : { text: version },
      before: created === undefined ? undefined : dayAfter(created),
      signal,
      onIndex: (reference) => onEvent({ type: 'index', formula: requested, reference }),
    },
    registry,
  );
  if (resolution === undefined) throw new Error(`Internal error: ${requested} was not resolved`);
  // Only a build record named that version, not the user.
  return resolution.status === 'found' ? { ...resolution, wanted: undefined } : resolution;
}

/** Returns the time one day later: old indexes only name the day. */
function dayAfter(created: string): string {
  return new Date(Date.parse(created) + 86_400_000).toISOString();
}
