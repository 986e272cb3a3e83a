import { join } from 'node:path';

import { macosTarget, type Target } from '../../src/core/target.ts';
import { buildsEnded } from '../../src/core/build-ends.ts';
import {
  compareReleases,
  findReleaseByCodename,
  firstArmRelease,
  MACOS_RELEASES,
} from '../../src/core/macos.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { Answers } from '../../src/history/answers-file/answers.ts';
import { collectAnswers } from '../../src/history/answers-file/collect/collect-answers.ts';
import { openAtlas } from '../../src/history/atlas/atlas.ts';
import { updateAtlas } from '../../src/history/atlas/update-atlas.ts';
import { createQuickReader } from '../../src/history/quick-reader/quick-reader.ts';
import { createFormulaReader } from '../../src/history/ruby/reader.ts';
import { composeHistory, type Part, type PartFigures } from './compose-history.ts';
import { describeSources } from './describe-sources.ts';
import { type MirrorWindow, requireOrder } from './mirror-window.ts';
import { readMirror } from './mirror-states.ts';
import type { ReadMirror } from './whole-files.ts';

const TAP = 'homebrew/core';
/** The oldest macOS for which a mirrored state of homebrew-core has a bottle. */
const OLDEST = 'el_capitan';
/** The newest macOS that runs on Intel. */
const NEWEST_INTEL = 'tahoe';

/** Which days of which clones are taken. */
export interface MakeRequest {
  /** In chronological order. */
  readonly formulae: readonly MirrorWindow[];
  readonly aliases: readonly MirrorWindow[];
  /** An empty or missing folder, for the composed repository and its atlas. */
  readonly scratch: string;
}

/** The answers, and what every window contributed. */
export interface MadeAnswers {
  readonly answers: Answers;
  readonly parts: readonly PartFigures[];
}

/** Makes answers for the systems that Homebrew has stopped building for. Throws UsageError if windows overlap. */
export async function makeAnswers(request: MakeRequest): Promise<MadeAnswers> {
  const { formulae, aliases, scratch } = request;
  requireOrder(formulae);
  requireOrder(aliases);
  const mirrors = new Map<string, ReadMirror>();
  try {
    for (const window of [...formulae, ...aliases]) {
      if (!mirrors.has(window.path)) mirrors.set(window.path, await openMirror(window));
    }
    const toPart = (takes: Part['takes']) => (window: MirrorWindow) => {
      const mirror = mirrors.get(window.path);
      if (mirror === undefined) throw new Error(`Internal error: ${window.path} is not open`);
      return { window, mirror, takes };
    };
    const parts = [...formulae.map(toPart('formulae')), ...aliases.map(toPart('aliases'))];
    const composed = join(scratch, 'composed');
    const figures = await composeHistory(parts, composed);
    const answers = await readAnswers(composed, join(scratch, 'composed.atlas'), figures);
    return { answers, parts: figures };
  } finally {
    for (const { repository } of mirrors.values()) await repository.close();
  }
}

async function openMirror({ name, path }: MirrorWindow): Promise<ReadMirror> {
  const repository = await openRepository(path, { environment: process.env });
  return { name, repository, commits: await readMirror(repository) };
}

async function readAnswers(
  composed: string,
  atlasPath: string,
  figures: readonly PartFigures[],
): Promise<Answers> {
  const ruby = await createFormulaReader();
  const reader = createQuickReader(() => Promise.resolve(ruby));
  const repository = await openRepository(composed, { environment: process.env });
  try {
    const head = await repository.findCommit('HEAD');
    if (head === undefined) throw new Error('no state of any clone is on the days that were asked');
    await updateAtlas({ repository, reader, head, tap: TAP }, atlasPath);
  } finally {
    await repository.close();
  }
  const atlas = openAtlas(atlasPath);
  if (atlas === undefined) throw new Error(`Internal error: ${atlasPath} is gone`);
  try {
    return await collectAnswers(atlas, {
      tap: TAP,
      // The commits of mirrors, and those composed from them, exist nowhere else.
      head: { commit: undefined, date: atlas.headDate },
      begins: atlas.begins,
      targets: listTargets(),
      sources: describeSources(figures),
    });
  } finally {
    atlas.close();
  }
}

/** Lists every system that Homebrew has stopped building for, from the oldest for which any mirrored state has a bottle. */
export function listTargets(): Target[] {
  const [oldest, newest] = [findReleaseByCodename(OLDEST), findReleaseByCodename(NEWEST_INTEL)];
  const releases = MACOS_RELEASES.filter(
    (release) => oldest && compareReleases(release, oldest) >= 0,
  );
  const intel = releases
    .filter((release) => newest && compareReleases(release, newest) <= 0)
    .map((release) => macosTarget(release, 'x86_64'));
  const arm = releases
    .filter((release) => compareReleases(release, firstArmRelease()) >= 0)
    .map((release) => macosTarget(release, 'arm64'));
  return [...intel, ...arm].filter((target) => buildsEnded(target) !== undefined);
}
