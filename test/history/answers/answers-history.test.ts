import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { formatTime } from '../../../src/core/iso-time.ts';
import { type Target, parseTargetTag } from '../../../src/core/target.ts';
import {
  type AnswersFile,
  openAnswers,
} from '../../../src/history/answers-file/file/answers-file.ts';
import { createAnswersHistory } from '../../../src/history/answers/answers-history.ts';
import { createAtlasHistory } from '../../../src/history/answers/atlas-history.ts';
import {
  findCoverageBottles,
  type BottleCoverageRow,
} from '../../../src/history/answers/coverage-bottles.ts';
import { planCoverage, type Coverage } from '../../../src/history/answers/plan-coverage.ts';
import { openSmallAnswers } from '../../../src/workspace/answers/open-small-answers.ts';
import { type Atlas, openAtlas } from '../../../src/history/atlas/atlas.ts';
import { answersOf, updateAtlasOf, withoutPlaces } from '../../support/tap/atlas-lines.ts';
import { writeAnswers } from '../../support/answers/answers-of-tap.ts';
import {
  sampleAnswers,
  sampleBottle,
  sampleFormula,
} from '../../support/answers/sample-answers.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { buildTap, runGit } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { ODD_SHAPES, oddFoo, withOddShapes } from '../../support/tap/odd-history.ts';
import { randomTap } from '../../support/tap/random-tap.ts';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  nat,
  record,
  slow,
  tries,
} from '../../support/limits/random.ts';
import { FILE_LIMIT_MS } from '../../support/limits/tries.ts';

vi.setConfig({ testTimeout: FILE_LIMIT_MS });

const ASKED = ['foo', 'bar', 'libqux', 'zap', 'foo@1', 'libkeep', 'odd', 'al', 'FOO', 'nothing'];
const TRIES = tries(25);
const TARGETS = ['big_sur', 'arm64_big_sur', 'monterey', 'x86_64_linux'].map(parseTargetTag);
const QUESTION = { signal: new AbortController().signal, onEvent: () => undefined };

const step = record({
  action: constantFrom(
    ...(['bump', 'bottle', 'bump', 'bottle', 'rebuild', 'damage', 'delete'] as const),
    ...(['shard', 'rename', 'revert', 'chmod', 'detour', 'split', 'alias', 'alias'] as const),
  ),
  formula: nat(4),
  isBranch: constantFrom(false, false, false, true),
  seed: nat(31),
});

/** Asks an atlas and a file of its answers everything, and expects the same from both. */
async function compare(
  atlas: Atlas,
  file: AnswersFile,
  { names, targets }: { readonly names: readonly string[]; readonly targets: readonly Target[] },
): Promise<void> {
  const [kept, told] = [createAtlasHistory(atlas, '', ''), createAnswersHistory(file, '')];
  const isWhole = file.header.targets === undefined;
  for (const exactOnly of [false, true]) {
    const question = { ...QUESTION, exactOnly };
    for (const name of names) {
      for (const asked of [targets, ...targets.map((target) => [target])]) {
        const said = withoutPlaces(await kept.ask(name, asked, question), { isWhole });
        const answer = withoutPlaces(await told.ask(name, asked, question), { isWhole });
        expect(answer, name).toEqual(said);
      }
    }
    for (const target of targets) {
      const [covered, known] = [
        await planCoverage(file.latest(), target, { exactOnly }),
        await planCoverage(atlas.latest(), target, { exactOnly }),
      ];
      expect(withoutLast(covered)).toEqual(withoutLast(known));
      const { rows } = await findCoverageBottles(known, (name, last) =>
        atlas.findBottle(name, last),
      );
      const { findBottle } = openSmallAnswers(file, 'named');
      const found = await findCoverageBottles(covered, findBottle);
      expect(found.rows.map(sayBottle)).toEqual(rows.map(sayBottle));
    }
  }
}

/** A file of answers ranks states; only with the rank can its bottle be found again. */
function withoutLast({ rows, ...rest }: Coverage): unknown {
  return { ...rest, rows: rows.map((row) => ({ ...row, last: undefined })) };
}

/** What both say about the bottle of a row; only an atlas knows its commits. */
function sayBottle({ name, introduced, stopped, span }: BottleCoverageRow): unknown {
  expect([span.introduced.commit.date, span.dropped?.commit.date]).toEqual([introduced, stopped]);
  return [name, span.bottleTag, span.checksum, span.introduced.name, span.introduced.rootUrl];
}

async function compareTap(commits: readonly TapCommit[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-answers-'));
  await using tap = await buildTap({ commits });
  try {
    const path = join(folder, 'tap.atlas');
    await updateAtlasOf(tap.path, path);
    using atlas = openAtlas(path);
    if (atlas === undefined) throw new Error('there is no atlas');
    const time = await runGit(tap.path, ['log', '-1', '--format=%ct', tap.head]);
    expect(atlas.headDate).toBe(formatTime(Number(time)));
    using file = await answersOf(path);
    await compare(atlas, file, { names: ASKED, targets: TARGETS });
    for (const covered of [TARGETS.slice(0, 1), TARGETS.slice(1, 3)]) {
      using part = await answersOf(path, covered);
      expect(part.header.targets).toHaveLength(covered.length);
      await compare(atlas, part, { names: ASKED, targets: covered });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a file of answers says the same as its atlas, whatever the history does', async () => {
  await assert(
    slow(
      asyncProperty(
        array(step, { minLength: 5, maxLength: 40 }),
        boolean(),
        async (steps, hasRenames) => {
          await compareTap(randomTap(steps, { hasRenames }));
        },
      ),
    ),
    TRIES,
  );
});

test('a file of answers says the same as its atlas after merges, skewed clocks, second roots and reverts', async () => {
  const odd = record({ shape: constantFrom(...ODD_SHAPES), after: nat(60) });
  await assert(
    slow(
      asyncProperty(
        array(step, { minLength: 3, maxLength: 24 }),
        array(odd, { minLength: 1, maxLength: 4 }),
        boolean(),
        async (steps, odds, hasRenames) => {
          await compareTap(withOddShapes(randomTap(steps, { hasRenames }), odds, oddFoo));
        },
      ),
    ),
    TRIES,
  );
});

test('formulae are listed by name, including those whose name is now an alias', async () => {
  await using folder = await tempFolder();
  const bottles = [sampleBottle({ bottleTag: 'big_sur' })];
  const formulae = ['zlib', 'former/bash'].map((key) => sampleFormula({ key, bottles }));
  const path = await writeAnswers(folder.at('a'), { ...sampleAnswers(), formulae, names: [] });

  using file = openAnswers(path);

  const listed = file === undefined ? [] : [...file.latest()];
  expect(listed.map(({ name }) => name)).toEqual(['bash', 'zlib']);
});
