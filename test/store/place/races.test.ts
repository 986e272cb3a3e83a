import { mkdir, rmdir, symlink, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import {
  requirePlaceForFile,
  requirePlaceForFolder,
} from '../../../src/store/place/check-place.ts';
import { makeFolder } from '../../../src/store/place/make-folder.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const ROUNDS = 200;
const RUNS = 6;

test.for([
  { what: 'a folder', look: requirePlaceForFolder, make: (path: string) => mkdir(path) },
  { what: 'a file', look: requirePlaceForFile, make: (path: string) => writeFile(path, '') },
])('$what that another run is just making is not taken for a dangling link', async (each) => {
  await using folder = await tempFolder();
  for (let round = 0; round < ROUNDS; round += 1) {
    const path = folder.at(`${round}`);
    const looks = Array.from({ length: RUNS }, () => each.look(path));
    await Promise.all([...looks, each.make(path)]);
  }
  await symlink('nowhere', folder.at('link'));
  await expect(each.look(folder.at('link'))).rejects.toThrow('is a link to something that is not');
});

test('a folder is made even while other runs make and remove it', async () => {
  await using folder = await tempFolder();
  const path = folder.at('folder');
  const many = async (count: number, work: () => Promise<unknown>): Promise<void> => {
    for (let at = 0; at < count; at += 1) await work();
  };

  await Promise.all([
    ...Array.from({ length: RUNS }, () => many(ROUNDS, () => makeFolder(path))),
    ...Array.from({ length: 2 }, () => many(ROUNDS * 3, () => rmdir(path).catch(() => undefined))),
  ]);
  await makeFolder(path);

  await expect(rmdir(path)).resolves.toBeUndefined();
});
