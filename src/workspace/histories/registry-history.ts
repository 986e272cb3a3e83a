import { FormulaNotFoundError, RegistryResponseError } from '../../core/errors.ts';
import type { ShownBottle } from '../../history/answers/shown-bottle.ts';
import { parsePkgVersion } from '../../core/pkg-version.ts';
import { formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import { inParallel } from '../../bottle/in-parallel.ts';
import { ownPlace } from '../../bottle/resolve/bottle-origin.ts';
import {
  compareBuilds,
  isListChronological,
  orderCandidates,
  type Candidate,
  type UsableBuild,
} from '../../bottle/resolve/registry/plan-registry-search.ts';
import { isAbsence, orAbsent } from '../../registry/absence.ts';
import { repositoryOf } from '../../registry/address.ts';
import { type BottleIndex, readBottleIndex } from '../../registry/documents/bottle-index.ts';
import type { Brewpull } from '../brewpull.ts';
import type { FormulaHistory } from './known-bottles.ts';

/** How many indexes are read at once. */
const WINDOW = 8;
/** At most how many indexes are read, and how many bytes they may have together: no formula has a third of either. */
const MAX_INDEXES = 5000;
const MAX_BYTES = 256 * 1024 * 1024;

/** An index that was read, with its place in the registry's list. */
interface Seen extends UsableBuild {
  readonly index: BottleIndex;
}

/**
 * Reads every bottle of a formula that its registry has: lists the references, and reads all indexes, each with an event. What
 * a registry does not know stays unknown: commits, paths, and when a bottle was dropped. Throws `FormulaNotFoundError`,
 * `RegistryResponseError` if there is more than may be read, and what asking the registry throws.
 */
export async function readRegistryHistory(
  brewpull: Brewpull,
  { tap, name }: FormulaRef,
): Promise<FormulaHistory> {
  const registry = brewpull.registry();
  const { root } = ownPlace(tap, registry.override);
  const repository = repositoryOf(root, name);
  const where = `${root.registry.host}/${repository}`;
  const references = await listReferences(brewpull, { tap, name }, where);
  const candidates = orderCandidates(references);
  if (candidates.length > MAX_INDEXES) throw tooMany(where, candidates.length);
  const { onEvent, signal, before } = brewpull.options;
  let leftBytes = MAX_BYTES;
  const read = async ({ reference, position }: Candidate): Promise<readonly Seen[]> => {
    onEvent({ type: 'index', formula: name, reference });
    const served = await orAbsent(registry.readDocument(root.registry, repository, reference));
    if (served?.document.kind !== 'index') return [];
    leftBytes -= served.bytes.length;
    if (leftBytes < 0) throw tooLarge(where, reference);
    const index = readBottleIndex(served.document, reference);
    const { created, pkgVersion, rebuild, rejected } = index;
    for (const { where: entry, reason } of rejected) {
      const message = `${where}:${reference}: ${entry} is left out: it ${reason}`;
      onEvent({ type: 'warning', message });
    }
    return [{ index, position, created, rebuild, pkgVersion: parsePkgVersion(pkgVersion) }];
  };
  const all = (await inParallel(candidates, read, { concurrency: WINDOW, signal })).flat();
  const seen = all.filter(
    ({ created }) =>
      before === undefined || created === undefined || Date.parse(created) < Date.parse(before),
  );
  const isChronological = isListChronological(references);
  const builds = seen.toSorted((a, b) => compareBuilds(b, a, { isChronological }));
  const dates = builds.flatMap(({ created }) => created ?? []).toSorted();
  return {
    formula: name,
    tap,
    extent: 'registry',
    kind: 'registry',
    spans: builds.flatMap(({ index }, age) => listBottles(index, name, age)),
    doubts: [],
    origin: async () => ({
      kind: 'registry',
      description: where,
      head: undefined,
      commit: undefined,
      begins: dates[0],
    }),
    message: async () => undefined,
  };
}

async function listReferences(
  brewpull: Brewpull,
  { tap, name }: FormulaRef,
  where: string,
): Promise<readonly string[]> {
  const registry = brewpull.registry();
  const { root } = ownPlace(tap, registry.override);
  const step = { kind: 'list-versions', formula: name, host: root.registry.host } as const;
  brewpull.options.onEvent({ type: 'step', step });
  try {
    return await registry.listReferences(root.registry, repositoryOf(root, name));
  } catch (error) {
    if (!isAbsence(error)) throw error;
    throw new FormulaNotFoundError(formatFormulaRef({ tap, name }), where, {
      cause: error,
      hint: 'A registry knows a formula only by the names under which its bottles were built; leave --history registry out for others.',
    });
  }
}

function listBottles(index: BottleIndex, name: string, age: number): readonly ShownBottle[] {
  const { created: date, rebuild, pkgVersion } = index;
  const version = parsePkgVersion(pkgVersion);
  return index.bottles.map(({ bottleTag, sha256 }, position) => ({
    bottleTag,
    algorithm: 'sha256',
    checksum: sha256,
    cellar: undefined,
    introduced: {
      commit: { oid: undefined, date },
      path: undefined,
      name,
      ...version,
      otherVersions: [],
      rebuild,
      rootUrl: undefined,
    },
    dropped: 'unknown',
    unsure: undefined,
    age,
    position,
  }));
}

function tooMany(where: string, count: number): RegistryResponseError {
  return new RegistryResponseError(
    `${where} lists ${count.toLocaleString('en')} versions, but at most ${MAX_INDEXES.toLocaleString('en')} are read`,
    { hint: 'Use --history git; brewpull sync fetches the history.' },
  );
}

function tooLarge(where: string, reference: string): RegistryResponseError {
  return new RegistryResponseError(
    `the indexes of ${where} are too large: with ${reference} they exceed the limit for one formula`,
    { hint: 'Use --history git; brewpull sync fetches the history.' },
  );
}
