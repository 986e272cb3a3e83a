import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { locateFormula, openGitTap } from '../../../src/history/git/locate.ts';
import { walkFormula } from '../../../src/history/git/walk.ts';
import { traceBottles } from '../../../src/history/rules/list-spans.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { SpanChooser } from '../../../src/history/answers/bottle-spans.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { lineReader } from '../../support/tap/line-reader.ts';
import { vimHistory } from '../../support/tap/vim-history.ts';
import { locateIn, stateLine, walkIn } from '../../support/tap/walking.ts';

/** A file of the tap at a version, as the `write` of a commit. */
function at(
  path: string,
  version: string,
  name = 'foo',
): { readonly write: Record<string, string> } {
  return { write: { [path]: formulaText({ name, version }) } };
}

async function lines(commits: readonly TapCommit[], formula = 'foo'): Promise<string[]> {
  await using tap = await buildTap({ commits });
  return (await walkIn(tap.path, formula)).map(stateLine);
}

test('the big_sur bottle of vim is 9.0.1900, dropped by the bottle commit of 9.0.1900_1', async () => {
  await using tap = await buildTap({ commits: vimHistory() });

  const traced = traceBottles(await walkIn(tap.path, 'vim'));
  const chooser = new SpanChooser(parseTargetTag('big_sur'), { exactOnly: true });

  expect(chooser.choose(traced)).toMatchObject({
    choice: {
      match: 'exact',
      offer: {
        checksum: '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02',
        introduced: {
          version: '9.0.1900',
          revision: 0,
          path: 'Formula/v/vim.rb',
          commit: { oid: tap.oid('vim: update 9.0.1900 bottle.'), date: '2023-09-16T20:15:00Z' },
        },
        dropped: {
          version: '9.0.1900',
          revision: 1,
          commit: { oid: tap.oid('vim: update 9.0.1900_1 bottle.'), date: '2023-09-28T20:15:00Z' },
        },
        unsure: undefined,
      },
    },
    doubt: undefined,
  });
});

test('a move that changes nothing else adds no state', async () => {
  const states = await lines([
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'foo 2', ...at('Formula/foo.rb', '2') },
    { subject: 'shard', rename: { 'Formula/foo.rb': 'Formula/f/foo.rb' } },
    { subject: 'foo 3', ...at('Formula/f/foo.rb', '3') },
  ]);

  expect(states).toEqual([
    'foo 3: 3 at Formula/f/foo.rb',
    'foo 2: 2 at Formula/foo.rb',
    'foo 1: 1 at Formula/foo.rb',
  ]);
});

test('a move that also changes the file adds a state', async () => {
  const states = await lines([
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'shard', remove: ['Formula/foo.rb'], ...at('Formula/f/foo.rb', '2') },
  ]);

  expect(states).toEqual(['shard: 2 at Formula/f/foo.rb', 'foo 1: 1 at Formula/foo.rb']);
});

test('names beginning with lib have a folder of their own', async () => {
  const states = await lines(
    [
      { subject: 'libfoo 1', ...at('Formula/libfoo.rb', '1', 'libfoo') },
      { subject: 'libfoo 2', ...at('Formula/libfoo.rb', '2', 'libfoo') },
      { subject: 'shard', rename: { 'Formula/libfoo.rb': 'Formula/lib/libfoo.rb' } },
      { subject: 'libfoo 3', ...at('Formula/lib/libfoo.rb', '3', 'libfoo') },
    ],
    'libfoo',
  );

  expect(states).toHaveLength(3);
});

