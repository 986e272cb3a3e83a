import { cp, readdir } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { runJoin } from '../../src/cli/commands/mirror/join-run.ts';
import { runSplit } from '../../src/cli/commands/mirror/split-run.ts';
import { execFileSync } from '../support/limits/processes.ts';
import { runMedia } from '../support/mirror/run-media.ts';
import {
  damage,
  largestData,
  makeMediaWorld,
  SMALL_MEDIUM,
} from '../support/mirror/small-media.ts';
import { once } from '../support/once.ts';
import { tempFolder } from '../support/temp-folder.ts';

const world = once(makeMediaWorld);
const SIZE = String(SMALL_MEDIUM);

test('--split prints the folders of the media, and --join makes the mirror from them', async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;

  const split = await runMedia(runSplit, {
    cwd,
    positionals: [world().mirror],
    options: { split: SIZE, output: 'sticks' },
  });
  const media = split.stdout.trim().split('\n');
  const joined = await runMedia(runJoin, { cwd, positionals: media, options: { join: true } });

  expect(media).toEqual(world().media.map((_each, at) => folder.at(`sticks/medium-00${at + 1}`)));
  expect(split.stderr).toContain(`${media.length} media of at most 1.2 MB, `);
  expect([split.code, joined.code]).toEqual([0, 0]);
  expect(joined.stdout).toBe(`${folder.at('mirror')}\n`);
  expect(joined.stderr).toContain('the mirror is whole: ');
  execFileSync('diff', ['-r', world().mirror, folder.at('mirror')]);
});

test('--split --dry-run says how many media there would be, and writes nothing', async () => {
  await using folder = await tempFolder();
  const words = { cwd: folder.path, positionals: [world().mirror] };
  const options = { split: SIZE, 'dry-run': true };

  const { code, stdout, stderr } = await runMedia(runSplit, { ...words, options });
  const json = await runMedia(runSplit, { ...words, options: { ...options, json: true } });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^medium-001 {2}\d+(?:\.\d)? [kM]B {2}\d+ files?$/m);
  expect(stderr).toMatch(/^\d+ media would be made of \d+ files, .* MB; nothing was written$/m);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    status: 'planned',
    mediumBytes: SMALL_MEDIUM,
    media: world().media.map((_each, at) => ({ number: at + 1 })),
  });
  expect(await readdir(folder.path)).toEqual([]);
});

test('a join of only some media says which are missing, and ends with exit 6', async () => {
  await using folder = await tempFolder();
  const [first = '', second = ''] = world().media;
  const words = { cwd: folder.path, options: { join: true } };

  const one = await runMedia(runJoin, { ...words, positionals: [first] });
  const options = { ...words.options, json: true };
  const two = await runMedia(runJoin, { ...words, positionals: [second], options });

  expect(one.code).toBe(6);
  expect(one.stdout).toMatch(/^medium 1 .* copied$/m);
  const count = world().media.length;
  expect(one.stderr).toMatch(
    new RegExp(`^media 2, .* and ${count} of ${count} are missing or not whole: `, 'm'),
  );
  expect(JSON.parse(two.stdout)).toMatchObject({
    status: 'incomplete',
    media: count,
    missing: world()
      .media.map((_each, at) => at + 1)
      .slice(2),
    results: [{ number: 2, status: 'copied', errors: [] }],
  });
});

test('a damaged piece is a separate error, and fails verification: exit 4', async () => {
  await using folder = await tempFolder();
  const stick = folder.at('stick');
  await cp(world().media[0] ?? '', stick, { recursive: true });
  await damage(await largestData(stick));

  const words = { cwd: folder.path, positionals: ['stick'], options: { join: true } };
  const { code, stdout, stderr } = await runMedia(runJoin, words);

  expect(code).toBe(4);
  expect(stderr).toMatch(/^brewpull: .* in .*stick\/data\/.*: expected sha256:/m);
  expect(stderr).toContain('next: Copy this medium again, and join it again');
  expect(stdout).toMatch(/^medium 1 {2}\S+stick {2}1 piece cannot be used$/m);
});

test.for([
  ['no mirror', runSplit, [], { split: '60G' }, '--split takes one mirror'],
  ['two mirrors', runSplit, ['a', 'b'], { split: '60G' }, '--split takes one mirror'],
  ['a mirror that is not there', runSplit, ['a'], { split: '60G' }, 'cannot read the mirror'],
  ['a size of files', runSplit, ['.'], { split: 'fat32' }, 'not the size of a medium'],
  ['no size', runSplit, ['.'], { split: 'large' }, 'not a size of at least 1 MB'],
  ['an archive', runSplit, ['.'], { split: '60G', output: 'a.tar' }, 'only a folder'],
  ['a stream', runJoin, ['.'], { join: true, output: '-' }, 'not written to standard output'],
  ['no medium', runJoin, [], { join: true }, 'none is named'],
  ['a medium that is not there', runJoin, ['a'], { join: true }, 'cannot read the medium'],
] as const)('%s is a usage error', async ([, run, positionals, options, words]) => {
  await using folder = await tempFolder();

  await expect(runMedia(run, { cwd: folder.path, positionals, options })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(words),
  });
});
