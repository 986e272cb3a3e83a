import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { AbortedError } from '../../src/core/errors.ts';
import { LogParser } from '../../src/git/log-parser.ts';
import { openRepository } from '../../src/git/repository.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { array, assert, integer, property } from '../support/limits/random.ts';

const COMMITS = Array.from({ length: 3000 }, (_, index) => ({
  subject: `commit ${index} ${'of many '.repeat(20)}`,
  id: String(index),
  write: { 'Formula/a.rb': `${index}\n` },
}));

/** How many git processes this one has started and not yet reaped; a zombie counts. */
async function countChildren(): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [, name = '', parent = ''] = /\((.*)\) \S (\d+)/.exec(stat) ?? [];
      return name === 'git' && Number(parent) === process.pid;
    }),
  );
  return parents.filter(Boolean).length;
}

test('leaving the loop ends git at once', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using repository = await openRepository(tap.path, { environment: process.env });

  for await (const { commit } of repository.log({ from: tap.head })) {
    expect(commit.oid).toBe(tap.head);
    expect(await countChildren()).toBe(1);
    break;
  }

  expect(await countChildren()).toBe(0);
});

test('an abort ends git midway and is reported', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  await using repository = await openRepository(tap.path, { environment: process.env });
  const abort = new AbortController();
  let seen = 0;

  const walk = async (): Promise<void> => {
    for await (const entry of repository.log({ from: tap.head, signal: abort.signal })) {
      seen += entry.changes.length;
      if (seen === 10) abort.abort();
    }
  };

  await expect(walk()).rejects.toBeInstanceOf(AbortedError);
  expect(seen).toBeLessThan(COMMITS.length);
  expect(await countChildren()).toBe(0);
  const again = repository.log({ from: tap.head, signal: abort.signal }).next();
  await expect(again).rejects.toBeInstanceOf(AbortedError);
});

test('closing ends the process that reads objects, and rejects what is still pending', async () => {
  await using tap = await buildTap({ commits: COMMITS });
  const repository = await openRepository(tap.path, { environment: process.env });
  await repository.findCommit('HEAD');
  expect(await countChildren()).toBe(1);

  const [owed] = await Promise.allSettled([repository.findCommit('HEAD~2000'), repository.close()]);

  expect(owed).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED' } });
  expect(await countChildren()).toBe(0);
});

test('the options of a log select its commits', async () => {
  await using tap = await buildTap({
    commits: [
      { subject: 'a', date: '2023-01-01T00:00:00Z', write: { x: '1' } },
      { subject: 'b', date: '2023-01-02T00:00:00Z', write: { y: '1' } },
      { subject: 'side', date: '2023-01-03T00:00:00Z', parents: ['a'], write: { x: '2' } },
      { subject: 'm', date: '2023-01-04T00:00:00Z', parents: ['b', 'side'], write: { x: '2' } },
    ],
  });
  await using repository = await openRepository(tap.path, { environment: process.env });
  const subjects = async (request: object): Promise<string[]> => {
    const found: string[] = [];
    for await (const { commit } of repository.log({ from: tap.head, ...request })) {
      found.push(commit.subject);
    }
    return found;
  };

  expect(await subjects({})).toEqual(['m', 'side', 'b', 'a']);
  expect(await subjects({ firstParent: true })).toEqual(['m', 'b', 'a']);
  expect(await subjects({ limit: 2 })).toEqual(['m', 'side']);
  expect(await subjects({ file: 'x' })).toEqual(['side', 'a']);
  expect(await subjects({ globs: ['**/y'] })).toEqual(['b']);
  expect(await subjects({ file: '*' })).toEqual([]);
  const before = Date.parse('2023-01-03T00:00:00Z') / 1000;
  expect(await subjects({ untilSeconds: before })).toEqual(['side', 'b', 'a']);
});

test('a subject may look like a change, a commit or nothing', async () => {
  const subjects = [':100644 100644 0 1 M', '', 'a'.repeat(40), 'ünïcode\u{1F37A}', ' '];
  await using tap = await buildTap({
    commits: subjects.map((subject, index) => ({
      subject,
      id: String(index),
      write: { a: subject, b: String(index) },
    })),
  });
  await using repository = await openRepository(tap.path, { environment: process.env });

  const found: (readonly [string, number])[] = [];
  for await (const { commit, changes } of repository.log({ from: tap.head })) {
    found.push([commit.subject, changes.length]);
  }

  expect(found.toReversed().map(([subject]) => subject.trim())).toEqual(
    subjects.map((subject) => subject.trim()),
  );
  expect(found.map(([, changes]) => changes)).toEqual([2, 2, 2, 2, 2]);
});

test('a log is read the same however it is cut into chunks', () => {
  const [oid, other, blob] = ['1', '2', '3'].map((digit) => digit.repeat(40));
  const zero = '0'.repeat(40);
  const bytes = Buffer.from(
    [
      [oid, other, '1695000000', 'bümp', ''].join('\0'),
      `\n:100644 100644 ${zero} ${blob} A\0Formula/ü.rb\0:100644 000000 ${blob} ${zero} D\0b.rb\0`,
      [other, '', '0', 'merge', ''].join('\0'),
    ].join(''),
  );
  const whole = new LogParser({ changesPerCommit: Infinity });
  const expected = [...whole.feed(bytes), ...whole.end()];

  assert(
    property(array(integer({ min: 0, max: bytes.length })), (cuts) => {
      const parser = new LogParser({ changesPerCommit: Infinity });
      const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const entries = edges
        .slice(1)
        .flatMap((end, index) => parser.feed(bytes.subarray(edges[index], end)));

      expect([...entries, ...parser.end()]).toEqual(expected);
    }),
  );
  expect(expected).toMatchObject([
    {
      commit: { date: '2023-09-18T01:20:00Z', subject: 'bümp' },
      changes: [{ status: 'A' }, { status: 'D' }],
    },
    { parents: [], changes: [] },
  ]);
});
