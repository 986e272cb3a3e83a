import {
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { joinMedia } from '../../../src/mirror/media/join/join-mirror.ts';
import { splitMirror } from '../../../src/mirror/media/split/split-mirror.ts';
import { execFileSync, spawnSync } from '../../support/limits/processes.ts';
import { makeMirrorTree } from '../../support/mirror/make-mirror-tree.ts';
import {
  damage,
  largestData,
  makeMediaWorld,
  SMALL_MEDIUM,
} from '../../support/mirror/small-media.ts';
import { once } from '../../support/once.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

const world = once(makeMediaWorld);

/** A copy of a medium that a test may damage. */
async function copyOf(folder: TempFolder, at: number): Promise<string> {
  const path = folder.at(`stick-${at}`);
  await cp(world().media[at] ?? '', path, { recursive: true });
  return path;
}

test('media are joined one after the other, in any order, and each run says what is missing', async () => {
  await using folder = await tempFolder();
  const output = folder.at('joined');
  const order = world().media.map((path, at) => ({ path, number: at + 1 }));
  const turned = order.toReversed();

  const missing = new Set(order.map(({ number }) => number));
  for (const { path, number } of turned) {
    const joined = await joinMedia([path], { output });
    missing.delete(number);
    expect(joined.missing).toEqual([...missing]);
    expect(joined.status).toBe(missing.size === 0 ? 'joined' : 'incomplete');
    expect((await readdir(output)).includes('mirror.json')).toBe(missing.size === 0);
  }

  execFileSync('diff', ['-r', world().mirror, output]);
});

test('a folder of media counts as all of them, and the same medium twice counts once', async () => {
  await using folder = await tempFolder();

  const paths = [world().output, world().media[0] ?? ''];
  const joined = await joinMedia(paths, { output: folder.at('joined') });

  expect(joined).toMatchObject({ status: 'joined', outcomes: { length: world().media.length } });
});

test('a mirror that already exists is recognized, and never overwritten', async () => {
  await using folder = await tempFolder();
  const output = folder.at('joined');
  await joinMedia(world().media, { output });

  const again = await joinMedia(world().media, { output });
  const path = folder.at('joined/README.txt');
  await writeFile(path, 'mine');

  expect(again.status).toBe('unchanged');
  await expect(joinMedia(world().media, { output })).rejects.toThrow(
    `${output} is already a mirror, but not the one on these media: "README.txt" differs`,
  );
  expect(await readFile(path, 'utf8')).toBe('mine');
});

test('media are not joined into a folder with something else in it', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('mine'), 'x');

  await expect(joinMedia(world().media, { output: folder.path })).rejects.toMatchObject({
    code: 'FILE_EXISTS',
  });
  expect(await readdir(folder.path)).toEqual(['mine']);
});

test('a damaged piece is named, the rest is copied, and a good copy of the medium completes it', async () => {
  await using folder = await tempFolder();
  const output = folder.at('joined');
  const bad = await copyOf(folder, 1);
  await damage(await largestData(bad));
  const others = world().media.filter((_each, at) => at !== 1);

  const joined = await joinMedia([...others, bad], { output });
  const copied = joined.outcomes.reduce((sum, { copiedBytes }) => sum + copiedBytes, 0);
  const ended = await joinMedia([world().media[1] ?? ''], { output });

  expect(joined).toMatchObject({ status: 'incomplete', missing: [2] });
  const faults = joined.outcomes.flatMap((outcome) => outcome.faults);
  expect(faults.map(({ code }) => code)).toEqual(['DIGEST_MISMATCH']);
  expect(ended.status).toBe('joined');
  expect(copied + (ended.outcomes[0]?.copiedBytes ?? 0)).toBe(ended.totalBytes);
  execFileSync('diff', ['-r', world().mirror, output]);
});

