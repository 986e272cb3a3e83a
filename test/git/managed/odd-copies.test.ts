import { rm } from 'node:fs/promises';

import { expect, test, vi } from 'vitest';

import { openRepository } from '../../../src/git/repository.ts';
import { buildTap, runGit, type Tap } from '../../support/tap/build-tap.ts';
import { checkRepository, copyTap, listCommits, serveLists } from '../../support/tap/copying.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { graphHistory, ODD_SHAPES, withOddShapes } from '../../support/tap/odd-history.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';
import {
  array,
  assert,
  asyncProperty,
  nat,
  record,
  slow,
  tries,
} from '../../support/limits/random.ts';
import { FILE_LIMIT_MS } from '../../support/limits/tries.ts';

vi.setConfig({ testTimeout: FILE_LIMIT_MS });

const TRIES = tries(8);

function line(count: number): TapCommit[] {
  return Array.from({ length: count }, (_, index) => ({
    subject: `line ${index}`,
    date: new Date(Date.UTC(2023, 0, 1 + index)).toISOString(),
    write: { 'Formula/l/line.rb': `# ${index}\n` },
  }));
}

/** The smallest history whose cut a server never sent when it was asked for it: a merge with an older parent. */
const FOUR: readonly TapCommit[] = [
  { subject: 'one', date: '2024-01-01T00:00:00Z', write: { 'Formula/h/hello.rb': '# 1\n' } },
  { subject: 'topic', date: '2024-08-01T00:00:00Z', parents: ['one'], write: { 'README.md': 'x' } },
  {
    subject: 'merge',
    date: '2024-08-02T00:00:00Z',
    parents: ['one', 'topic'],
    write: { 'README.md': 'x' },
  },
  { subject: 'news', date: '2025-01-01T00:00:00Z', write: { 'NEWS.md': 'x' } },
];

/** Copies a part, checks it as readers see it, then copies all of it in steps. */
async function copyPartThenAll(folder: TempFolder, tap: Tap, since: string): Promise<void> {
  const part = await copyTap({ path: folder.at('copy.git'), from: tap, since, objectsAtOnce: 8 });
  await checkRepository(folder.at('copy.git'));
  const dates = await runGit(tap.path, ['log', '--format=%H %cI', 'HEAD']);
  const shown = await listCommits(folder.at('copy.git'));
  for (const each of dates.trim().split('\n')) {
    const [oid = '', date = ''] = each.split(' ');
    if (Date.parse(date) >= Date.parse(since)) expect(shown).toContain(oid);
  }
  await using repository = await openRepository(folder.at('copy.git'), {
    environment: {},
    mayBeShallow: true,
  });
  expect(repository.boundary.size > 0).toBe(!part.isWhole);
  for (const oid of repository.boundary) expect(shown).toContain(oid);
  await copyAll(folder, tap);
}

async function copyAll(folder: TempFolder, tap: Tap): Promise<void> {
  const whole = await copyTap({ path: folder.at('copy.git'), from: tap, objectsAtOnce: 8 });

  expect(whole).toMatchObject({ head: tap.head, isWhole: true });
  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(tap.path));
  await checkRepository(folder.at('copy.git'));
  await runGit(folder.at('copy.git'), ['commit-graph', 'verify']);
  expect(await runGit(folder.at('copy.git'), ['config', '--list', '--local'])).not.toMatch(
    /promisor|partial/i,
  );
}

test.each([['a server that lists commits'], ['one that cannot']])(
  'all four commits of a merged branch are copied, even after a part, from %s',
  async (server) => {
    await using folder = await tempFolder();
    await using tap = await buildTap({ commits: FOUR });
    if (server === 'a server that lists commits') await serveLists(tap);
    await copyPartThenAll(folder, tap, '2024-07-15T00:00:00Z');
    await rm(folder.at('copy.git'), { recursive: true });
    await copyAll(folder, tap);

    expect(await listCommits(folder.at('copy.git'))).toHaveLength(4);
  },
);

