import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import type { HistoryAnswer } from '../../../src/history/answers/history-source.ts';
import {
  askBoth,
  tellFromAtlas,
  tellFromWalk,
  updateAtlasOf,
} from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
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

const ASKED = ['foo', 'bar', 'libqux', 'zap', 'foo@1', 'libkeep', 'odd', 'al', 'nothing'];
const TRIES = tries(12);

const TARGETS = ['big_sur', 'arm64_big_sur', 'monterey'].map(parseTargetTag);

/** What is suggested for a name that leads nowhere may differ: an atlas knows the names of the past as well. */
function withoutHint(answer: HistoryAnswer): unknown {
  return answer.status === 'unknown' ? answer.status : answer;
}

const step = record({
  action: constantFrom(
    ...(['bump', 'bottle', 'bump', 'bottle', 'rebuild', 'damage', 'delete'] as const),
    ...(['shard', 'rename', 'revert', 'chmod', 'detour', 'split', 'alias', 'alias'] as const),
  ),
  formula: nat(4),
  isBranch: constantFrom(false, false, false, true),
  seed: nat(31),
});

/** Builds a tap and compares its atlas, made at once and continued from one commit, with walks through the clone. */
async function compare(commits: readonly TapCommit[], cut: TapCommit | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-atlas-'));
  await using tap = await buildTap({ commits });
  try {
    const whole = join(folder, 'whole.atlas');
    const grown = join(folder, 'grown.atlas');
    await updateAtlasOf(tap.path, whole);
    await updateAtlasOf(tap.path, grown, { head: tap.oid(cut?.subject ?? '') });
    await updateAtlasOf(tap.path, grown);

    for (const name of ASKED) {
      const walked = await tellFromWalk(tap.path, name);
      expect(await tellFromAtlas(whole, name), name).toEqual(walked);
      expect(await tellFromAtlas(grown, name), name).toEqual(walked);
      const one = TARGETS.filter((_, index) => index === commits.length % TARGETS.length);
      for (const [atlas, targets] of [
        [whole, TARGETS],
        [grown, one],
      ] as const) {
        const [kept, told] = await askBoth({ tap: tap.path, atlas }, name, targets);
        expect(withoutHint(kept), name).toEqual(withoutHint(told));
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('an atlas says the same as a walk, whatever the history does, in one pass and in several', async () => {
  await assert(
    slow(
      asyncProperty(
        array(step, { minLength: 5, maxLength: 40 }),
        boolean(),
        nat(100),
        async (steps, hasRenames, cut) => {
          const part = randomTap(steps.slice(0, cut % steps.length), { hasRenames });
          await compare(randomTap(steps, { hasRenames }), part.at(-1));
        },
      ),
    ),
    TRIES,
  );
});

test('an atlas says the same as a walk in a history of one line, where git is asked for both places of a formula at once', async () => {
  await assert(
    slow(
      asyncProperty(array(step, { minLength: 5, maxLength: 40 }), nat(100), async (steps, cut) => {
        const line = steps.filter(({ action }) => action !== 'detour');
        const commits = randomTap(
          line.map((each) => ({ ...each, isBranch: false })),
          { hasRenames: cut % 2 === 0 },
        );
        await compare(commits, commits[cut % commits.length]);
      }),
    ),
    TRIES,
  );
});

test('an atlas says the same as a walk after merges, octopus and criss-cross merges, skewed clocks, second roots and reverts', async () => {
  const odd = record({ shape: constantFrom(...ODD_SHAPES), after: nat(60) });
  await assert(
    slow(
      asyncProperty(
        array(step, { minLength: 3, maxLength: 16 }),
        array(odd, { minLength: 1, maxLength: 4 }),
        constantFrom(undefined, oddFoo),
        nat(100),
        async (steps, odds, files, cut) => {
          const commits = withOddShapes(
            randomTap(steps, { hasRenames: cut % 2 === 0 }),
            odds,
            files,
          );
          await compare(commits, commits[cut % commits.length]);
        },
      ),
    ),
    TRIES,
  );
});
