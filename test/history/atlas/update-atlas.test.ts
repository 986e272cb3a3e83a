import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { BrewpullEvent } from '../../../src/core/events.ts';
import { InvalidFileError } from '../../../src/core/errors.ts';
import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import { updateAtlas } from '../../../src/history/atlas/update-atlas.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { tellFromAtlas, tellFromWalk, updateAtlasOf } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { lineReader } from '../../support/tap/line-reader.ts';
import { assert, asyncProperty, integer } from '../../support/limits/random.ts';

interface Folder extends AsyncDisposable {
  readonly atlas: string;
  readonly path: string;
}

async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'brewpull-atlas-'));
  return {
    path,
    atlas: join(path, 'core.atlas'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

function builds(name: string, versions: readonly number[]): TapCommit[] {
  return versions.flatMap((version) => {
    const facts = { name, version: `${version}` };
    const bottle = {
      entries: { big_sur: `${version}`.padStart(64, 'a'), monterey: 'f'.repeat(64) },
    };
    const path = `Formula/${name}.rb`;
    return [
      { subject: `${name} ${version}`, write: { [path]: formulaText(facts) } },
      {
        subject: `${name}: update ${version} bottle.`,
        write: { [path]: formulaText({ ...facts, bottle }) },
      },
    ];
  });
}

test('an atlas is made once, continued with what is new, and left alone when nothing is new', async () => {
  await using folder = await makeFolder();
  const commits = [...builds('foo', [1, 2]), ...builds('bar', [1]), ...builds('foo', [3])];
  await using tap = await buildTap({ commits });

  const first = await updateAtlasOf(tap.path, folder.atlas, { head: tap.oid('bar 1') });
  const second = await updateAtlasOf(tap.path, folder.atlas);
  const third = await updateAtlasOf(tap.path, folder.atlas);

  expect([first, second, third].map(({ how, commits: count }) => [how, count])).toEqual([
    ['built', 5],
    ['continued', 3],
    ['current', 0],
  ]);
  using atlas = openAtlas(folder.atlas);
  expect(atlas?.head).toBe(tap.head);
  expect(atlas?.names()).toEqual(['bar', 'foo']);
  expect(await readdir(folder.path)).toEqual(['core.atlas']);
});

test('an atlas of a history that was rewritten is rebuilt', async () => {
  await using folder = await makeFolder();
  await using before = await buildTap({ commits: builds('foo', [1, 2, 3]) });
  await using after = await buildTap({ commits: builds('foo', [1, 2, 4]) });

  await updateAtlasOf(before.path, folder.atlas);
  const { how, commits } = await updateAtlasOf(after.path, folder.atlas);

  expect({ how, commits }).toEqual({ how: 'built', commits: 6 });
  expect(await tellFromAtlas(folder.atlas, 'foo')).toEqual(await tellFromWalk(after.path, 'foo'));
});

test.each(['c', 'a', 'b'])(
  'an atlas made at %s of two branches that were merged into each other is right at their end',
  async (cut) => {
    await using folder = await makeFolder();
    const at = (version: string): Pick<TapCommit, 'write'> => ({
      write: { 'Formula/foo.rb': formulaText({ name: 'foo', version }) },
    });
    await using tap = await buildTap({
      commits: [
        { subject: 'base', ...at('1') },
        { subject: 'a', parents: ['base'], ...at('2') },
        { subject: 'b', parents: ['base'], ...at('3') },
        { subject: 'c', parents: ['a', 'b'], ...at('2') },
        { subject: 'd', parents: ['b', 'a'], ...at('3') },
        // Git lists no change here, though the file is the other branch's now.
        { subject: 'end', parents: ['c', 'd'], ...at('3') },
      ],
    });

    await updateAtlasOf(tap.path, folder.atlas, { head: tap.oid(cut) });
    await updateAtlasOf(tap.path, folder.atlas);

    expect(await tellFromAtlas(folder.atlas, 'foo')).toEqual(await tellFromWalk(tap.path, 'foo'));
  },
);

test('a formula that came with a history of its own does not get the past of an earlier one', async () => {
  await using folder = await makeFolder();
  const at = (version: string): Pick<TapCommit, 'write'> => ({
    write: { 'Formula/foo.rb': formulaText({ name: 'foo', version }) },
  });
  await using tap = await buildTap({
    commits: [
      { subject: 'old', ...at('1') },
      { subject: 'gone', remove: ['Formula/foo.rb'], write: { 'README.md': 'A tap.' } },
      { subject: 'other root', parents: [], ...at('2') },
      { subject: 'end', parents: ['gone', 'other root'], ...at('2') },
    ],
  });

  await updateAtlasOf(tap.path, folder.atlas);

  expect(await tellFromAtlas(folder.atlas, 'foo')).toEqual(await tellFromWalk(tap.path, 'foo'));
});

test('an atlas moved back to an older commit is rebuilt', async () => {
  await using folder = await makeFolder();
  await using tap = await buildTap({ commits: builds('foo', [1, 2, 3]) });
  const head = tap.oid('foo 2');

  await updateAtlasOf(tap.path, folder.atlas);
  const { how } = await updateAtlasOf(tap.path, folder.atlas, { head });

  expect(how).toBe('built');
  const walked = await tellFromWalk(tap.path, 'foo', { head });
  expect(await tellFromAtlas(folder.atlas, 'foo')).toEqual(walked);
});

test('whichever byte is damaged, no wrong answer is given', async () => {
  await using folder = await makeFolder();
  await using tap = await buildTap({ commits: [...builds('foo', [1, 2]), ...builds('bar', [1])] });
  await updateAtlasOf(tap.path, folder.atlas);
  const whole = await readFile(folder.atlas);
  const ask = async (path: string): Promise<unknown> => {
    using atlas = openAtlas(path);
    return [
      atlas?.head,
      [...(atlas?.latest() ?? [])],
      await atlas?.formula('foo'),
      await atlas?.formula('bar'),
    ];
  };
  const truth = await ask(folder.atlas);
  const damaged = join(folder.path, 'damaged.atlas');
  const { writeFileSync } = await import('node:fs');

  await assert(
    asyncProperty(
      integer({ min: 0, max: whole.length - 1 }),
      integer({ min: 1, max: 255 }),
      async (at, by) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        writeFileSync(damaged, bytes);
        let said: unknown;
        try {
          said = await ask(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidFileError);
          return;
        }
        // Some bytes say nothing: the end of the header is padding, but it has a checksum, too.
        expect(said).toEqual(truth);
      },
    ),
    { numRuns: 400 },
  );
});

test.each([
  { what: 'cut off', damage: (bytes: Buffer) => bytes.subarray(0, bytes.length - 9) },
  { what: 'empty', damage: () => Buffer.alloc(0) },
  {
    what: 'of an older format',
    damage: (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 19 ? byte - 1 : byte))),
  },
  { what: 'something else', damage: () => Buffer.from('Not an atlas.'.repeat(50)) },
  {
    what: 'damaged in the middle',
    damage: (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 400 ? byte ^ 1 : byte))),
  },
])('an atlas that is $what is reported and rebuilt, even if nothing is new', async ({ damage }) => {
  await using folder = await makeFolder();
  await using tap = await buildTap({ commits: builds('foo', [1, 2, 3]) });
  await updateAtlasOf(tap.path, folder.atlas);
  const whole = await readFile(folder.atlas);
  await writeFile(folder.atlas, damage(whole));
  const events: BrewpullEvent[] = [];
  await using repository = await openRepository(tap.path, { environment: process.env });

  const { how } = await updateAtlas(
    {
      tap: 'homebrew/core',
      repository,
      reader: lineReader,
      onEvent: (event) => events.push(event),
    },
    folder.atlas,
  );

  expect(how).toBe('built');
  expect(events.filter(({ type }) => type === 'warning')).toHaveLength(1);
  expect(await readFile(folder.atlas)).toEqual(whole);
});

