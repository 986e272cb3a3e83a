import { expect, test } from 'vitest';

import { LayoutLog } from '../../../src/history/git/layout-log.ts';
import type { LogEntry } from '../../../src/git/log-parser.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { buildTap, runGit } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';

const [FLAT, SHARDED] = ['Formula/foo.rb', 'Formula/f/foo.rb'];

const LINE: readonly TapCommit[] = [
  { subject: 'first', write: { [FLAT]: '1' } },
  { subject: 'second', write: { [FLAT]: '2' } },
  { subject: 'moved', rename: { [FLAT]: SHARDED } },
  { subject: 'third', write: { [SHARDED]: '3' } },
];

const MERGED: readonly TapCommit[] = [
  ...LINE,
  { subject: 'branch', parents: ['third'], write: { 'README.md': 'a' } },
  { subject: 'main', parents: ['third'], write: { LICENSE: 'b' } },
  { subject: 'merge', parents: ['main', 'branch'] },
];

/** Lists the subjects of a log, up to a given one. */
async function take(log: AsyncIterable<LogEntry>, last?: string): Promise<string[]> {
  const subjects: string[] = [];
  for await (const { commit } of log) {
    subjects.push(commit.subject);
    if (commit.subject === last) break;
  }
  return subjects;
}

/** Reads the log of the newer path up to its beginning, then that of the older one. */
async function readBoth(
  commits: readonly TapCommit[],
  { hasGraph = false, isSharded = true } = {},
): Promise<{
  readonly newer: readonly string[];
  readonly older: readonly string[];
  readonly isShared: boolean;
}> {
  await using tap = await buildTap({ commits });
  if (hasGraph) await runGit(tap.path, ['commit-graph', 'write', '--reachable', '--changed-paths']);
  await using repository = await openRepository(tap.path, { environment: process.env });
  const log = new LayoutLog(repository, { isSharded, signal: undefined });
  const head = tap.oid(commits.at(-1)?.subject ?? '');
  try {
    const newer = await take(log.read({ path: SHARDED, name: 'foo', from: head }), 'moved');
    const isShared = log.rest('foo', tap.oid('second')) !== undefined;
    const older = await take(log.read({ path: FLAT, name: 'foo', from: tap.oid('second') }));
    const isOpen = log.rest('foo', tap.oid('first')) !== undefined;
    expect(isOpen, 'nothing is left of a log that was read to its end').toBe(false);
    return { newer, older, isShared };
  } finally {
    await log.close();
  }
}

test.each([
  { what: 'one line', commits: LINE, isShared: true },
  { what: 'merges', commits: MERGED },
  { what: 'a commit-graph', commits: LINE, hasGraph: true },
  { what: 'another layout', commits: LINE, isSharded: false },
])('the log of both places of a formula is the same in a history with $what', async (world) => {
  expect(await readBoth(world.commits, world)).toEqual({
    newer: ['third', 'moved'],
    older: ['second', 'first'],
    isShared: world.isShared ?? false,
  });
});

test('the rest of a log covers both places, from the commit where it was left', async () => {
  await using tap = await buildTap({
    commits: [
      { subject: 'first', write: { [FLAT]: '1' } },
      { subject: 'gone', remove: [FLAT] },
      { subject: 'other', write: { 'README.md': 'a' } },
      { subject: 'back', write: { [SHARDED]: '2' } },
    ],
  });
  await using repository = await openRepository(tap.path, { environment: process.env });
  const log = new LayoutLog(repository, { isSharded: true, signal: undefined });
  const path = { path: SHARDED, name: 'foo', from: tap.oid('back') };
  expect(log.rest('foo', path.from)).toBeUndefined();
  expect(await take(log.read(path), 'back')).toEqual(['back']);

  expect(log.rest('foo', tap.oid('gone'))).toBeUndefined();
  expect(log.rest('bar', tap.oid('other'))).toBeUndefined();
  const rest = log.rest('foo', tap.oid('other'));
  const removal = await rest?.next();
  expect(removal?.value).toMatchObject({ commit: { subject: 'gone' } });

  const from = tap.oid('gone');
  const again = await take(log.read({ ...path, path: FLAT, from }));
  expect(again).toEqual(['gone', 'first']);
  await log.close();
});

test('a log that is closed while git is working ends', async () => {
  await using tap = await buildTap({ commits: LINE });
  await using repository = await openRepository(tap.path, { environment: process.env });
  const log = new LayoutLog(repository, { isSharded: true, signal: undefined });
  const reading = log.read({ path: SHARDED, name: 'foo', from: tap.oid('third') });
  await reading.next();

  await log.close();

  await expect(reading.next()).resolves.toEqual({ done: true, value: undefined });
});
