import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { FileExistsError, InvalidFileError } from '../../../src/core/errors.ts';
import { writeFileAtomic, writeNewFile } from '../../../src/store/place/atomic-write.ts';
import {
  claimFileName,
  claimFolderName,
  replaceFile,
  replaceFolder,
} from '../../../src/store/place/final-name.ts';
import { writeOwnFile } from '../../../src/store/place/own-file.ts';
import { placeBytes, placeFile } from '../../../src/store/place/place-file.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

const at = (folder: TempFolder, name: string): string => folder.at(name);
const read = (folder: TempFolder, name: string): Promise<string> =>
  readFile(at(folder, name), 'utf8');
const mayAlwaysGo = async (): Promise<void> => {};

async function makeFolder(folder: TempFolder, name: string, text: string): Promise<string> {
  await mkdir(at(folder, name));
  await writeFile(at(folder, `${name}/file`), text);
  return at(folder, name);
}

test('when twenty files claim one name, one succeeds and the others stay as they are', async () => {
  await using folder = await tempFolder();
  const names = Array.from({ length: 20 }, (_, index) => `tmp${index}`);
  await Promise.all(names.map((name) => writeFile(at(folder, name), name)));
  const claimed = await Promise.all(
    names.map((name) => claimFileName(at(folder, name), at(folder, 'final'))),
  );

  expect(claimed.filter((each) => each)).toHaveLength(1);
  expect(await read(folder, 'final')).toBe(`tmp${claimed.indexOf(true)}`);
  expect(await readdir(folder.path)).toHaveLength(20);
});

test('when twenty folders claim one name, one succeeds and the others stay whole', async () => {
  await using folder = await tempFolder();
  const names = Array.from({ length: 20 }, (_, index) => `tmp${index}`);
  const made = await Promise.all(names.map((name) => makeFolder(folder, name, name)));
  const claimed = await Promise.all(made.map((path) => claimFolderName(path, at(folder, 'final'))));

  expect(claimed.filter((each) => each)).toHaveLength(1);
  expect(await read(folder, 'final/file')).toBe(`tmp${claimed.indexOf(true)}`);
  expect(await readdir(folder.path)).toHaveLength(20);
});

test('when twenty folders replace one name, one of them is left whole, and nothing else', async () => {
  await using folder = await tempFolder();
  await makeFolder(folder, 'final', 'old');
  const names = Array.from({ length: 20 }, (_, index) => `tmp${index}`);
  const made = await Promise.all(names.map((name) => makeFolder(folder, name, name)));
  await Promise.all(made.map((path) => replaceFolder(path, at(folder, 'final'), mayAlwaysGo)));

  expect(names).toContain(await read(folder, 'final/file'));
  expect(await readdir(folder.path)).toEqual(['final']);
});

test('a folder that must stay keeps its name', async () => {
  await using folder = await tempFolder();
  await makeFolder(folder, 'final', 'thesis');
  const fresh = await makeFolder(folder, 'tmp', 'new');
  const failure = replaceFolder(fresh, at(folder, 'final'), async () => {
    throw new FileExistsError('not yours');
  });

  await expect(failure).rejects.toThrow('not yours');
  expect(await read(folder, 'final/file')).toBe('thesis');
  expect(await readdir(folder.path)).toEqual(['final', 'tmp']);
});

test.each(['file', 'folder', 'link', 'dangling link'])(
  'a %s that already has a folder’s name is left alone',
  async (kind) => {
    await using folder = await tempFolder();
    if (kind === 'file') await writeFile(at(folder, 'final'), 'thesis');
    if (kind === 'folder') await makeFolder(folder, 'final', 'thesis');
    if (kind === 'link') await symlink(folder.path, at(folder, 'final'));
    if (kind === 'dangling link') await symlink('nowhere', at(folder, 'final'));
    const fresh = await makeFolder(folder, 'tmp', 'new');

    expect(await claimFolderName(fresh, at(folder, 'final'))).toBe(false);
    expect(await read(folder, 'tmp/file')).toBe('new');
  },
);

