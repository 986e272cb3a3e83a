import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedDownloads } from '../../bottle/obtain/cached-downloads.ts';
import type { BrewpullError } from '../../core/errors.ts';
import { hexOfBytes } from '../../core/digest.ts';
import type { EventSink } from '../../core/events.ts';
import { parseTargetTag } from '../../core/target.ts';
import { systemClock } from '../../http/clock.ts';
import { BlobStore } from '../../store/blobs/blob-store.ts';
import { withMutex, type HeldMutex } from '../../store/mutex/mutex.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { guardStore } from '../../store/store-failure.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { findNamesToday } from '../../workspace/histories/names-today.ts';
import type { MirrorBottle, MirrorContents } from './file/mirror-schema.ts';
import { readMirrorContents } from './file/open-mirror.ts';
import { treeFormulaPath, treeLockPath, WORK_FOLDER } from './file/tree-layout.ts';
import { noTreeSums, readTreeSums, type SumsByPath } from './file/tree-sums.ts';
import { NewsDesk } from './fill/check-kept.ts';
import { fillMirror, type Filled, type FillTools } from './fill/fill-mirror.ts';
import { FormulaTexts } from './fill/formula-texts.ts';
import { findUnmet } from './fill/find-unmet.ts';
import type { ExtraFile } from './extras/extra-file.ts';
import { makeMirrorAnswers } from './extras/make-answers.ts';
import { makeExtras } from './extras/make-extras.ts';
import { finishMirror } from './fill/finish-mirror.ts';
import { readLockedSums } from './fill/locked-sums.ts';
import { keyOfBottle } from './file/bottle-key.ts';
import { isBottleWhole } from './fill/is-bottle-whole.ts';
import { Journal } from './fill/journal.ts';
import { isHeld, type MirrorOutcome } from './fill/outcome.ts';
import { planContents } from './fill/plan-contents.ts';
import { listUnsureNames } from './fill/unreplaced.ts';
import { pruneFiles, removeFiles, withoutUnused, type Pruned } from './fill/prune-mirror.ts';
import { requireMirrorPlace, requireOwnWork } from './fill/require-place.ts';
import { stageRegistry } from './fill/staged-registry.ts';
import { TreeWriter } from './fill/tree-writer.ts';
import type { TargetWish, Wish, WishedInVain } from './wishes/wish.ts';

/** What to mirror, and how. */
export interface MirrorRequest {
  /** An absolute path. */
  readonly directory: string;
  readonly targets: readonly TargetWish[];
  readonly wishes: AsyncIterable<Wish>;
  /** How many wishes for bottles there are, if known. */
  readonly total: number | undefined;
  readonly exactOnly: boolean;
  readonly index: MirrorContents['index'];
  readonly maxBytes: number | undefined;
  readonly smallConcurrency: number;
  /** Whether to remove what serves no target and what no lock in the mirror names. */
  readonly isPruned: boolean;
  /** The lock that the wishes come from, as it is on disk; the mirror keeps it and what it names. */
  readonly lock: Uint8Array | undefined;
  readonly onEvent: EventSink;
}

/** The result of making a mirror. */
export interface MadeMirror {
  readonly outcomes: readonly MirrorOutcome[];
  /** For bottles whose formula has a different name today: that name, by the key of the outcome. */
  readonly renamed: ReadonlyMap<string, string>;
  /** What has no bottle to mirror, and what is needed but was not asked for. */
  readonly inVain: readonly WishedInVain[];
  /** What ended the run before everything was tried; the mirror is unchanged, and the next run continues. */
  readonly ended: BrewpullError | undefined;
  /** The contents of the mirror now; undefined until it has been complete once. */
  readonly contents: MirrorContents | undefined;
  readonly pruned: Pruned | undefined;
  /** Whether an earlier run was continued. */
  readonly isContinued: boolean;
}

/**
 * Makes a mirror, or brings one up to date: a tree that file servers, registry clients and brew can read. However a run ends, its
 * work stays and the next one continues; the description of the mirror is written last. Only one run at a time works on a folder;
 * others wait. Throws `FileExistsError` for a folder with other things in it, `InvalidFileError` for a mirror that cannot be
 * read, `StoreError`, and `AbortedError`.
 */
export async function makeMirror(brewpull: Brewpull, request: MirrorRequest): Promise<MadeMirror> {
  const { directory } = request;
  const { signal, onEvent } = brewpull.options;
  await requireMirrorPlace(directory);
  await guardStore('write', directory, () => makeFolder(directory));
  // Beside the work folder, so that it is held until that is removed.
  return withMutex(join(directory, `${WORK_FOLDER}.lock`), { signal, onEvent }, async (mutex) => {
    await requireOwnWork(directory);
    const before = await readMirrorContents(directory);
    const oldSums = (await readTreeSums(directory)) ?? noTreeSums();
    const journal = await Journal.open(directory);
    try {
      const state = { before, oldSums, journal, mutex };
      const made = await fillAndFinish(brewpull, request, state);
      if (made.ended !== undefined) return made;
      await mutex.requireHeld();
      await guardStore('remove', directory, () =>
        rm(join(directory, WORK_FOLDER), { recursive: true, force: true }),
      );
      return made;
    } finally {
      await journal.close();
    }
  });
}

/** What a run finds at the start. */
interface Found {
  readonly before: MirrorContents | undefined;
  readonly oldSums: SumsByPath;
  readonly journal: Journal;
  readonly mutex: HeldMutex;
}

