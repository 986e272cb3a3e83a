import { NotFoundError } from '../../core/errors.ts';
import { formatFormulaRef, parseFormulaRef } from '../../formula/tap/formula-ref.ts';
import { chooseBottle } from '../../plan/bottle-choice.ts';
import { orderForInstall } from '../../plan/closure/install-order.ts';
import { listMentioned } from '../../plan/closure/runtime-dependencies.ts';
import { readBottleIndex } from '../../registry/documents/bottle-index.ts';
import { parseBottleTab, type TabDependency } from '../../registry/documents/schema-bottle-tab.ts';
import { defaultRootUrl } from '../../registry/address.ts';
import type { Brewpull } from '../brewpull/open.ts';
import { confirmBottle, type ConfirmedBottle } from '../pull/confirm-bottle.ts';
import { locateBottle } from '../resolve/bottle-origin.ts';
import { createGitHistory } from '../resolve/git-history.ts';
import { resolveFromHistory } from '../resolve/resolve-from-history.ts';
import { resolveFromRegistry } from '../resolve/resolve-from-registry.ts';
import type { FoundBottle, Resolution } from '../resolve/resolution.ts';
import { foundInRegistry } from '../resolve/registry-answer.ts';
import type { ClosureException, ClosureItem, ClosurePlan } from './closure-plan.ts';
import type { ClosureHistory, ClosureRequest } from './plan-closure.ts';
import { requireFound, whyNot } from './require-found.ts';

/** A closure while it grows. */
interface Growth {
  readonly brewpull: Brewpull;
  readonly request: Omit<ClosureRequest, 'mode'>;
  readonly tap: string;
  readonly opened: ClosureHistory | undefined;
  readonly items: Map<string, ClosureItem & { readonly name: string }>;
  readonly exceptions: ClosureException[];
}

/**
 * Plans a closure of the versions that the requested bottles were built against, as their build records name them. Old
 * records name versions without revisions; those are taken as of the day of the build. Where two bottles were built against
 * different versions of one formula, the newer build's is taken and the other said.
 */
export async function planExact(
  brewpull: Brewpull,
  request: Omit<ClosureRequest, 'mode'>,
  tap: string,
  opened: ClosureHistory | undefined,
): Promise<ClosurePlan> {
  const growth: Growth = { brewpull, request, tap, opened, items: new Map(), exceptions: [] };
  const { target, exactOnly } = request;
  for (const asked of request.names) {
    const names = [formatFormulaRef({ tap, name: asked })];
    const [resolution] = await brewpull.resolve({ names, targets: [target], exactOnly });
    await grow(growth, requireFound(resolution, asked), true);
  }
  const items = [...growth.items.values()];
  const { nodes, cycles } = orderForInstall(items);
  const { exceptions } = growth;
  return { target, mode: 'exact', commit: undefined, items: nodes, cycles, exceptions };
}

async function grow(growth: Growth, found: FoundBottle, isRequested: boolean): Promise<void> {
  const known = growth.items.get(found.formula);
  if (known !== undefined) {
    if (isRequested) growth.items.set(found.formula, { ...known, isRequested });
    return;
  }
  const confirmed = await confirmBottle(found, growth.brewpull.registry());
  const listed = dependenciesOf(confirmed);
  if (listed === undefined) {
    const message = 'the registry has no record of what it was built against';
    growth.exceptions.push({ formula: found.formula, message });
  }
  const dependencies = listed ?? [];
  const names = dependencies.map(({ name }) => parseFormulaRef(name).name);
  growth.items.set(found.formula, {
    name: found.formula,
    found: confirmed.found,
    isRequested,
    dependencies: names,
    mentioned: await mentionedBy(growth, found),
  });
  for (const dependency of dependencies) await growBy(growth, confirmed, dependency);
}