test.for([
  ['is missing', (path: string) => rm(path), 'INVALID_FILE', 'no such file'],
  ['is a link', replaceByLink, 'INVALID_FILE', 'cannot be read'],
  ['is cut short', (path: string) => truncate(path, 1000), 'SIZE_MISMATCH', 'got 1000'],
  ['is a folder', replaceByFolder, 'INVALID_FILE', 'is not a regular file'],
] as const)('a file on a medium that %s is named, and nothing is lost', async (row) => {
  const [, change, code, words] = row;
  await using folder = await tempFolder();
  const bad = await copyOf(folder, 0);
  const output = folder.at('joined');
  const whole = folder.at('whole');
  const large = await largestData(bad);
  await cp(large, whole);
  await change(large);

  const joined = await joinMedia([bad], { output });

  const [fault] = joined.outcomes.flatMap(({ faults }) => faults);
  expect(fault).toMatchObject({ code, message: expect.stringContaining(words) });
  expect((await joinMedia(world().media, { output })).status).toBe('joined');
  execFileSync('diff', ['-r', world().mirror, output]);
});

async function replaceByLink(path: string): Promise<void> {
  await cp(path, `${path}-elsewhere`);
  await rm(path);
  await symlink(`${path}-elsewhere`, path);
}

async function replaceByFolder(path: string): Promise<void> {
  await rm(path);
  await mkdir(path);
}

test('media of another state of the mirror are refused, together or one after the other', async () => {
  await using folder = await tempFolder();
  await makeMirrorTree(folder.at('mirror'), {
    bottles: [{ formula: 'vim', pkgVersion: '9', tags: ['big_sur'], fillerBytes: 900_000 }],
  });
  const output = folder.at('media');
  await splitMirror(folder.at('mirror'), { output, mediumBytes: SMALL_MEDIUM });
  const [mine = ''] = world().media;

  await expect(joinMedia([mine, output], { output: folder.at('joined') })).rejects.toThrow(
    / are of different sets: /,
  );
  expect(await readdir(folder.path)).not.toContain('joined');
  await joinMedia([mine], { output: folder.at('joined') });
  await expect(joinMedia([output], { output: folder.at('joined') })).rejects.toThrow(
    / was begun with media of another set, /,
  );
  const ended = await joinMedia(world().media, { output: folder.at('joined') });
  expect(ended.status).toBe('joined');
});

test('a copied file that was lost is noticed before the mirror is called complete', async () => {
  await using folder = await tempFolder();
  const output = folder.at('joined');
  const [first = '', ...others] = world().media;
  await joinMedia([first], { output });
  await rm(join(output, 'index.html'));

  await expect(joinMedia(others, { output })).rejects.toThrow(
    `${join(output, 'index.html')} has changed since it was copied`,
  );
  expect(await readdir(output)).not.toContain('mirror.json');
  expect((await joinMedia(world().media, { output })).status).toBe('joined');
  execFileSync('diff', ['-r', world().mirror, output]);
});

test('a disk that is too full is refused with both figures before anything is written', async () => {
  await using folder = await tempFolder();
  const path = await copyOf(folder, 0);
  const text = await readFile(join(path, 'media.json'), 'utf8');
  await writeFile(
    join(path, 'media.json'),
    text.replace(/"totalBytes":\d+/, '"totalBytes":9000000000000000'),
  );

  await expect(joinMedia([path], { output: folder.at('joined') })).rejects.toThrow(
    /^the disk is too full for .*joined: 9000 TB are needed, and .* are free$/,
  );
  expect(await readdir(folder.path)).not.toContain('joined');
});

test('a join that was killed when only its traces were left is finished by the next one', async () => {
  await using folder = await tempFolder();
  const output = folder.at('joined');
  await joinMedia(world().media, { output });
  await mkdir(join(output, '.brewpull/join/media'), { recursive: true });
  const dead = spawnSync(process.execPath, ['--version']).pid;
  await writeFile(join(output, '.brewpull/join.lock'), `${dead} ${hostname()}\n`);
  await utimes(join(output, '.brewpull/join.lock'), 0, 0);

  expect((await joinMedia(world().media, { output })).status).toBe('unchanged');
  execFileSync('diff', ['-r', world().mirror, output]);
});

test('several joins into one folder at once take turns, and all succeed', async () => {
  await using folder = await tempFolder();
  const output = folder.at('joined');
  const [first = '', ...others] = world().media;

  const runs = [[first, ...others], others, [first]];
  const joined = await Promise.all(runs.map((paths) => joinMedia(paths, { output })));

  expect(joined[0]?.missing).toEqual([]);
  execFileSync('diff', ['-r', world().mirror, output]);
});