async function fillAndFinish(
  brewpull: Brewpull,
  request: MirrorRequest,
  { before, oldSums, journal, mutex }: Found,
): Promise<MadeMirror> {
  const { directory, targets, index, isPruned } = request;
  const { signal, concurrency } = brewpull.options;
  const { isContinued } = journal;
  const tree = new TreeWriter(directory);
  const there = [
    ...(before?.bottles ?? []),
    ...Array.from(journal.outcomes(), ({ bottle }) => bottle),
  ];
  const texts = new FormulaTexts(tree, there);
  const tools = await openTools(brewpull, { tree, texts, journal, onEvent: request.onEvent });
  const filled = await fillMirror({ ...request, before, oldSums, concurrency, signal }, tools);
  const { outcomes, renamed, ended } = filled;
  if (ended !== undefined) {
    const { inVain } = filled;
    return { outcomes, renamed, inVain, ended, contents: before, pruned: undefined, isContinued };
  }
  const inVain = [...filled.inVain, ...(await unmetOf(brewpull, request, filled))];
  // A file that nothing asks for now may have been lost since.
  const others = [...journal.outcomes()].filter(({ bottle }) =>
    isBottleWhole(bottle, tree, oldSums),
  );
  // A run that was suspended for long may have been taken for dead.
  await mutex.requireHeld();
  if (request.lock !== undefined) {
    await tree.write(treeLockPath(hexOfBytes(request.lock)), request.lock);
  }
  const answers = await answersFor(brewpull, { before, targets, outcomes });
  const outcome = { before, wishes: targets, outcomes, inVain };
  const planned = planContents({
    ...outcome,
    namesToday: await findNamesToday(brewpull, listUnsureNames(outcome)),
    others,
    index,
    answers: [...(before?.answers ?? []), ...answers.map(({ name }) => name)],
  });
  const contents = isPruned ? withoutUnused(planned, await readLockedSums(tree)) : planned;
  const written = [...outcomes.filter(isHeld), ...others].filter(
    ({ status }) => status === 'new' || status === 'republished',
  );
  const changed = new Set(written.map(({ bottle }) => keyOfBottle(bottle)));
  const readFormula = async (bottle: MirrorBottle): Promise<Uint8Array | undefined> =>
    bottle.hasFormula ? tree.read(treeFormulaPath(bottle)) : undefined;
  const extras = makeExtras(contents, { readFormula, signal });
  // An interrupted run may have overwritten files, so the sums cannot be trusted.
  const isTrusted = !isContinued;
  const { sums, replaced } = await finishMirror(contents, extras, {
    tree,
    journal,
    answers,
    // Without a description, nothing is known to be replaced.
    oldNames: before === undefined ? noTreeSums() : oldSums,
    oldSums: isTrusted ? oldSums : noTreeSums(),
    oldForm: isTrusted ? before?.index : undefined,
    changed,
    signal,
    onEvent: request.onEvent,
  });
  const removed = await removeFiles(tree, replaced);
  const pruned = isPruned ? await pruneFiles(tree, sums, removed) : undefined;
  return { outcomes, renamed, inVain, ended, contents, pruned, isContinued };
}

/** Makes the answers for all targets of the mirror, including those of other runs. */
function answersFor(
  brewpull: Brewpull,
  { before, targets, outcomes }: Answered,
): Promise<readonly ExtraFile[]> {
  const taps = new Set((before?.bottles ?? []).map(({ tap }) => tap));
  for (const outcome of outcomes) if (isHeld(outcome)) taps.add(outcome.bottle.tap);
  const tags = new Set([
    ...(before?.targets ?? []).map(({ bottleTag }) => bottleTag),
    ...targets.map(({ target }) => target.bottleTag),
  ]);
  return makeMirrorAnswers(
    brewpull,
    [...taps].toSorted(),
    [...tags].toSorted().map(parseTargetTag),
  );
}

interface Answered extends Pick<MirrorRequest, 'targets'>, Pick<Filled, 'outcomes'> {
  readonly before: MirrorContents | undefined;
}

/** Finds what is needed but missing; for formulae asked for by name, everything they need was already planned. */
async function unmetOf(
  brewpull: Brewpull,
  { targets, exactOnly }: MirrorRequest,
  { outcomes, names }: Filled,
): Promise<readonly WishedInVain[]> {
  const unmet: WishedInVain[] = [];
  for (const { target, isWhole } of targets) {
    if (!isWhole) continue;
    unmet.push(...(await findUnmet(brewpull, target, { outcomes, names, exactOnly })));
  }
  return unmet;
}

async function openTools(
  brewpull: Brewpull,
  {
    tree,
    texts,
    journal,
    onEvent,
  }: {
    readonly tree: TreeWriter;
    readonly texts: FormulaTexts;
    readonly journal: Journal;
    readonly onEvent: EventSink;
  },
): Promise<FillTools> {
  const { client, transport } = await brewpull.network();
  const { signal } = brewpull.options;
  const { override } = brewpull.registry();
  const registry = stageRegistry({ client, override, tree, journal });
  const store = new BlobStore(join(tree.directory, WORK_FOLDER));
  const clock = systemClock;
  const downloads = cachedDownloads({ client, transport, store, clock, onEvent, signal });
  return {
    brewpull,
    tree,
    texts,
    journal,
    downloads,
    client,
    cache: brewpull.store,
    bottles: { ...brewpull.tools, registry, downloads },
    news: new NewsDesk(client, registry),
  };
}
