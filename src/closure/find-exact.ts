import { UnauthorizedError } from '../core/errors.ts';
import { formatFormulaRef, parseFormulaRef, type FormulaRef } from '../history/tap/formula-ref.ts';
import { chooseBottle } from '../core/bottle-choice.ts';
import { orderForInstall } from './rules/plan-install-order.ts';
import { isAbsence } from '../registry/absence.ts';
import { readBottleIndex } from '../registry/documents/bottle-index.ts';
import { defaultRootUrl } from '../registry/address.ts';
import type { TabDependency } from '../registry/documents/bottle-tab-schema.ts';
import { confirmBottle } from '../bottle/confirm/confirm-bottle.ts';
import { locateBottle } from '../bottle/resolve/bottle-origin.ts';
import { resolveFromHistory } from '../bottle/resolve/resolve-from-history.ts';
import { resolveFromRegistry } from '../bottle/resolve/resolve-from-registry.ts';
import { placeOf, type FoundBottle, type Resolution } from '../bottle/resolve/resolution.ts';
import { foundInRegistry } from '../bottle/resolve/registry-answer.ts';
import type { ClosureException, ClosureItem, ClosurePlan } from './closure-plan.ts';
import { askFor, nameOf, type Ask } from './sources/closure-taps.ts';
import { keyOf } from '../core/formula-key.ts';
import type { ClosureTools } from './closure-request.ts';
import { dependenciesOf } from '../bottle/confirm/build-record.ts';
import { readDeclared } from './sources/read-needs.ts';
import { requireFound, explainMiss } from './require-found.ts';

/** A closure while it grows. */
interface Growth extends ClosureTools {
  readonly items: Map<string, ClosureItem & { readonly name: string }>;
  readonly exceptions: ClosureException[];
}

/** A bottle, and when its registry says it was built. */
interface Builder {
  readonly found: FoundBottle;
  readonly created: string | undefined;
}

/** What a bottle needs; where a build record says so, with the version that it had. */
interface Wanted extends Ask {
  readonly dependency?: TabDependency | undefined;
}

/**
 * Plans a closure of the versions that the requested bottles were built against, as their build records name them. Old
 * records name versions without revisions; those are taken as of the day of the build. Where two bottles were built against
 * different versions of one formula, the newer build's is taken and the other is reported.
 */
export async function planExact(tools: ClosureTools, asks: readonly Ask[]): Promise<ClosurePlan> {
  const growth: Growth = { ...tools, items: new Map(), exceptions: [] };
  const { brewpull, target, exactOnly } = tools;
  const names = asks.map(({ key }) => key);
  const resolutions = await brewpull.resolve({ names, targets: [target], exactOnly });
  for (const [index, name] of names.entries()) {
    await grow(growth, requireFound(resolutions[index], name), true);
  }
  const items = [...growth.items.values()];
  const { nodes, cycles } = orderForInstall(items);
  const { exceptions } = growth;
  return { target, mode: 'exact', commits: [], items: nodes, cycles, exceptions };
}

async function grow(growth: Growth, found: FoundBottle, isRequested: boolean): Promise<void> {
  const key = keyOf(found);
  const known = growth.items.get(key);
  if (known !== undefined) {
    if (isRequested) growth.items.set(key, { ...known, isRequested });
    return;
  }
  const confirmed =
    found.origin.kind === 'registry'
      ? await confirmBottle(found, growth.brewpull.registry(), growth.brewpull.options)
      : undefined;
  const by: Builder = { found: confirmed?.found ?? found, created: confirmed?.bottles.created };
  const listed = confirmed === undefined ? undefined : dependenciesOf(confirmed);
  const declared = await readDeclared(growth, found);
  const mentioned = declared?.mentioned ?? [];
  if (listed === undefined) {
    const instead = declared === undefined ? '' : ': what its formula says is taken as of that day';
    const message = `no record says what it was built against${instead}`;
    growth.exceptions.push({ formula: key, message });
  }
  const wanted =
    listed?.map((dependency) => ({ ...askFor(parseFormulaRef(dependency.name)), dependency })) ??
    declared?.asks ??
    [];
  const item = { name: key, found: by.found, isRequested, dependencies: [], mentioned };
  growth.items.set(key, item);
  const dependencies: string[] = [];
  for (const each of wanted) dependencies.push(await growBy(growth, by, each));
  const { isRequested: isAsked = isRequested } = growth.items.get(key) ?? {};
  growth.items.set(key, { ...item, isRequested: isAsked, dependencies });
}