test('an open atlas answers as before while a newer one takes its place', async () => {
  await using folder = await makeFolder();
  await using tap = await buildTap({ commits: builds('foo', [1, 2, 3]) });
  await updateAtlasOf(tap.path, folder.atlas, { head: tap.oid('foo 2') });
  using atlas = openAtlas(folder.atlas);
  const before = await atlas?.formula('foo');

  await updateAtlasOf(tap.path, folder.atlas);

  expect(await atlas?.formula('foo')).toEqual(before);
  using newer = openAtlas(folder.atlas);
  expect((await newer?.formula('foo'))?.states).toHaveLength(6);
});

test('several updates at once take turns and leave one whole atlas', async () => {
  await using folder = await makeFolder();
  await using tap = await buildTap({ commits: builds('foo', [1, 2, 3, 4]) });

  const updates = await Promise.all([1, 2, 3].map(() => updateAtlasOf(tap.path, folder.atlas)));

  expect(updates.map(({ how }) => how).toSorted()).toEqual(['built', 'current', 'current']);
  expect(await readdir(folder.path)).toEqual(['core.atlas']);
});

test('a run that is interrupted leaves the old atlas and nothing beside it', async () => {
  await using folder = await makeFolder();
  const unusual = { subject: 'unusual', write: { 'Formula/foo.rb': 'class Foo; end' } };
  await using tap = await buildTap({ commits: [...builds('foo', [1, 2, 3]), unusual] });
  await updateAtlasOf(tap.path, folder.atlas, { head: tap.oid('foo 2') });
  await copyFile(folder.atlas, join(folder.path, 'copy'));
  await using repository = await openRepository(tap.path, { environment: process.env });
  const controller = new AbortController();
  const reader = {
    ...lineReader,
    readFacts: (...args: Parameters<typeof lineReader.read>) => {
      controller.abort();
      return lineReader.readFacts(...args);
    },
  };

  const update = updateAtlas(
    { tap: 'homebrew/core', repository, reader, signal: controller.signal },
    folder.atlas,
  );

  await expect(update).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await readFile(folder.atlas)).toEqual(await readFile(join(folder.path, 'copy')));
  expect((await readdir(folder.path)).toSorted()).toEqual(['copy', 'core.atlas']);
});

test('opening a missing atlas gives undefined', () => {
  expect(openAtlas(join(tmpdir(), 'brewpull-no-such.atlas'))).toBeUndefined();
});
