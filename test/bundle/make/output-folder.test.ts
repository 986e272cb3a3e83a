import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { assembleBundle } from '../../../src/bundle/plan/assemble.ts';
import type { GatheredBundle } from '../../../src/bundle/file/gathered-bundle.ts';
import { lookAtFolder, requireOnlyBundle } from '../../../src/bundle/make/look-at-folder.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { writeBundle, type BundleOutput } from '../../../src/bundle/make/write-bundle.ts';
import { FileExistsError } from '../../../src/core/errors.ts';
import { replaceFolder } from '../../../src/store/place/final-name.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';

let folder = '';
let bundles: readonly GatheredBundle[];
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-outputs-'));
  const names = ['vim', 'wget', 'zlib'];
  const bottles = await Promise.all(names.map((formula) => makeBottle(at('cache'), { formula })));
  bundles = bottles.map((bottle) => ({
    targets: [{ target: parseTargetTag('big_sur'), items: [bottle] }],
    lock: Buffer.from('{}\n'),
    receipts: [],
  }));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(index: number, more: Partial<BundleOutput> = {}): Promise<string> {
  const contents = bundles[index];
  if (contents === undefined) throw new Error('no such bundle');
  return (await writeBundle(contents, { path: at('out'), format: 'folder', ...more })).sumsSha256;
}

async function sumsThere(): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256')
    .update(await readFile(at('out/SHA256SUMS')))
    .digest('hex');
}

test.each(['out.old', 'out.partial', '.out.part'])(
  'the user’s own folder %s beside a bundle is kept, with --force, too',
  async (name) => {
    await mkdir(at(name));
    await writeFile(at(`${name}/thesis`), 'years');
    await write(0);
    await write(1, { overwrite: true });

    expect(await readFile(at(`${name}/thesis`), 'utf8')).toBe('years');
    expect((await readdir(folder)).toSorted()).toEqual([name, 'cache', 'out'].toSorted());
  },
);

test('of several runs on one folder one wins, whole, and the others are told and leave nothing', async () => {
  const results = await Promise.allSettled([write(0), write(1), write(2)]);
  const won = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));

  expect(won).toEqual([await sumsThere()]);
  for (const each of results) {
    if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(FileExistsError);
  }
  expect(await verifyBundle(at('out'))).toEqual([]);
  expect(await readdir(folder)).toEqual(['cache', 'out']);
});

test('of several runs with --force the last wins, whole, and nothing else is left', async () => {
  await write(0);
  const overwrite = true;
  const sums = await Promise.all([0, 1, 2].map((index) => write(index, { overwrite })));

  expect(sums).toContain(await sumsThere());
  expect(await verifyBundle(at('out'))).toEqual([]);
  expect(await readdir(folder)).toEqual(['cache', 'out']);
});

test('runs that make the same bundle at once all succeed', async () => {
  const sums = await Promise.all([write(0), write(0), write(0)]);

  expect(new Set(sums)).toEqual(new Set([await sumsThere()]));
  expect(await verifyBundle(at('out'))).toEqual([]);
});

test('a bundle into which a person put a file is not replaced', async () => {
  await write(0);
  const before = await sumsThere();
  await writeFile(at('out/thesis.txt'), 'years');
  const failure = write(1, { overwrite: true });

  await expect(failure).rejects.toThrow('holds more than a bundle: thesis.txt');
  expect([await sumsThere(), await readFile(at('out/thesis.txt'), 'utf8')]).toEqual([
    before,
    'years',
  ]);
  expect(await readdir(folder)).toEqual(['cache', 'out']);
});

test('a damaged bundle can be replaced', async () => {
  await write(0);
  await writeFile(at('out/install.sh'), 'damaged');
  await rm(at('out/README.txt'));
  await write(1, { overwrite: true });

  expect(await verifyBundle(at('out'))).toEqual([]);
});

test('a link to an empty folder stays, and what it leads to is filled', async () => {
  await mkdir(at('stick'));
  await symlink('stick', at('out'));
  await write(0);

  expect(await verifyBundle(at('stick'))).toEqual([]);
  expect(await readdir(folder)).toEqual(['cache', 'out', 'stick']);
});

test('a folder that other runs replace all the time is never seen half', async () => {
  await write(0);
  const files = await assembleBundle(bundles[2] ?? { targets: [], lock: undefined, receipts: [] });
  const sums = files.find(({ name }) => name === 'SHA256SUMS');
  if (sums === undefined) throw new Error('a bundle without sums');
  let isOver = false;
  const swapping = (async () => {
    while (!isOver) {
      await mkdir(at('fresh'));
      await writeFile(at('fresh/bundle.json'), '{}');
      await writeFile(at('fresh/SHA256SUMS'), `${'a'.repeat(64)}  bundle.json\n`);
      await replaceFolder(at('fresh'), at('out'), async () => {});
    }
  })();
  const seen = new Set<string>();
  try {
    for (let look = 0; look < 200; look += 1) {
      seen.add(await lookAtFolder(at('out'), sums));
      await requireOnlyBundle(at('out'));
    }
  } finally {
    isOver = true;
    await swapping;
  }

  expect([...seen].filter((each) => each !== 'nothing')).toEqual(['bundle']);
});
