import { UnauthorizedError } from '../core/errors.ts';
import { formatFormulaRef, parseFormulaRef } from '../history/tap/formula-ref.ts';
import { orderForInstall } from './rules/plan-install-order.ts';
import type { TabDependency } from '../registry/documents/bottle-tab-schema.ts';
import { confirmBottle } from '../bottle/confirm/confirm-bottle.ts';
import type { FoundBottle, Resolution } from '../bottle/resolve/resolution.ts';
import { leaveOut, type ClosureException } from './closure-exception.ts';
import type { ClosureItem, ClosurePlan } from './closure-plan.ts';
import { askFor, nameOf, type Ask } from './sources/closure-taps.ts';
import { keysOf } from './sources/pinned-asks.ts';
import { keyOf } from '../core/formula-key.ts';
import { comparePkgVersions, parsePkgVersion } from '../core/pkg-version.ts';
import type { ClosureTools } from './closure-request.ts';
import { dependenciesOf } from '../bottle/confirm/build-record.ts';
import { findBuilt, type Builder, type BuiltWith } from './find-built.ts';
import { hasLastBottles } from './sources/last-bottles.ts';
import { readInside } from './sources/read-inside.ts';
import type { Needs } from './sources/needs.ts';
import { nothingSays, readDeclared } from './sources/read-needs.ts';
import { requireAll, explainMiss } from './require-found.ts';

/** A closure while it grows, in one pass. */
interface Growth extends ClosureTools {
  /** The keys of what was asked for: no bottle that something was built against replaces these. */
  readonly asked: ReadonlySet<string>;
  /** The bottles that are used for these formulae, whatever bottle needs them, by key. */
  readonly settled: ReadonlyMap<string, FoundBottle>;
  /** Newer bottles than those the pass has used, which something was built against, by key. */
  readonly newer: Map<string, FoundBottle>;
  readonly items: Map<string, ClosureItem & { readonly name: string }>;
  readonly exceptions: ClosureException[];
  /** What bottles need, by key and sha256; read once for all passes. */
  readonly read: Map<string, BottleNeeds>;
  /** What one bottle was built against of one formula; found once for all passes. */
  readonly found: Map<string, Resolution | UnauthorizedError>;
}

/** A bottle as the registry confirms it, and what it needs. */
interface BottleNeeds {
  readonly by: Builder;
  readonly wanted: readonly Wanted[];
  readonly mentioned: readonly string[];
  /** Set if no build record says what it needs. */
  readonly doubt: ClosureException | undefined;
}

/** What a bottle needs; if a build record says so, with the version that it had. */
interface Wanted extends Ask {
  readonly dependency?: TabDependency | undefined;
}

/** More passes than any true closure takes; records made up to name ever newer versions do not keep a plan from its end. */
const MOST_PASSES = 20;

/**
 * Plans a closure of the versions that the requested bottles were built against, according to their build records. Old records
 * name versions without revisions; those are looked for as of the day of the build. If bottles were built against different
 * versions of one formula, the newest of these is used, in whatever order they are met, and the others are reported: a library
 * older than the one that a bottle was built against may lack what it needs. What was asked for itself is never replaced.
 */
export async function planExact(tools: ClosureTools, asks: readonly Ask[]): Promise<ClosurePlan> {
  const { target } = tools;
  const open = asks.filter(({ pin }) => pin === undefined);
  const names = open.map(({ key }) => key);
  const found = new Map(
    (await requireAll(tools, names)).map((bottle, index) => [names[index], bottle]),
  );
  const requested = asks.flatMap(({ key, pin }) => pin ?? found.get(key) ?? []);
  const settled = new Map(requested.map((bottle) => [keyOf(bottle), bottle]));
  const asked = new Set(settled.keys());
  const memory = { read: new Map(), found: new Map() } satisfies Pick<Growth, 'read' | 'found'>;
  for (let pass = 1; ; pass += 1) {
    const newer = new Map<string, FoundBottle>();
    const grown = { items: new Map(), exceptions: [] };
    const growth: Growth = { ...tools, ...memory, ...grown, asked, settled, newer };
    for (const bottle of requested) await grow(growth, bottle, true);
    if (newer.size === 0 || pass === MOST_PASSES) {
      const { nodes, cycles } = orderForInstall([...growth.items.values()]);
      const { exceptions } = growth;
      return { target, mode: 'exact', commits: [], items: nodes, cycles, exceptions };
    }
    for (const [key, bottle] of newer) settled.set(key, bottle);
  }
}

