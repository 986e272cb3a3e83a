import { symlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { digestOf } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { openMirror } from '../../../src/mirror/tree/file/open-mirror.ts';
import { treeBlobPath } from '../../../src/mirror/tree/file/tree-layout.ts';
import { planContents } from '../../../src/mirror/tree/fill/plan-contents.ts';
import type { WishedInVain } from '../../../src/mirror/tree/wishes/wish.ts';
import { makeMirrorTree } from '../../support/mirror/make-mirror-tree.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const TREE = {
  bottles: [{ formula: 'tool', pkgVersion: '1.0', tags: ['big_sur'] }],
  targets: ['big_sur'],
} as const;

test.for<{ code: WishedInVain['code']; targets: readonly string[] }>([
  { code: 'NETWORK', targets: ['big_sur'] },
  { code: 'HISTORY', targets: ['big_sur'] },
  { code: 'NO_BOTTLE', targets: [] },
  { code: 'FORMULA_NOT_FOUND', targets: [] },
])('a bottle whose formula is answered with $code serves $targets', async ({ code, targets }) => {
  await using folder = await tempFolder();
  await makeMirrorTree(folder.path, TREE);
  const { contents: before } = await openMirror(folder.path);
  const target = parseTargetTag('big_sur');
  const said = { kind: 'none', formula: 'tool', message: 'it is so', neededBy: [] } as const;

  const { bottles } = planContents({
    before,
    wishes: [{ target, isWhole: true, requested: [] }],
    outcomes: [],
    inVain: [{ ...said, target, code }],
    namesToday: new Map([['tool', 'tool']]),
    others: [],
    index: 'published',
    answers: [],
  });

  expect(bottles.map((bottle) => bottle.targets)).toEqual([targets]);
});

test.for([
  { what: 'known', namesToday: new Map([['tool', 'tool']]), targets: [] },
  { what: 'unknown', namesToday: new Map<string, string>(), targets: ['big_sur'] },
])(
  'if another formula failed, a bottle that is not requested serves $targets: its current name is $what',
  async ({ namesToday, targets }) => {
    await using folder = await tempFolder();
    await makeMirrorTree(folder.path, TREE);
    const { contents: before } = await openMirror(folder.path);
    const target = parseTargetTag('big_sur');

    const { bottles } = planContents({
      before,
      wishes: [{ target, isWhole: false, requested: ['other'] }],
      outcomes: [],
      inVain: [
        { kind: 'none', formula: 'other', message: 'no', neededBy: [], target, code: 'NETWORK' },
      ],
      namesToday,
      others: [],
      index: 'published',
      answers: [],
    });

    expect(bottles.map((bottle) => bottle.targets)).toEqual([targets]);
  },
);

test('what is behind a link is not read as a file of a mirror', async () => {
  await using folder = await tempFolder();
  const tree = folder.at('tree');
  await makeMirrorTree(tree, TREE);
  const mirror = await openMirror(tree);
  const [bottle] = mirror.contents.bottles;
  if (bottle === undefined) throw new Error('no bottle');
  const name = treeBlobPath(bottle.repository, digestOf(bottle.sha256));
  await rm(join(tree, name));
  await writeFile(folder.at('secret'), 'secret');
  await symlink(folder.at('secret'), join(tree, name));

  const read = async (): Promise<void> => {
    for await (const chunk of mirror.open(name)) expect(chunk).toBeUndefined();
  };

  await expect(read()).rejects.toThrow(`${join(tree, name)} is a link, not a file`);
});