test('a rename that the tap lists is followed to the old name, even if the file changed as well', async () => {
  const commits = [
    { subject: 'old 1', ...at('Formula/o/old.rb', '1', 'old') },
    {
      subject: 'rename',
      remove: ['Formula/o/old.rb'],
      write: {
        'Formula/f/foo.rb': formulaText({ name: 'foo', version: '1', note: 'rewritten' }),
        'formula_renames.json': '{"older": "old", "old": "foo"}',
      },
    },
    { subject: 'foo 2', ...at('Formula/f/foo.rb', '2') },
  ];
  await using tap = await buildTap({ commits });

  const states = await walkIn(tap.path, 'older');

  expect(states.map(stateLine)).toEqual([
    'foo 2: 2 at Formula/f/foo.rb',
    'rename: 1 at Formula/f/foo.rb',
    'old 1: 1 at Formula/o/old.rb',
  ]);
  expect(states.map(({ name }) => name)).toEqual(['foo', 'foo', 'old']);
  expect(await locateIn(tap.path, 'older')).toMatchObject({
    requested: 'older',
    name: 'foo',
    via: 'rename',
    oldNames: ['old', 'older'],
  });
});

test('a rename made in two steps, with the new file first, keeps the whole history of the old one', async () => {
  const states = await lines([
    { subject: 'old 1', ...at('Formula/old.rb', '1', 'old') },
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'old 2', ...at('Formula/old.rb', '2', 'old') },
    {
      subject: 'merge',
      remove: ['Formula/old.rb'],
      write: { 'formula_renames.json': '{"old":"foo"}' },
    },
    { subject: 'foo 2', ...at('Formula/foo.rb', '2') },
  ]);

  expect(states).toEqual([
    'foo 2: 2 at Formula/foo.rb',
    'foo 1: 1 at Formula/foo.rb',
    'old 2: 2 at Formula/old.rb',
    'old 1: 1 at Formula/old.rb',
  ]);
});

test('an old name that is still a formula of its own is not taken for the past', async () => {
  const states = await lines([
    { subject: 'old 1', ...at('Formula/old.rb', '1', 'old') },
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'list', write: { 'formula_renames.json': '{"old":"foo"}' } },
  ]);

  expect(states).toEqual(['foo 1: 1 at Formula/foo.rb']);
});

test('a walk ends even if names were renamed in a circle', async () => {
  const states = await lines([
    { subject: 'old 1', ...at('Formula/old.rb', '1', 'old') },
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'end', remove: ['Formula/old.rb'] },
    { subject: 'old 2', ...at('Formula/old.rb', '2', 'old') },
    {
      subject: 'end again',
      remove: ['Formula/old.rb'],
      write: { 'formula_renames.json': '{"old":"foo","foo":"old"}' },
    },
  ]);

  expect(states[0]).toBe('foo 1: 1 at Formula/foo.rb');
  expect(states).toContain('old 2: 2 at Formula/old.rb');
});

test('likeness never makes one versioned formula the past of another, and its own earlier file comes first', async () => {
  const big = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n');
  const text = (name: string, version: string): string => formulaText({ name, version, note: big });
  const states = await lines(
    [
      { subject: 'first', write: { 'Formula/php@8.3.rb': text('php@8.3', '8.3.0') } },
      {
        subject: 'next',
        remove: ['Formula/php@8.3.rb'],
        write: {
          'Formula/php.rb': text('php', '8.3.1'),
          'Formula/php@8.4.rb': text('php@8.4', '8.4.0'),
        },
      },
      {
        subject: 'swap',
        remove: ['Formula/php@8.4.rb'],
        write: { 'Formula/php@8.3.rb': text('php@8.3', '8.3.2') },
      },
    ],
    'php@8.3',
  );

  expect(states).toEqual([
    'swap: 8.3.2 at Formula/php@8.3.rb',
    'next: deleted at Formula/php@8.3.rb',
    'first: 8.3.0 at Formula/php@8.3.rb',
  ]);
});

