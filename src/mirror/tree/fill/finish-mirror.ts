import { Sha256, type Hex } from '../../../core/digest.ts';
import { giveWay } from '../../../core/give-way.ts';
import type { EventSink } from '../../../core/events.ts';
import { formatMirrorContents, type MirrorContents } from '../file/mirror-schema.ts';
import { MIRROR_FILE, SUMS_FILE, treeManifestPath } from '../file/tree-layout.ts';
import { formatTreeSums } from '../file/tree-sums.ts';
import type { Journal } from './journal.ts';
import type { ExtraFile } from '../extras/extra-file.ts';
import type { SumsByPath } from '../file/tree-sums.ts';
import { addSum, writeLists, type ListTools, type Sums } from './write-lists.ts';

/** What finishing needs. */
export interface FinishTools extends ListTools {
  readonly journal: Journal;
  /** Every file of the earlier mirror. */
  readonly oldNames: Pick<SumsByPath, 'has' | 'keys'>;
  /** The files that cannot be derived from the contents alone. */
  readonly answers: readonly ExtraFile[];
  readonly onEvent: EventSink;
}

/** The files of a finished tree, and those it no longer needs. */
export interface Finished {
  readonly sums: SumsByPath;
  /** Files that something newer replaced, such as an index that was published again; the mirror no longer names them. */
  readonly replaced: readonly string[];
}

/**
 * Writes everything that is derived from the bottles of a mirror: lists, indexes under their references, the files for people and
 * servers, the sums, and finally `mirror.json`. Equal contents give equal bytes; what already exists is not written again. The
 * caller removes what was replaced.
 */
export async function finishMirror(
  contents: MirrorContents,
  extras: AsyncIterable<ExtraFile>,
  tools: FinishTools,
): Promise<Finished> {
  const { tree, journal, oldSums, oldNames, onEvent } = tools;
  onEvent({ type: 'step', step: { kind: 'finish-mirror', path: tree.directory } });
  const sums: Sums = new Map();
  journal.noteFinishing([]);
  for (const { name, content } of tools.answers) {
    sums.set(name, (await tree.write(name, content, oldSums.get(name))).sha256);
  }
  const told = hashOf(formatMirrorContents(contents));
  if (await isFinished(told, sums, tools)) {
    await removeStrays(oldSums, tools);
    return { sums: oldSums, replaced: [] };
  }
  await writeLists(contents, sums, tools);
  for await (const { name, content } of extras) {
    const { sha256 } = await tree.write(name, content, oldSums.get(name));
    sums.set(name, sha256);
  }
  for (const name of await tree.list('locks')) await addSum(name, { sums, tools });
  for (const name of contents.answers) {
    if (!sums.has(name)) await addSum(name, { sums, tools });
  }
  sums.set(MIRROR_FILE, told);
  await removeStrays(sums, tools);
  // Once the new sums are written, nothing else remembers the replaced files.
  const replaced = [...new Set([...oldNames.keys(), ...journal.replaced])].filter(
    (name) => !sums.has(name),
  );
  journal.noteFinishing(replaced);
  const isSame = hashOf(formatTreeSums(sums)) === hashOf(formatTreeSums(oldSums));
  if (!isSame || tree.sizeOf(SUMS_FILE) === undefined) {
    await tree.write(SUMS_FILE, inBytes(formatTreeSums(sums)));
  }
  const isTold = oldSums.get(MIRROR_FILE) === sums.get(MIRROR_FILE);
  if (!isTold || tree.sizeOf(MIRROR_FILE) === undefined) {
    await tree.write(MIRROR_FILE, inBytes(formatMirrorContents(contents)));
  }
  return { sums, replaced };
}

/** Reports whether the tree is already finished, after a run that found nothing new. */
async function isFinished(
  told: Hex,
  answers: Sums,
  { tree, oldSums, changed, signal }: FinishTools,
): Promise<boolean> {
  if (changed.size > 0 || oldSums.get(MIRROR_FILE) !== told) return false;
  for (const [name, sum] of answers) if (oldSums.get(name) !== sum) return false;
  for (const name of await tree.list('locks')) if (!oldSums.has(name)) return false;
  for (const name of oldSums.keys()) {
    await giveWay(signal);
    if (tree.sizeOf(name) === undefined) return false;
  }
  return true;
}

/** Removes documents that this run fetched for nothing: those of a bottle that the registry has with different content. */
async function removeStrays(
  sums: Pick<SumsByPath, 'has'>,
  { journal, tree, oldNames }: FinishTools,
): Promise<void> {
  for (const { repository, digest } of journal.documents()) {
    const name = treeManifestPath(repository, digest);
    if (!sums.has(name) && !oldNames.has(name)) await tree.remove(name);
  }
}

function hashOf(pieces: Iterable<string>): Hex {
  const hash = new Sha256();
  for (const piece of pieces) hash.update(piece);
  return hash.hex();
}

async function* inBytes(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