async function growBy(
  growth: Growth,
  by: ConfirmedBottle,
  dependency: TabDependency,
): Promise<void> {
  const { name } = parseFormulaRef(dependency.name);
  const wanted = dependency.pkgVersion ?? dependency.version;
  const known = growth.items.get(name);
  if (known !== undefined) {
    const { pkgVersion, version } = known.found;
    if (pkgVersion !== wanted && version !== wanted) {
      const message = `${by.found.formula} was built against ${wanted}, and ${pkgVersion} is taken`;
      growth.exceptions.push({ formula: name, message });
    }
    return;
  }
  const resolution =
    (await findByReference(growth, name, dependency)) ?? (await findByDate(growth, by, name));
  if (resolution.status !== 'found') {
    const message = `left out: ${whyNot(resolution).message}`;
    growth.exceptions.push({ formula: name, message });
    return;
  }
  const { pkgVersion, version } = resolution;
  if (pkgVersion !== wanted && version !== wanted) {
    const message = `${by.found.formula} was built against ${wanted}, and only ${pkgVersion} could be found`;
    growth.exceptions.push({ formula: name, message });
  }
  await grow(growth, resolution, false);
}

/** New records name the very index. */
async function findByReference(
  { brewpull, request, tap }: Growth,
  name: string,
  { pkgVersion, rebuild = 0 }: TabDependency,
): Promise<Resolution | undefined> {
  if (pkgVersion === undefined) return undefined;
  const { target, exactOnly } = request;
  const registry = brewpull.registry();
  const place = locateBottle({
    tap,
    rootUrl: defaultRootUrl(tap),
    bottle: { formula: name, pkgVersion, tag: target.bottleTag, rebuild },
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
    const { tag, sha256 } = choice.offer;
    return foundInRegistry({
      requested: name,
      target,
      tap,
      name,
      release: { pkgVersion, rebuild },
      tag,
      sha256,
      how: choice.how,
      droppedBy: undefined,
      override: registry.override,
    });
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** What the formula offered when the bottle that needs it was built. */
async function findByDate(growth: Growth, by: ConfirmedBottle, name: string): Promise<Resolution> {
  const { brewpull, request, tap, opened } = growth;
  const { target, exactOnly } = request;
  const { signal, onEvent } = brewpull.options;
  const { record } = by.found;
  const { override } = brewpull.registry();
  if (opened !== undefined && record !== undefined) {
    const { history } = opened;
    const source = createGitHistory({
      repository: history.repository,
      tap,
      reader: () => history.reader(),
      before: undefined,
      at: record.commit.oid,
    });
    const question = { exactOnly, signal, onEvent, override };
    const [resolution] = await resolveFromHistory(name, name, [target], source, question);
    if (resolution !== undefined) return resolution;
  }
  const created = by.bottles.created;
  const [resolution] = await resolveFromRegistry(
    {
      requested: name,
      tap,
      name,
      targets: [target],
      exactOnly,
      before: created === undefined ? undefined : dayAfter(created),
      signal,
      onIndex: (reference) => onEvent({ type: 'index', formula: name, reference }),
    },
    brewpull.registry(),
  );
  if (resolution === undefined) throw new Error(`Internal error: ${name} was not resolved`);
  return resolution;
}

/** Old indexes name only the day. */
function dayAfter(created: string): string {
  return new Date(Date.parse(created) + 86_400_000).toISOString();
}

function dependenciesOf({ entry, found }: ConfirmedBottle): readonly TabDependency[] | undefined {
  if (entry.tabJson === undefined) return undefined;
  return parseBottleTab(entry.tabJson, `the build record of ${found.fileName}`).runtimeDependencies;
}

async function mentionedBy(
  { opened }: Growth,
  { nameThen, record }: FoundBottle,
): Promise<readonly string[]> {
  if (opened === undefined || record === undefined) return [];
  const { oid, date } = record.commit;
  const formula = await opened.snapshot.find(nameThen, oid, date);
  return formula === undefined ? [] : listMentioned(formula.state);
}