test('if two layouts hold one name, the file that was changed last counts', async () => {
  const keep = { 'Formula/lib/libz.rb': formulaText({ name: 'libz', version: '1' }) };
  const both = [
    { subject: 'flat 1', write: { ...keep, ...at('Formula/foo.rb', '1').write } },
    { subject: 'sharded 2', ...at('Formula/f/foo.rb', '2') },
  ];

  expect((await lines(both))[0]).toBe('sharded 2: 2 at Formula/f/foo.rb');
  expect((await lines([...both, { subject: 'flat 3', ...at('Formula/foo.rb', '3') }]))[0]).toBe(
    'flat 3: 3 at Formula/foo.rb',
  );
});

test('in a tap that lists no renames, git finds them by likeness, and a copy is not a rename', async () => {
  const big = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n');
  const text = (name: string): string => formulaText({ name, version: '1', note: big });
  const states = await lines([
    { subject: 'old 1', write: { 'Formula/old.rb': text('old'), 'Formula/zap.rb': text('zap') } },
    { subject: 'rename', remove: ['Formula/old.rb'], write: { 'Formula/foo.rb': text('foo') } },
  ]);

  expect(states).toEqual(['rename: 1 at Formula/foo.rb', 'old 1: 1 at Formula/old.rb']);
});

test('an alias leads to its formula', async () => {
  await using tap = await buildTap({
    commits: [
      {
        subject: 'foo 1',
        ...at('Formula/f/foo.rb', '1'),
        link: { 'Aliases/fu': '../Formula/f/foo.rb' },
      },
    ],
  });

  expect(await locateIn(tap.path, 'fu')).toMatchObject({
    requested: 'fu',
    name: 'foo',
    via: 'alias',
  });
  expect((await walkIn(tap.path, 'fu')).map(stateLine)).toEqual(['foo 1: 1 at Formula/f/foo.rb']);
});

test('a removed formula still has its history, which begins with the removal', async () => {
  const commits = [
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'gone', remove: ['Formula/foo.rb'], ...at('Formula/bar.rb', '1', 'bar') },
    { subject: 'bar 2', ...at('Formula/bar.rb', '2', 'bar') },
  ];
  await using tap = await buildTap({ commits });

  expect(await locateIn(tap.path, 'foo')).toMatchObject({ name: 'foo', via: 'history' });
  expect((await walkIn(tap.path, 'foo')).map(stateLine)).toEqual([
    'gone: deleted at Formula/foo.rb',
    'foo 1: 1 at Formula/foo.rb',
  ]);
});

test('a formula that came back in another layout keeps its earlier history', async () => {
  const keep = { 'Formula/lib/libz.rb': formulaText({ name: 'libz', version: '1' }) };
  const states = await lines([
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'gone', remove: ['Formula/foo.rb'], write: keep },
    { subject: 'back', ...at('Formula/f/foo.rb', '2') },
    { subject: 'gone again', remove: ['Formula/f/foo.rb'] },
    { subject: 'back again', ...at('Formula/f/foo.rb', '2') },
  ]);

  expect(states).toEqual([
    'back again: 2 at Formula/f/foo.rb',
    'gone again: deleted at Formula/f/foo.rb',
    'back: 2 at Formula/f/foo.rb',
    'gone: deleted at Formula/foo.rb',
    'foo 1: 1 at Formula/foo.rb',
  ]);
});

