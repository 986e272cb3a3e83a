import { digestOf, hexOf, hexOfBytes, type Digest, type Hex } from '../../../core/digest.ts';
import { giveWay } from '../../../core/give-way.ts';
import { hashFile } from '../../../store/read/hash-file.ts';
import { guardStore } from '../../../store/store-failure.ts';
import { reduceIndex } from '../../reduced-index.ts';
import type { MirrorBottle, MirrorContents } from '../file/mirror-schema.ts';
import {
  treeBlobPath,
  treeFormulaPath,
  treeManifestPath,
  treeSidecarPath,
  treeTagsPath,
} from '../file/tree-layout.ts';
import { keyOfBottle } from '../file/bottle-key.ts';
import type { SumsByPath } from '../file/tree-sums.ts';
import type { TreeWriter } from './tree-writer.ts';

/** Sums by path. */
export type Sums = Map<string, Hex>;

/** What writing the rest of a tree needs. */
export interface ListTools {
  readonly tree: TreeWriter;
  /** The sums of the earlier run; a file with the same name that has not been written since has the same sum. */
  readonly oldSums: SumsByPath;
  /** What references named after the earlier run. */
  readonly oldForm: MirrorContents['index'] | undefined;
  /** The keys of bottles that this run wrote files for. */
  readonly changed: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/**
 * Adds the sums of everything that belongs to single bottles, and writes what else a repository needs: the index under each
 * reference, and the list of references. Files are read only if their sum is unknown.
 */
export async function writeLists(
  { bottles, index: form }: MirrorContents,
  sums: Sums,
  tools: ListTools,
): Promise<void> {
  const { tree, signal } = tools;
  const repositories = new Map<string, MirrorBottle[]>();
  // Other bottles may share these files.
  const written = new Set(
    bottles.flatMap((bottle) =>
      tools.changed.has(keyOfBottle(bottle)) ? [treeSidecarPath(bottle), ...formulaOf(bottle)] : [],
    ),
  );
  for (const bottle of bottles) {
    await giveWay(signal);
    const { repository, sha256, configDigest, manifestDigest, hasManifest, indexDigest } = bottle;
    sums.set(treeBlobPath(repository, digestOf(sha256)), sha256);
    sums.set(treeManifestPath(repository, indexDigest), hexOf(indexDigest));
    if (configDigest !== null)
      sums.set(treeBlobPath(repository, configDigest), hexOf(configDigest));
    if (hasManifest) sums.set(treeManifestPath(repository, manifestDigest), hexOf(manifestDigest));
    for (const name of [treeSidecarPath(bottle), ...formulaOf(bottle)]) {
      await addSum(name, { sums, tools, isWritten: written.has(name) });
    }
    const others = repositories.get(repository);
    if (others === undefined) repositories.set(repository, [bottle]);
    else others.push(bottle);
  }
  for (const [repository, held] of repositories) {
    await giveWay(signal);
    const references = groupByReference(held);
    for (const [reference, those] of references) {
      const name = treeManifestPath(repository, reference);
      const isKnown = !those.some((bottle) => tools.changed.has(keyOfBottle(bottle)));
      if (isKnown && form === tools.oldForm && (await addKnown(name, sums, tools))) continue;
      await writeNamed(name, await indexFor(those, held, { form, tree }), { sums, tools });
    }
    const list = JSON.stringify({ name: repository, tags: [...references.keys()].toSorted() });
    await writeNamed(treeTagsPath(repository), Buffer.from(list), { sums, tools });
  }
}

function formulaOf(bottle: MirrorBottle): readonly string[] {
  return bottle.hasFormula ? [treeFormulaPath(bottle)] : [];
}

/** Writes a file unless the tree has it with these bytes, and adds its sum. */
async function writeNamed(
  name: string,
  content: Uint8Array,
  { sums, tools }: { readonly sums: Sums; readonly tools: Pick<ListTools, 'tree' | 'oldSums'> },
): Promise<void> {
  const { tree, oldSums } = tools;
  const sha256 = hexOfBytes(content);
  const isThere = oldSums.get(name) === sha256 && tree.sizeOf(name) === content.length;
  if (!isThere) await tree.write(name, content);
  sums.set(name, sha256);
}

/** Returns the bytes that a reference names: the latest published index, or what it is reduced to. */
async function indexFor(
  those: readonly MirrorBottle[],
  held: readonly MirrorBottle[],
  { form, tree }: { readonly form: MirrorContents['index']; readonly tree: TreeWriter },
): Promise<Uint8Array> {
  let latest: Uint8Array | undefined;
  for (const digest of new Set(those.map(({ indexDigest }) => indexDigest))) {
    const name = treeManifestPath(those[0]?.repository ?? '', digest);
    const bytes = await tree.read(name);
    // Registries add bottles to an index, so the larger one is the later one.
    if (latest === undefined || bytes.length > latest.length) latest = bytes;
  }
  if (latest === undefined) throw new Error('Internal error: a reference without a bottle');
  if (form === 'published') return latest;
  const there = new Set<Digest>(
    held.flatMap(({ hasManifest, manifestDigest }) => (hasManifest ? [manifestDigest] : [])),
  );
  const what = `the index of ${those[0]?.repository}:${those[0]?.reference}`;
  return reduceIndex(latest, (digest) => there.has(digest), what) ?? latest;
}

function groupByReference(
  bottles: readonly MirrorBottle[],
): ReadonlyMap<string, readonly MirrorBottle[]> {
  const groups = new Map<string, MirrorBottle[]>();
  for (const bottle of bottles) {
    const group = groups.get(bottle.reference);
    if (group === undefined) groups.set(bottle.reference, [bottle]);
    else group.push(bottle);
  }
  return groups;
}

/** Adds the sum of a file, if it exists: from the earlier run, unless this one wrote the file. */
export async function addSum(
  name: string,
  {
    sums,
    tools,
    isWritten = false,
  }: { readonly sums: Sums; readonly tools: ListTools; readonly isWritten?: boolean },
): Promise<void> {
  const written = tools.tree.sumOf(name);
  if (written !== undefined) {
    sums.set(name, written);
    return;
  }
  if (!isWritten && (await addKnown(name, sums, tools))) return;
  if (tools.tree.sizeOf(name) === undefined) return;
  const path = tools.tree.pathOf(name);
  const { digest } = await guardStore('read', path, () => hashFile(path));
  sums.set(name, hexOf(digest));
}

/** Adds the sum from the earlier run, if there is one and the file still exists. */
async function addKnown(name: string, sums: Sums, { tree, oldSums }: ListTools): Promise<boolean> {
  const known = oldSums.get(name);
  if (known === undefined || tree.sizeOf(name) === undefined) return false;
  sums.set(name, known);
  return true;
}
