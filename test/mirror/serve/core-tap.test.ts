import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readTar } from '../../../src/archive/read-tar.ts';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { openBundle } from '../../../src/bundle/file/open-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeCoreTaps } from '../../../src/mirror/serve/core-tap.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

type Items = Readonly<Record<string, readonly BundleItem[]>>;

/** The files of each core tap of a bundle with these items, by bottle tag. */
async function tapsOf(folder: TempFolder, items: Items): Promise<Map<string, Map<string, string>>> {
  const targets = Object.entries(items).map(([bottleTag, each]) => {
    return { target: parseTargetTag(bottleTag), items: each };
  });
  const out = { path: folder.at('bundle'), format: 'folder' } as const;
  await writeBundle({ targets, lock: undefined, receipts: [] }, out);
  await using reader = await openBundle(out.path);
  const found = new Map<string, Map<string, string>>();
  for (const { bottleTag, bytes, sha256 } of await makeCoreTaps(reader)) {
    expect(sha256).toBe(hexOfBytes(bytes));
    const files = new Map<string, string>();
    const source = (async function* () {
      yield bytes;
    })();
    for await (const { name, content } of readTar(source, { what: 'the tap' }))
      files.set(name, (await buffer(content)).toString('utf8'));
    found.set(bottleTag, files);
  }
  return found;
}

test('a tap has the formulae of its target, and a stub for every other name that they mention', async () => {
  await using folder = await tempFolder();
  const base = { bottleTag: 'big_sur' };
  const lua = await makeBottle(folder.path, { ...base, formula: 'lua', stubs: ['cmake', 'vim'] });
  const wish = { dependencies: ['lua'], stubs: ['cmake', 'CMake'], conflicts: ['ex-vi', 'a/b/vi'] };
  const vim = await makeBottle(folder.path, { ...base, formula: 'vim', ...wish });
  const files = (await tapsOf(folder, { big_sur: [lua, vim] })).get('big_sur');

  expect([...(files?.keys() ?? [])]).toEqual([
    'Formula/cmake.rb',
    'Formula/ex-vi.rb',
    'Formula/lua.rb',
    'Formula/vim.rb',
  ]);
  expect(files?.get('Formula/vim.rb')).toBe(vim.formulaFile?.bytes.toString());
  expect(files?.get('Formula/ex-vi.rb')).toMatch(/^class ExVi < Formula\n/);
});

test('two targets have two taps, each with its own versions', async () => {
  await using folder = await tempFolder();
  const vim = { formula: 'vim', formulaLines: ['# old'] };
  const old = await makeBottle(folder.path, { ...vim, pkgVersion: '8.0', bottleTag: 'big_sur' });
  const wish = { formula: 'vim', pkgVersion: '9.0', bottleTag: 'arm64_ventura' };
  const recent = await makeBottle(folder.path, wish);
  const taps = await tapsOf(folder, { big_sur: [old], arm64_ventura: [recent] });

  expect(taps.get('big_sur')?.get('Formula/vim.rb')).toContain('# old');
  expect(taps.get('arm64_ventura')?.get('Formula/vim.rb')).not.toContain('# old');
});

test('without the text of a formula there is no tap, and formulae of other taps are not in it', async () => {
  await using folder = await tempFolder();
  const vim = await makeBottle(folder.path, { formula: 'vim' });
  const untold = { ...vim, formulaFile: undefined };
  const foreign = { ...(await makeBottle(folder.path, { formula: 'tf' })), tap: 'me/tools' };

  expect([...(await tapsOf(folder, { big_sur: [untold, foreign] }))]).toEqual([]);
  await using other = await tempFolder();
  expect([...(await tapsOf(other, { big_sur: [foreign] }))]).toEqual([]);
  await using both = await tempFolder();
  const files = (await tapsOf(both, { big_sur: [vim, foreign] })).get('big_sur');
  expect([...(files?.keys() ?? [])]).toEqual(['Formula/vim.rb']);
});
