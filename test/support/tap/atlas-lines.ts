import { writeFile } from 'node:fs/promises';

import type { BottleState } from '../../../src/history/state/bottle-span.ts';
import type { Target } from '../../../src/core/target.ts';
import type { WantedVersion } from '../../../src/core/wanted-version.ts';
import { FormulaNotFoundError } from '../../../src/core/errors.ts';
import { locateFormula, openGitTap } from '../../../src/history/git/locate.ts';
import type { FormulaReader } from '../../../src/history/state/formula-reader.ts';
import { walkFormula } from '../../../src/history/git/walk.ts';
import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import { type AtlasUpdate, updateAtlas } from '../../../src/history/atlas/update-atlas.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { createAtlasHistory } from '../../../src/history/answers/atlas-history.ts';
import {
  type AnswersFile,
  openAnswers,
} from '../../../src/history/answers-file/file/answers-file.ts';
import { collectAnswers } from '../../../src/history/answers-file/collect/collect-answers.ts';
import { formatAnswers } from '../../../src/history/answers-file/file/format-answers.ts';
import { createGitHistory } from '../../../src/history/answers/git-history.ts';
import type { HistoryAnswer } from '../../../src/history/answers/history-source.ts';
import { lineReader } from './line-reader.ts';

/** What is said about one formula, without what only a walk knows. */
export interface Told {
  readonly name: string;
  readonly via: string;
  readonly oldNames: readonly string[];
  readonly states: readonly unknown[];
}

/** Brings the atlas of a tap up to date. */
export async function updateAtlasOf(
  tap: string,
  path: string,
  options: { readonly head?: string; readonly reader?: FormulaReader } = {},
): Promise<AtlasUpdate> {
  await using repository = await openRepository(tap, { environment: process.env });
  const request = { tap: 'homebrew/core', repository, reader: lineReader, ...options };
  return await updateAtlas(request, path);
}

/** Returns what the atlas says about a formula. */
export async function tellFromAtlas(path: string, name: string): Promise<Told | undefined> {
  using atlas = openAtlas(path);
  const formula = await atlas?.formula(name);
  if (formula === undefined) return undefined;
  const { via, oldNames, states } = formula;
  return { name: formula.name, via, oldNames, states: states.map(toPlain) };
}

/** Returns what a walk says about a formula. */
export async function tellFromWalk(
  tap: string,
  name: string,
  options: { readonly head?: string; readonly reader?: FormulaReader } = {},
): Promise<Told | undefined> {
  await using repository = await openRepository(tap, { environment: process.env });
  const { head, reader = lineReader } = options;
  try {
    const history = await openGitTap({ repository, head, reader });
    const location = await locateFormula(history, name);
    const states: unknown[] = [];
    for await (const state of walkFormula(history, location)) states.push(toPlain(state));
    const { via, oldNames } = location;
    return { name: location.name, via, oldNames, states };
  } catch (error) {
    if (error instanceof FormulaNotFoundError) return undefined;
    throw error;
  }
}

function toPlain(state: BottleState): unknown {
  const { commit, path, name, status } = state;
  const place = { commit: commit.oid, date: commit.date, path, name, status };
  if (state.status === 'unreadable') {
    return { ...place, message: state.error.message, mentions: state.mentions };
  }
  if (state.status === 'deleted') return place;
  const { version, revision, otherVersions, bottle } = state.formula;
  return { ...place, version, revision, otherVersions, bottle };
}

/** Collects the answers of an atlas, writes them to a file next to it, and opens the file. */
export async function answersOf(
  atlasPath: string,
  targets?: readonly Target[],
): Promise<AnswersFile> {
  using atlas = openAtlas(atlasPath);
  if (atlas === undefined) throw new Error('there is no atlas');
  const answers = await collectAnswers(atlas, {
    tap: atlas.tap,
    head: { commit: atlas.head, date: atlas.headDate },
    begins: atlas.begins,
    targets,
    sources: [],
  });
  const path = `${atlasPath}.answers`;
  await writeFile(path, formatAnswers(answers));
  const opened = openAnswers(path);
  if (opened === undefined) throw new Error('there are no answers');
  return opened;
}

/**
 * Returns an answer without what only a clone or an atlas knows: commits, paths, and why a state cannot be read. Answers that are
 * not whole lack nearest bottles.
 */
export function withoutPlaces(
  answer: HistoryAnswer,
  { isWhole = true }: { readonly isWhole?: boolean } = {},
): unknown {
  if (answer.status === 'unknown') return answer;
  return answer.answers.map((each) => {
    switch (each.status) {
      case 'none':
        return isWhole ? each : { ...each, nearest: undefined };
      case 'unsure':
      case 'beyond':
        return { status: each.status, formula: each.formula };
      case 'found': {
        const { entry, match, introduced, dropped, unsure, inferredName } = each.bottle;
        const { bottleTag, algorithm, checksum, cellar } = entry;
        const { commit, path: _, ...version } = introduced;
        return {
          formula: each.formula,
          entry: { bottleTag, algorithm, checksum, cellar },
          match,
          introduced: { ...version, date: commit.date },
          dropped: dropped && { date: dropped.commit.date, pkgVersion: dropped.pkgVersion },
          unsure: unsure?.about,
          inferredName,
        };
      }
    }
  });
}

/** Asks an atlas, and then the clone it was made from, for the last bottle of a name for some targets, of any version or one. */
export async function askBoth(
  {
    tap,
    atlas,
    version,
  }: { readonly tap: string; readonly atlas: string; readonly version?: WantedVersion },
  name: string,
  targets: readonly Target[],
): Promise<readonly [fromAtlas: HistoryAnswer, fromWalk: HistoryAnswer]> {
  await using repository = await openRepository(tap, { environment: process.env });
  using opened = openAtlas(atlas);
  if (opened === undefined) throw new Error('there is no atlas');
  const { signal } = new AbortController();
  const question = { exactOnly: false, version, signal, onEvent: () => undefined };
  const walk = createGitHistory({
    repository,
    tap,
    reader: lineReader,
    before: undefined,
    at: undefined,
  });
  return [
    await createAtlasHistory(opened, tap, '').ask(name, targets, question),
    await walk.ask(name, targets, question),
  ];
}
