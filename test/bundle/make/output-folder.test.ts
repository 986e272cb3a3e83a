import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import { expect, test } from 'vitest';

import type { GatheredBundle } from '../../../src/bundle/file/gathered-bundle.ts';
import { lookAtFolder, requireOnlyBundle } from '../../../src/bundle/make/look-at-folder.ts';
import { writeBundle, type BundleOutput } from '../../../src/bundle/make/write-bundle.ts';
import { assembleBundle } from '../../../src/bundle/plan/assemble.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { FileExistsError } from '../../../src/core/errors.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { replaceFolder } from '../../../src/store/place/final-name.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

async function makeBundles(folder: TempFolder): Promise<readonly GatheredBundle[]> {
  const names = ['vim', 'wget', 'zlib'];
  const cache = folder.at('cache');
  const bottles = await Promise.all(names.map((formula) => makeBottle(cache, { formula })));
  return bottles.map((bottle) => ({
    targets: [{ target: parseTargetTag('big_sur'), items: [bottle] }],
    lock: Buffer.from('{}\n'),
    receipts: [],
  }));
}

async function write(
  folder: TempFolder,
  bundles: readonly GatheredBundle[],
  index: number,
  more: Partial<BundleOutput> = {},
): Promise<string> {
  const contents = bundles[index];
  if (contents === undefined) throw new Error('no such bundle');
  return (await writeBundle(contents, { path: folder.at('out'), format: 'folder', ...more }))
    .sumsSha256;
}

async function sumsThere(folder: TempFolder): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256')
    .update(await readFile(folder.at('out/SHA256SUMS')))
    .digest('hex');
}

test.each(['out.old', 'out.partial', '.out.part'])(
  'the user’s own folder %s beside a bundle is kept, even with --force',
  async (name) => {
    await using folder = await tempFolder();
    const bundles = await makeBundles(folder);
    await mkdir(folder.at(name));
    await writeFile(folder.at(`${name}/thesis`), 'years');
    await write(folder, bundles, 0);
    await write(folder, bundles, 1, { overwrite: true });

    expect(await readFile(folder.at(`${name}/thesis`), 'utf8')).toBe('years');
    expect((await readdir(folder.path)).toSorted()).toEqual([name, 'cache', 'out'].toSorted());
  },
);

test('of several runs on one folder one writes its whole bundle, and the others fail and leave nothing', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  const results = await Promise.allSettled([
    write(folder, bundles, 0),
    write(folder, bundles, 1),
    write(folder, bundles, 2),
  ]);
  const won = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));

  expect(won).toEqual([await sumsThere(folder)]);
  for (const each of results) {
    if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(FileExistsError);
  }
  expect(await verifyBundle(folder.at('out'))).toEqual([]);
  expect(await readdir(folder.path)).toEqual(['cache', 'out']);
});

test('of several runs with --force one whole bundle stays, and nothing else is left', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  await write(folder, bundles, 0);
  const overwrite = true;
  const sums = await Promise.all(
    [0, 1, 2].map((index) => write(folder, bundles, index, { overwrite })),
  );

  expect(sums).toContain(await sumsThere(folder));
  expect(await verifyBundle(folder.at('out'))).toEqual([]);
  expect(await readdir(folder.path)).toEqual(['cache', 'out']);
});

test('runs that make the same bundle at once all succeed', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  const sums = await Promise.all([
    write(folder, bundles, 0),
    write(folder, bundles, 0),
    write(folder, bundles, 0),
  ]);

  expect(new Set(sums)).toEqual(new Set([await sumsThere(folder)]));
  expect(await verifyBundle(folder.at('out'))).toEqual([]);
});

test('a bundle into which someone put a file is not replaced', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  await write(folder, bundles, 0);
  const before = await sumsThere(folder);
  await writeFile(folder.at('out/thesis.txt'), 'years');
  const failure = write(folder, bundles, 1, { overwrite: true });

  await expect(failure).rejects.toThrow('holds more than a bundle: thesis.txt');
  expect([await sumsThere(folder), await readFile(folder.at('out/thesis.txt'), 'utf8')]).toEqual([
    before,
    'years',
  ]);
  expect(await readdir(folder.path)).toEqual(['cache', 'out']);
});

test('a damaged bundle can be replaced', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  await write(folder, bundles, 0);
  await writeFile(folder.at('out/install.sh'), 'damaged');
  await rm(folder.at('out/README.txt'));
  await write(folder, bundles, 1, { overwrite: true });

  expect(await verifyBundle(folder.at('out'))).toEqual([]);
});

test('a link to an empty folder stays, and what it leads to is filled', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  await mkdir(folder.at('stick'));
  await symlink('stick', folder.at('out'));
  await write(folder, bundles, 0);

  expect(await verifyBundle(folder.at('stick'))).toEqual([]);
  expect(await readdir(folder.path)).toEqual(['cache', 'out', 'stick']);
});

test('a folder that other runs keep replacing is never seen half replaced', async () => {
  await using folder = await tempFolder();
  const bundles = await makeBundles(folder);
  await write(folder, bundles, 0);
  const files = await assembleBundle(bundles[2] ?? { targets: [], lock: undefined, receipts: [] });
  const sums = files.find(({ name }) => name === 'SHA256SUMS');
  if (sums === undefined) throw new Error('a bundle without sums');
  let isOver = false;
  const swapping = (async () => {
    while (!isOver) {
      await mkdir(folder.at('fresh'));
      await writeFile(folder.at('fresh/bundle.json'), '{}');
      await writeFile(folder.at('fresh/SHA256SUMS'), `${'a'.repeat(64)}  bundle.json\n`);
      await replaceFolder(folder.at('fresh'), folder.at('out'), async () => {});
      // A look takes a few milliseconds, and would never end if each were disturbed. A file system may count birth times in
      // steps of ten.
      await setTimeout(10 + Math.random() * 10);
    }
  })();
  const seen = new Set<string>();
  try {
    for (let look = 0; look < 400; look += 1) {
      seen.add(await lookAtFolder(folder.at('out'), sums));
      await requireOnlyBundle(folder.at('out'));
    }
  } finally {
    isOver = true;
    await swapping;
  }

  expect([...seen].filter((each) => each !== 'nothing')).toEqual(['bundle']);
});
