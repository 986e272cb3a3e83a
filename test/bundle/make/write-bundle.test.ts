import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GatheredBundle, BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { inspectBundle } from '../../../src/bundle/file/inspect-bundle.ts';
import { openBundle } from '../../../src/bundle/file/open-bundle.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import {
  DigestMismatchError,
  FileExistsError,
  InvalidFileError,
  SizeMismatchError,
} from '../../../src/core/errors.ts';
import { parseHex } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';

import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { execFileSync } from '../../support/limits/processes.ts';

async function gather(folder: TempFolder): Promise<GatheredBundle> {
  const cache = folder.at('cache');
  const library = await makeBottle(cache, { formula: 'library', rebuild: 2, isRequested: false });
  const wish = {
    formula: 'vi@9',
    pkgVersion: '9.0_1',
    dependencies: ['library'],
    stubs: ['cmake'],
  };
  const intel = await makeBottle(cache, wish);
  const arm = await makeBottle(cache, { formula: 'vi@9', bottleTag: 'arm64_sonoma' });
  return {
    targets: [
      { target: parseTargetTag('big_sur'), items: [library, intel] },
      { target: parseTargetTag('arm64_sonoma'), items: [arm] },
    ],
    lock: Buffer.from('{}\n'),
    receipts: [{ name: 'home.receipt.json', bytes: Buffer.from('{}') }],
  };
}

function withItem(contents: GatheredBundle, change: Partial<BundleItem>): GatheredBundle {
  const [first] = contents.targets;
  const items = first?.items.map((item) =>
    item.formula === 'vi@9' ? { ...item, ...change } : item,
  );
  return { ...contents, targets: first === undefined ? [] : [{ ...first, items: items ?? [] }] };
}

test('two runs write the same tar, and it unpacks to the folder', async () => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  const first = await writeBundle(contents, { path: folder.at('one.tar'), format: 'tar' });
  const second = await writeBundle(contents, { path: folder.at('two.tar'), format: 'tar' });
  const third = await writeBundle(contents, { path: folder.at('out'), format: 'folder' });

  expect(second.sha256).toBe(first.sha256);
  expect(await readFile(folder.at('two.tar'))).toEqual(await readFile(folder.at('one.tar')));
  expect(third.sumsSha256).toBe(first.sumsSha256);
  execFileSync('tar', ['-xf', folder.at('one.tar'), '-C', folder.path]);
  execFileSync('bash', ['-c', 'diff -r brewpull-bundle out'], { cwd: folder.path });
  for (const script of ['install.sh', 'installer/offline-brew.sh']) {
    expect((await stat(folder.at(`out/${script}`))).mode & 0o777).toBe(0o755);
  }
  execFileSync('bash', ['-c', 'sha256sum -c --strict --quiet SHA256SUMS'], {
    cwd: folder.at('out'),
  });
});

test('a folder has what a Mac needs, under names that exFAT allows, and no edit of it changes anything in the cache', async () => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  await writeBundle(contents, { path: folder.at('out'), format: 'folder' });
  const found = await readdir(folder.at('out'), { recursive: true, withFileTypes: true });
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.at('out/').length))
    .map((name) => name.replace(/\/[0-9a-f]{12}\//, '/COMMIT/'))
    .toSorted();

  expect(names).toEqual([
    'README.txt',
    'SHA256SUMS',
    'bottles/library--1.0.big_sur.bottle.2.tar.gz',
    'bottles/library--1.0.big_sur.bottle.json',
    'bottles/vi@9--1.0.arm64_sonoma.bottle.json',
    'bottles/vi@9--1.0.arm64_sonoma.bottle.tar.gz',
    'bottles/vi@9--9.0_1.big_sur.bottle.json',
    'bottles/vi@9--9.0_1.big_sur.bottle.tar.gz',
    'brewpull.lock.json',
    'bundle.json',
    'formulae/homebrew/core/COMMIT/Formula/l/library.rb',
    'formulae/homebrew/core/COMMIT/Formula/v/vi@9.rb',
    'formulae/homebrew/core/COMMIT/Formula/v/vi@9.rb',
    'install.sh',
    'installer/arm64_sonoma/fallback/vi@9.rb',
    'installer/arm64_sonoma/plan.tsv',
    'installer/big_sur/fallback/library.rb',
    'installer/big_sur/fallback/vi@9.rb',
    'installer/big_sur/plan.tsv',
    'installer/big_sur/stubs/cmake.rb',
    'installer/offline-brew.sh',
    'installer/targets.tsv',
    'receipts/home.receipt.json',
    'registry/homebrew/core/library/1.0-2.big_sur.index.json',
    'registry/homebrew/core/library/1.0-2.big_sur.manifest.json',
    'registry/homebrew/core/vi/9/1.0.arm64_sonoma.index.json',
    'registry/homebrew/core/vi/9/1.0.arm64_sonoma.manifest.json',
    'registry/homebrew/core/vi/9/9.0_1.big_sur.index.json',
    'registry/homebrew/core/vi/9/9.0_1.big_sur.manifest.json',
  ]);
  expect(names.join('\n')).not.toMatch(/[":*<>?\\|]/);
  expect((await stat(folder.at('out/bottles/vi@9--9.0_1.big_sur.bottle.tar.gz'))).nlink).toBe(1);
  const fallback = await readFile(folder.at('out/installer/big_sur/fallback/vi@9.rb'), 'utf8');
  expect(fallback).toContain('class ViAT9 < Formula\n');
  expect(fallback).toContain('version "9.0"\n  revision 1\n');
  const readme = await readFile(folder.at('out/README.txt'), 'utf8');
  expect(readme).toContain(
    'For macOS 11 Big Sur on Intel (big_sur), and 1 that it needs:\n      vi@9 9.0_1',
  );
});

test('a split tar is read from its first part', async () => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  const large = withItem(contents, {});
  const out = { path: folder.at('b.tar'), format: 'tar', splitBytes: 20_000 } as const;
  const { paths } = await writeBundle(large, out);

  expect(paths.length).toBeGreaterThan(3);
  expect(await verifyBundle(folder.at('b.tar.001'))).toEqual([]);
});

test.each(['folder', 'tar'] as const)('a bad bottle leaves no unfinished %s', async (format) => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  const out = { path: folder.at('out'), format };
  const wrongSum = withItem(contents, { sha256: parseHex('0'.repeat(64)), registry: undefined });
  await expect(writeBundle(wrongSum, out)).rejects.toThrow(DigestMismatchError);
  await expect(writeBundle(withItem(contents, { sizeBytes: 7 }), out)).rejects.toThrow(
    SizeMismatchError,
  );
  await expect(
    writeBundle(withItem(contents, { bottleFile: folder.at('nowhere') }), out),
  ).rejects.toMatchObject({
    code: 'STORE',
  });

  expect(await readdir(folder.path)).toEqual(['cache']);
});

