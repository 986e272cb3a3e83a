import { expect, test } from 'vitest';

import { hexOfBytes } from '../../../src/core/digest.ts';
import { keyOfBottle } from '../../../src/mirror/tree/file/bottle-key.ts';
import { openMirror } from '../../../src/mirror/tree/file/open-mirror.ts';
import { treeSidecarPath } from '../../../src/mirror/tree/file/tree-layout.ts';
import { noTreeSums, readTreeSums } from '../../../src/mirror/tree/file/tree-sums.ts';
import { FormulaTexts } from '../../../src/mirror/tree/fill/formula-texts.ts';
import { TreeWriter } from '../../../src/mirror/tree/fill/tree-writer.ts';
import { writeLists, type Sums } from '../../../src/mirror/tree/fill/write-lists.ts';
import { makeMirrorTree } from '../../support/mirror/make-mirror-tree.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const CORE = {
  tap: 'homebrew/core',
  formula: 'tool',
  pkgVersion: '1.0',
  rebuild: 0,
  bottleTag: 'big_sur',
};
const OTHER = { ...CORE, tap: 'user/tools', rebuild: 3 };
const REBUILT = { ...CORE, rebuild: 1 };
const text = (of: object): Uint8Array => Buffer.from(JSON.stringify(of));

test.for([
  { name: 'homebrew/core before another tap', wins: CORE, loses: OTHER },
  { name: 'the higher rebuild', wins: REBUILT, loses: CORE },
])('of two bottles with one sidecar $name counts, in any order', async ({ wins, loses }) => {
  await using folder = await tempFolder();
  const tree = new TreeWriter(folder.path);
  for (const order of [
    [wins, loses],
    [loses, wins],
  ]) {
    const texts = new FormulaTexts(tree, []);
    for (const bottle of order) await texts.writeSidecar(bottle, text(bottle));

    expect(Buffer.from(await tree.read(treeSidecarPath(CORE)))).toEqual(text(wins));
  }
});

test('a file that two bottles share has the sum of what this run wrote', async () => {
  await using folder = await tempFolder();
  await makeMirrorTree(folder.path, {
    bottles: [{ formula: 'tool', pkgVersion: '1.0', tags: ['big_sur'] }],
    targets: ['big_sur'],
  });
  const { contents } = await openMirror(folder.path);
  const [bottle] = contents.bottles;
  if (bottle === undefined) throw new Error('no bottle');
  const tree = new TreeWriter(folder.path);
  const name = treeSidecarPath(bottle);
  await tree.write(name, text({ of: 'the run before' }));
  const known = (await readTreeSums(folder.path)) ?? noTreeSums();
  const before = hexOfBytes(text({ of: 'the run before' }));
  const oldSums = {
    has: (path: string) => path === name || known.has(path),
    get: (path: string) => (path === name ? before : known.get(path)),
    keys: () => [name, ...known.keys()],
  };
  await tree.write(name, text({ of: 'this run' }));
  const sums: Sums = new Map();

  await writeLists({ ...contents, bottles: [bottle, { ...bottle, tap: 'user/tools' }] }, sums, {
    tree,
    oldSums,
    oldForm: contents.index,
    changed: new Set([keyOfBottle(bottle)]),
    signal: new AbortController().signal,
  });

  expect(sums.get(name)).toBe(hexOfBytes(text({ of: 'this run' })));
});