test('an empty folder gives up its name to a new one', async () => {
  await using folder = await tempFolder();
  await mkdir(at(folder, 'final'));

  expect(await claimFolderName(await makeFolder(folder, 'tmp', 'new'), at(folder, 'final'))).toBe(
    true,
  );
  expect(await readdir(folder.path)).toEqual(['final']);
});

test('when many write a new file, only one of them succeeds', async () => {
  await using folder = await tempFolder();
  const texts = Array.from({ length: 10 }, (_, index) => String(index));
  const written = await Promise.all(texts.map((text) => writeNewFile(at(folder, 'final'), text)));

  expect(written.filter((each) => each)).toHaveLength(1);
  expect(await read(folder, 'final')).toBe(String(written.indexOf(true)));
  expect(await readdir(folder.path)).toEqual(['final']);
});

test('when many place different bytes under one name, all except one are refused', async () => {
  await using folder = await tempFolder();
  const placed = await Promise.allSettled(
    ['a', 'b', 'c', 'd', 'e'].map((text) => placeBytes(Buffer.from(text), at(folder, 'final'))),
  );

  expect(placed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const each of placed) {
    if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(FileExistsError);
  }
  expect(await readdir(folder.path)).toEqual(['final']);
});

test('a file never replaces anything except a file', async () => {
  await using folder = await tempFolder();
  await mkdir(at(folder, 'final'));
  await symlink('/dev/null', at(folder, 'device'));
  await writeFile(at(folder, 'tmp'), 'new');

  await expect(replaceFile(at(folder, 'tmp'), at(folder, 'final'))).rejects.toThrow(
    'exists and is a folder',
  );
  await expect(replaceFile(at(folder, 'tmp'), at(folder, 'device'))).rejects.toThrow(
    'exists and is not a file',
  );
  await expect(writeFileAtomic(at(folder, 'device'), 'new')).rejects.toThrow(FileExistsError);
  expect((await readdir(folder.path)).toSorted()).toEqual(['device', 'final', 'tmp']);
});

test('a file of one kind replaces a file of that kind or an empty one, and no other', async () => {
  await using folder = await tempFolder();
  const kind = {
    name: 'a number',
    maxBytes: 5,
    parse: (bytes: Uint8Array) => {
      if (!/^\d+$/.test(Buffer.from(bytes).toString())) throw new InvalidFileError('no number');
    },
  };
  await writeOwnFile(at(folder, 'n'), '1', kind);
  await writeOwnFile(at(folder, 'n'), '2', kind);
  await writeFile(at(folder, 'empty'), '');
  await writeOwnFile(at(folder, 'empty'), '3', kind);
  await writeFile(at(folder, 'notes'), 'thesis');
  await writeFile(at(folder, 'large'), '1234567');

  expect([await read(folder, 'n'), await read(folder, 'empty')]).toEqual(['2', '3']);
  for (const name of ['notes', 'large']) {
    const failure = writeOwnFile(at(folder, name), '4', kind);
    await expect(failure).rejects.toThrow(`${at(folder, name)} exists and is not a number`);
  }
  expect([await read(folder, 'notes'), await read(folder, 'large')]).toEqual(['thesis', '1234567']);
});

test('a copy of a read-only file is complete, and its owner can write to it', async () => {
  await using folder = await tempFolder();
  await writeFile(at(folder, 'cached'), 'bytes', { mode: 0o444 });

  expect(await placeFile(at(folder, 'cached'), at(folder, 'final'))).toBe('placed');
  expect(await read(folder, 'final')).toBe('bytes');
  expect((await stat(at(folder, 'final'))).mode & 0o777).toBe(0o644);
  expect((await stat(at(folder, 'cached'))).mode & 0o777).toBe(0o444);
});