async function grow(growth: Growth, found: FoundBottle, isRequested: boolean): Promise<void> {
  const key = keyOf(found);
  const known = growth.items.get(key);
  if (known !== undefined) {
    if (isRequested) growth.items.set(key, { ...known, isRequested });
    return;
  }
  const id = `${key} ${found.sha256}`;
  const needs = growth.read.get(id) ?? (await readBottleNeeds(growth, found));
  growth.read.set(id, needs);
  const { by, wanted, mentioned, doubt } = needs;
  if (doubt !== undefined) growth.exceptions.push(doubt);
  const item = { name: key, found: by.found, isRequested, dependencies: [], mentioned };
  growth.items.set(key, item);
  const dependencies: string[] = [];
  for (const each of wanted) dependencies.push(await growBy(growth, by, each));
  const { isRequested: isAsked = isRequested } = growth.items.get(key) ?? {};
  growth.items.set(key, { ...item, isRequested: isAsked, dependencies });
}

/** Confirms a bottle, and reads what it needs: from its build record or else from its formula. */
async function readBottleNeeds(tools: ClosureTools, found: FoundBottle): Promise<BottleNeeds> {
  const confirmed =
    found.origin.kind === 'registry'
      ? await confirmBottle(found, tools.brewpull.registry(), tools.brewpull.options)
      : undefined;
  const by: Builder = { found: confirmed?.found ?? found, created: confirmed?.bottles.created };
  const listed = confirmed === undefined ? undefined : dependenciesOf(confirmed);
  const { declared, inside } = await readFormula(tools, by.found, listed !== undefined);
  const mentioned = (declared ?? inside)?.mentioned ?? [];
  if (listed !== undefined) {
    const wanted = listed.map((dependency) => ({
      ...askFor(parseFormulaRef(dependency.name)),
      dependency,
    }));
    return { by, wanted, mentioned, doubt: undefined };
  }
  const message =
    declared === undefined
      ? await describeInside(tools, by.found, inside)
      : `${NO_RECORD}: what its formula says is taken as of that day`;
  const from = declared !== undefined ? 'formula' : inside === undefined ? null : 'bottle';
  const doubt = { formula: keyOf(found), code: 'no-record', facts: { from }, message } as const;
  return { by, wanted: (declared ?? inside)?.asks ?? [], mentioned, doubt };
}

const NO_RECORD = 'no record says what it was built against';

/** Reads a formula from history or, if that is not at hand and no record says what the bottle needs, from inside the bottle. */
async function readFormula(
  tools: ClosureTools,
  found: FoundBottle,
  hasRecord: boolean,
): Promise<{ readonly declared?: Needs | undefined; readonly inside?: Needs | undefined }> {
  const declared = await readDeclared(tools, found);
  if (declared !== undefined || hasRecord) return { declared };
  return { inside: await readInside(tools, found) };
}

async function describeInside(
  tools: ClosureTools,
  { tap }: FoundBottle,
  inside: Needs | undefined,
): Promise<string> {
  if (inside === undefined) return nothingSays(tools);
  const taken = (await hasLastBottles(tools, tap))
    ? `the last bottle of each for ${tools.target.bottleTag} is taken`
    : 'each is taken as of that day';
  return `${NO_RECORD}; the formula inside its bottle says what it needs, and ${taken}`;
}