test.each(ODD_SHAPES)(
  'a history with a %s is copied in steps, in part, and whole',
  async (shape) => {
    await using folder = await tempFolder();
    const steps = [3, 8, 8, 12].map((after) => ({ shape, after }));
    await using tap = await buildTap({ commits: withOddShapes(line(20), steps) });
    await serveLists(tap);
    for (const since of ['2023-01-04T00:00:00Z', '2023-01-09T00:00:00Z', '2023-01-13T00:05:00Z']) {
      await copyPartThenAll(folder, tap, since);
      await rm(folder.at('copy.git'), { recursive: true });
    }
    await copyAll(folder, tap);

    expect(await listCommits(folder.at('copy.git'))).not.toHaveLength(20);
  },
);

const graph = array(
  record({ parents: array(nat(9), { maxLength: 4 }), file: nat(4), text: nat(3), day: nat(99) }),
  { minLength: 2, maxLength: 40 },
);

test('any history at all is copied in part and whole, whatever its clocks say', async () => {
  await using folder = await tempFolder();
  await assert(
    slow(
      asyncProperty(graph, nat(110), async (rows, day) => {
        await using tap = await buildTap({ commits: graphHistory(rows) });
        await serveLists(tap);
        await rm(folder.at('copy.git'), { recursive: true, force: true });
        await copyPartThenAll(folder, tap, new Date(Date.UTC(2023, 0, 1 + day)).toISOString());
      }),
    ),
    TRIES,
  );
});

test('a part grows by what is new and back to an earlier day, and a later day removes nothing', async () => {
  await using folder = await tempFolder();
  const commits = withOddShapes(line(30), [{ shape: 'criss-cross', after: 20 }]);
  await using early = await buildTap({ commits: commits.slice(0, -5) });
  await using late = await buildTap({ commits });
  for (const tap of [early, late]) await serveLists(tap);
  const day = (number: number): string => new Date(Date.UTC(2023, 0, number)).toISOString();
  await copyTap({ path: folder.at('copy.git'), from: early, since: day(20) });
  const first = await listCommits(folder.at('copy.git'));
  const grown = await copyTap({ path: folder.at('copy.git'), from: late, since: day(20) });
  const second = await listCommits(folder.at('copy.git'));
  await copyTap({ path: folder.at('copy.git'), from: late, since: day(5) });
  const third = await listCommits(folder.at('copy.git'));
  await copyTap({ path: folder.at('copy.git'), from: late, since: day(25) });

  expect(grown).toMatchObject({ previousHead: early.head, newCommits: 5, isWhole: false });
  expect(second).toEqual(expect.arrayContaining(first));
  expect(third.length).toBeGreaterThan(second.length);
  expect(await listCommits(folder.at('copy.git'))).toEqual(third);
  await checkRepository(folder.at('copy.git'));
});

test('what a copy costs is reported as the server counts it, and a current copy costs nothing', async () => {
  await using folder = await tempFolder();
  await using tap = await buildTap({ commits: line(60) });
  await serveLists(tap);
  const once = await copyTap({ path: folder.at('copy.git'), from: tap });
  await rm(folder.at('copy.git'), { recursive: true });
  const steps = await copyTap({ path: folder.at('copy.git'), from: tap, objectsAtOnce: 30 });

  // Each commit has a file and the folders that it is in.
  expect(once.costs).toEqual([{ kind: 'objects', objects: 60 * 5 }]);
  expect(steps.costs).toEqual([
    { kind: 'list', objects: 60 * 5 },
    { kind: 'commits', commits: 60, listBytes: expect.any(Number) },
  ]);
  expect((await copyTap({ path: folder.at('copy.git'), from: tap })).costs).toEqual([]);
});

test('a part of a rewritten history shows the new history', async () => {
  await using folder = await tempFolder();
  await using tap = await buildTap({ commits: line(20) });
  const other = line(20).map((commit) => ({ ...commit, author: 'Other <other@example.org>' }));
  await using rewritten = await buildTap({ commits: other });
  for (const each of [tap, rewritten]) await serveLists(each);
  const since = '2023-01-10T00:00:00Z';
  await copyTap({ path: folder.at('copy.git'), from: tap, since });
  await copyTap({ path: folder.at('copy.git'), from: rewritten, since });

  expect((await runGit(folder.at('copy.git'), ['rev-parse', 'HEAD'])).trim()).toBe(rewritten.head);
  await checkRepository(folder.at('copy.git'));
});