test.each(['folder', 'tar'] as const)(
  'an existing %s is kept unless it may be replaced',
  async (format) => {
    await using folder = await tempFolder();
    const contents = await gather(folder);
    const out = { path: folder.at('out'), format };
    await writeBundle(contents, out);
    expect((await writeBundle(contents, out)).status).toBe('unchanged');
    const other = withItem(contents, {});

    await expect(writeBundle(other, out)).rejects.toThrow(FileExistsError);
    expect((await writeBundle(other, { ...out, overwrite: true })).status).toBe('written');
    expect(await verifyBundle(folder.at('out'))).toEqual([]);
    expect(await readdir(folder.path)).toEqual(['cache', 'out']);
  },
);

test('a folder that is not a bundle is never replaced', async () => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  await mkdir(folder.at('out'));
  await writeFile(folder.at('out/thesis.txt'), 'years');
  const out = { path: folder.at('out'), format: 'folder', overwrite: true } as const;

  await expect(writeBundle(contents, out)).rejects.toThrow(FileExistsError);
  expect(await readdir(folder.at('out'))).toEqual(['thesis.txt']);
});

test.each([
  ['a name with a semicolon', { formula: 'vi;rm' }],
  ['a name that leads out', { formula: '../vi' }],
  ['a name that begins with a dash', { formula: '-rf' }],
  ['a version with a colon', { pkgVersion: '1:2' }],
  ['a cellar with a dollar', { cellar: '/$(x)' }],
  [
    'a formula path that leads out',
    { formulaFile: { path: '../x.rb', commit: 'c'.repeat(40), bytes: Buffer.of() } },
  ],
  ['an item before what it needs', { dependencies: ['zlib'] }],
  ['a stub with a slash', { stubs: ['user/tap/x'] }],
] as const)('%s is refused', async (_what, change) => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  await expect(
    writeBundle(withItem(contents, change), { path: folder.at('out'), format: 'tar' }),
  ).rejects.toThrow(InvalidFileError);
  expect(await readdir(folder.path)).toEqual(['cache']);
});

test('a bottle of 300 MB is bundled and verified in little memory', async () => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  const bottleFile = folder.at('large');
  await writeFile(bottleFile, '');
  await truncate(bottleFile, 300_000_000);
  const hash = createHash('sha256');
  for (let left = 300_000_000; left > 0; left -= 1_000_000) hash.update(Buffer.alloc(1_000_000));
  const sha256 = parseHex(hash.digest('hex'));
  const before = process.memoryUsage.rss();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 5);
  const large = withItem(contents, {
    bottleFile,
    sha256,
    sizeBytes: 300_000_000,
    registry: undefined,
  });
  await writeBundle(large, { path: folder.at('b.tar'), format: 'tar' });
  expect(await verifyBundle(folder.at('b.tar'))).toEqual([]);
  clearInterval(watch);

  expect(highest - before).toBeLessThan(150_000_000);
});

test('a bundle is opened and listed alike from a folder and from a tar', async () => {
  await using folder = await tempFolder();
  const contents = await gather(folder);
  await writeBundle(contents, { path: folder.at('out'), format: 'folder' });
  await writeBundle(contents, { path: folder.at('b.tar'), format: 'tar' });
  const summaries = [];
  for (const path of [folder.at('out'), folder.at('b.tar')]) {
    await using reader = await openBundle(path);
    expect(Buffer.from(await reader.read('brewpull.lock.json')).toString()).toBe('{}\n');
    summaries.push({ ...inspectBundle(reader), path: '', kind: '' });
  }

  expect(summaries[0]).toEqual(summaries[1]);
  expect(
    summaries[0]?.targets[0]?.items.map(({ formula, isRequested }) => [formula, isRequested]),
  ).toEqual([
    ['library', false],
    ['vi@9', true],
  ]);
  await appendFile(folder.at('b.tar'), 'x');
  await expect(openBundle(folder.at('b.tar'))).rejects.toThrow(InvalidFileError);
});