test('a merged branch shows its commits, and from a merge that changed the file the walk follows the first parent', async () => {
  const states = await lines([
    { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
    { subject: 'bump', parents: ['foo 1'], ...at('Formula/foo.rb', '2') },
    { subject: 'bottle', parents: ['bump'], ...at('Formula/foo.rb', '2.1') },
    { subject: 'other', parents: ['foo 1'], ...at('Formula/bar.rb', '1', 'bar') },
    { subject: 'clean merge', parents: ['other', 'bottle'], ...at('Formula/foo.rb', '2.1') },
    { subject: 'main', parents: ['clean merge'], ...at('Formula/foo.rb', '3') },
    { subject: 'side', parents: ['clean merge'], ...at('Formula/foo.rb', '4') },
    { subject: 'evil merge', parents: ['main', 'side'], ...at('Formula/foo.rb', '5') },
  ]);

  expect(states).toEqual([
    'evil merge: 5 at Formula/foo.rb',
    'main: 3 at Formula/foo.rb',
    'bottle: 2.1 at Formula/foo.rb',
    'bump: 2 at Formula/foo.rb',
    'foo 1: 1 at Formula/foo.rb',
  ]);
});

test.each(['Formula/', 'Formula/deep/down/', 'HomebrewFormula/', '', 'Library/Formula/'])(
  'a tap may keep its formulae in %j',
  async (folder) => {
    const states = await lines([
      { subject: 'foo 1', ...at(`${folder}foo.rb`, '1') },
      { subject: 'foo 2', ...at(`${folder}foo.rb`, '2') },
      { subject: 'gone', remove: [`${folder}foo.rb`], ...at(`${folder}bar.rb`, '1', 'bar') },
    ]);

    expect(states).toHaveLength(3);
  },
);

test('a tap that moved from its root into a folder has one history', async () => {
  const states = await lines([
    { subject: 'foo 1', ...at('foo.rb', '1') },
    { subject: 'foo 2', ...at('foo.rb', '2') },
    { subject: 'move', rename: { 'foo.rb': 'HomebrewFormula/foo.rb' } },
    { subject: 'foo 3', ...at('HomebrewFormula/foo.rb', '3') },
  ]);

  expect(states).toHaveLength(3);
});

test('a state that cannot be read is reported and does not end the walk', async () => {
  const events: string[] = [];
  await using tap = await buildTap({
    commits: [
      { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
      { subject: 'huge', write: { 'Formula/foo.rb': Buffer.alloc(5 * 1024 * 1024, 'x') } },
      { subject: 'broken', write: { 'Formula/foo.rb': '<<<<<<< HEAD\n' } },
      { subject: 'link', link: { 'Formula/foo.rb': 'bar.rb' } },
      { subject: 'foo 2', ...at('Formula/foo.rb', '2') },
    ],
  });

  const states = await walkIn(tap.path, 'foo', { onEvent: ({ type }) => events.push(type) });

  expect(states.map(stateLine)).toEqual([
    'foo 2: 2 at Formula/foo.rb',
    'link: unreadable at Formula/foo.rb',
    'broken: unreadable at Formula/foo.rb',
    'huge: unreadable at Formula/foo.rb',
    'foo 1: 1 at Formula/foo.rb',
  ]);
  expect(states[3]).toMatchObject({
    error: { where: { path: 'Formula/foo.rb', commit: tap.oid('huge') }, reason: /4 MiB/ },
  });
  expect(events.filter((type) => type === 'unreadable')).toHaveLength(3);
});

test('a walk that is left early does not wait for what git may find next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-slow-git-'));
  await using tap = await buildTap({
    commits: [
      { subject: 'foo 1', ...at('Formula/foo.rb', '1') },
      { subject: 'foo 2', ...at('Formula/foo.rb', '2') },
      { subject: 'foo 3', ...at('Formula/foo.rb', '3') },
    ],
  });
  try {
    const path = process.env['PATH'] ?? '';
    // It finds two commits at once, and looks for the third for longer than a test may take.
    const slow = `#!/bin/sh
PATH='${path}'
case "$*" in
  *' log '*) git "$@" | head -c 500; exec sleep 600 ;;
  *) exec git "$@" ;;
esac
`;
    await writeFile(join(folder, 'git'), slow, { mode: 0o755 });
    const environment = { ...process.env, PATH: `${folder}:${path}` };
    await using repository = await openRepository(tap.path, { environment });
    const opened = await openGitTap({ repository, reader: lineReader });
    const location = await locateFormula(opened, 'foo');
    const subjects: string[] = [];
    for await (const { commit } of walkFormula(opened, location)) {
      subjects.push(commit.subject);
      if (subjects.length === 2) break;
    }
    expect(subjects).toEqual(['foo 3', 'foo 2']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