/** Adds what a bottle was built against, and returns its key in the plan. */
async function growBy(growth: Growth, by: Builder, wanted: Wanted): Promise<string> {
  const { candidates, dependency } = wanted;
  const asked = nameOf(wanted);
  const version = dependency?.pkgVersion ?? dependency?.version;
  const pin = keysOf(wanted)
    .map((each) => growth.pins.get(each))
    .find((each) => each !== undefined);
  if (pin !== undefined) return growSettled(growth, by, { found: pin, version, match: 'asked' });
  const known = candidates.length === 1 ? inPlan(growth, asked) : undefined;
  if (known !== undefined && !replaces(growth, known, version)) {
    return growSettled(growth, by, { found: known, version, match: 'taken' });
  }
  let answer: Resolution | UnauthorizedError | undefined;
  for (const ref of candidates) {
    answer = await findOrRefusal(growth, by, { ref, dependency });
    if (answer instanceof UnauthorizedError || answer.status !== 'not-a-formula') break;
  }
  if (answer === undefined || answer instanceof UnauthorizedError || answer.status !== 'found') {
    if (known !== undefined)
      return growSettled(growth, by, { found: known, version, match: 'taken' });
    const why = answer instanceof UnauthorizedError ? answer : answer && explainMiss(answer);
    if (why !== undefined) growth.exceptions.push(leaveOut(asked, why));
    return asked;
  }
  // A record names formulae as they were called at the time; the plan may have it under another key.
  const key = keyOf(answer);
  const other = growth.pins.get(key);
  if (other !== undefined) {
    return growSettled(growth, by, { found: other, version, match: 'asked' });
  }
  const used = inPlan(growth, key);
  if (used !== undefined && used.pkgVersion !== answer.pkgVersion) {
    if (replaces(growth, growth.newer.get(key) ?? used, answer.pkgVersion)) {
      growth.newer.set(key, answer);
    }
    return growSettled(growth, by, { found: used, version, match: 'taken' });
  }
  reportOther(growth, by, { key, version, found: answer, match: 'found' });
  await grow(growth, used ?? answer, false);
  return key;
}

/** Returns the bottle that the plan uses for a formula, whatever needs it. */
function inPlan({ settled, items }: Growth, key: string): FoundBottle | undefined {
  return settled.get(key) ?? items.get(key)?.found;
}

/** Returns whether a version that a bottle was built against is newer than the one used, which may be replaced. */
function replaces({ asked }: Growth, used: FoundBottle, version: string | undefined): boolean {
  if (version === undefined || version === used.version || asked.has(keyOf(used))) return false;
  return comparePkgVersions(parsePkgVersion(version), parsePkgVersion(used.pkgVersion)) > 0;
}

/** Adds a bottle that is settled, whatever version the bottle that needs it was built against. */
async function growSettled(
  growth: Growth,
  by: Builder,
  chosen: Pick<Chosen, 'version' | 'match'> & { readonly found: FoundBottle },
): Promise<string> {
  const key = keyOf(chosen.found);
  reportOther(growth, by, { ...chosen, key });
  await grow(growth, chosen.found, false);
  return key;
}

/** Finds a bottle, or returns a refusal: a registry may refuse one repository, which it may not have, and serve the others. */
async function findOrRefusal(
  growth: Growth,
  by: Builder,
  built: BuiltWith,
): Promise<Resolution | UnauthorizedError> {
  const id = `${keyOf(by.found)} ${by.found.sha256} ${formatFormulaRef(built.ref)}`;
  const known = growth.found.get(id);
  if (known !== undefined) return known;
  const found = await findBuilt(growth, by, built).catch((error: unknown) => {
    if (error instanceof UnauthorizedError) return error;
    throw error;
  });
  growth.found.set(id, found);
  return found;
}

const OTHER = {
  taken: (pkgVersion: string) => `${pkgVersion} is taken`,
  found: (pkgVersion: string) => `only ${pkgVersion} could be found`,
  asked: (pkgVersion: string) => `${pkgVersion} was asked for`,
} as const;

/** The bottle of a formula that is used, and the version that another one was built against. */
interface Chosen {
  readonly key: string;
  readonly version: string | undefined;
  readonly found: FoundBottle;
  readonly match: keyof typeof OTHER;
}

/** Reports that another version than the one built against is used. */
function reportOther(
  { exceptions }: Growth,
  by: Builder,
  { key, version, found, match }: Chosen,
): void {
  if (version === undefined) return;
  if (found.pkgVersion === version || found.version === version) return;
  const only = OTHER[match](found.pkgVersion);
  const message = `${keyOf(by.found)} was built against ${version}, and ${only}`;
  const facts = {
    neededBy: keyOf(by.found),
    builtAgainst: version,
    pkgVersion: found.pkgVersion,
  };
  exceptions.push({ formula: key, code: 'other-version', facts, message });
}