/** Adds what a bottle was built against, and gives the key that it has in the plan. */
async function growBy(growth: Growth, by: Builder, wanted: Wanted): Promise<string> {
  const { candidates, dependency } = wanted;
  const asked = nameOf(wanted);
  const version = dependency?.pkgVersion ?? dependency?.version;
  const known = candidates.length === 1 ? growth.items.get(asked) : undefined;
  if (known !== undefined) {
    reportOther(growth, by, { key: asked, version, found: known.found, match: 'taken' });
    return asked;
  }
  let answer: Resolution | UnauthorizedError | undefined;
  for (const ref of candidates) {
    answer = await findOrRefusal(growth, by, { ref, dependency });
    if (answer instanceof UnauthorizedError || answer.status !== 'not-a-formula') break;
  }
  if (answer === undefined || answer instanceof UnauthorizedError || answer.status !== 'found') {
    const why = answer instanceof UnauthorizedError ? answer : answer && explainMiss(answer);
    growth.exceptions.push({ formula: asked, message: `left out: ${why?.message ?? asked}` });
    return asked;
  }
  // A record names formulae as they were called, and so do the items of this plan.
  const key = keyOf(answer);
  reportOther(growth, by, { key, version, found: answer, match: 'found' });
  await grow(growth, answer, false);
  return key;
}

/** A registry that refuses one repository, which it may not have, may give out the others. */
async function findOrRefusal(
  growth: Growth,
  by: Builder,
  { ref, dependency }: Pick<Wanted, 'dependency'> & { readonly ref: FormulaRef },
): Promise<Resolution | UnauthorizedError> {
  try {
    return (
      (dependency && (await findByReference(growth, ref, dependency))) ??
      (await findByDate(growth, by, ref))
    );
  } catch (error) {
    if (error instanceof UnauthorizedError) return error;
    throw error;
  }
}

/** Reports that a version other than the one built against is taken. */
function reportOther(
  { exceptions }: Growth,
  by: Builder,
  chosen: {
    readonly key: string;
    readonly version: string | undefined;
    readonly found: FoundBottle | undefined;
    readonly match: 'taken' | 'found';
  },
): void {
  const { key, version, found, match } = chosen;
  if (version === undefined || found === undefined) return;
  if (found.pkgVersion === version || found.version === version) return;
  const only =
    match === 'taken' ? `${found.pkgVersion} is taken` : `only ${found.pkgVersion} could be found`;
  const message = `${keyOf(by.found)} was built against ${version}, and ${only}`;
  exceptions.push({ formula: key, message });
}

/** New records name the very index. */
async function findByReference(
  { brewpull, target, exactOnly }: Growth,
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

/** What the formula offered when the bottle that needs it was built: by that very commit where it is of the same tap. */
async function findByDate(
  { brewpull, taps, target, exactOnly }: Growth,
  by: Builder,
  { tap, name }: FormulaRef,
): Promise<Resolution> {
  const { signal, onEvent, allowUnsure } = brewpull.options;
  const place = placeOf(by.found);
  const requested = formatFormulaRef({ tap, name });
  const { override } = brewpull.registry();
  const opened = place === undefined ? undefined : await taps.open(tap);
  if (opened !== undefined && place !== undefined) {
    const { history, head } = opened;
    const { oid, date } = place.commit;
    const isSameTap = tap === by.found.tap;
    const source = history.walk(
      isSameTap ? { before: undefined, at: oid } : { before: date, at: head },
    );
    const question = { exactOnly, signal, onEvent, override, allowUnsure };
    const asked = { requested, name, targets: [target] };
    const [resolution] = await resolveFromHistory(asked, source, question);
    if (resolution !== undefined) return resolution;
  }
  const { created } = by;
  const [resolution] = await resolveFromRegistry(
    {
      requested,
      tap,
      name,
      targets: [target],
      exactOnly,
      before: created === undefined ? undefined : dayAfter(created),
      signal,
      onIndex: (reference) => onEvent({ type: 'index', formula: requested, reference }),
    },
    brewpull.registry(),
  );
  if (resolution === undefined) throw new Error(`Internal error: ${requested} was not resolved`);
  return resolution;
}

/** Old indexes name only the day. */
function dayAfter(created: string): string {
  return new Date(Date.parse(created) + 86_400_000).toISOString();
}
