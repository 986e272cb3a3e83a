import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

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

let folder = '';
const at = (name: string): string => join(folder, name);
const read = (name: string): Promise<string> => readFile(at(name), 'utf8');
const mayAlwaysGo = async (): Promise<void> => {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-final-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function makeFolder(name: string, text: string): Promise<string> {
  await mkdir(at(name));
  await writeFile(at(`${name}/file`), text);
  return at(name);
}

test('of twenty files that want one name one gets it, and the others are told', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `tmp${index}`);
  await Promise.all(names.map((name) => writeFile(at(name), name)));
  const claimed = await Promise.all(names.map((name) => claimFileName(at(name), at('final'))));

  expect(claimed.filter((each) => each)).toHaveLength(1);
  expect(await read('final')).toBe(`tmp${claimed.indexOf(true)}`);
  expect(await readdir(folder)).toHaveLength(20);
});

test('of twenty folders that want one name one gets it, and the others stay whole', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `tmp${index}`);
  const made = await Promise.all(names.map((name) => makeFolder(name, name)));
  const claimed = await Promise.all(made.map((path) => claimFolderName(path, at('final'))));

  expect(claimed.filter((each) => each)).toHaveLength(1);
  expect(await read('final/file')).toBe(`tmp${claimed.indexOf(true)}`);
  expect(await readdir(folder)).toHaveLength(20);
});

test('of twenty folders that replace one name the last is there whole, and no other is left', async () => {
  await makeFolder('final', 'old');
  const names = Array.from({ length: 20 }, (_, index) => `tmp${index}`);
  const made = await Promise.all(names.map((name) => makeFolder(name, name)));
  await Promise.all(made.map((path) => replaceFolder(path, at('final'), mayAlwaysGo)));

  expect(names).toContain(await read('final/file'));
  expect(await readdir(folder)).toEqual(['final']);
});

test('a folder that must stay keeps its name', async () => {
  await makeFolder('final', 'thesis');
  const fresh = await makeFolder('tmp', 'new');
  const failure = replaceFolder(fresh, at('final'), async () => {
    throw new FileExistsError('not yours');
  });

  await expect(failure).rejects.toThrow('not yours');
  expect(await read('final/file')).toBe('thesis');
  expect(await readdir(folder)).toEqual(['final', 'tmp']);
});

test.each(['file', 'folder', 'link', 'dangling link'])(
  'a %s under a folder’s name is left alone',
  async (kind) => {
    if (kind === 'file') await writeFile(at('final'), 'thesis');
    if (kind === 'folder') await makeFolder('final', 'thesis');
    if (kind === 'link') await symlink(folder, at('final'));
    if (kind === 'dangling link') await symlink('nowhere', at('final'));
    const fresh = await makeFolder('tmp', 'new');

    expect(await claimFolderName(fresh, at('final'))).toBe(false);
    expect(await read('tmp/file')).toBe('new');
  },
);

test('an empty folder gives its name to a new one', async () => {
  await mkdir(at('final'));

  expect(await claimFolderName(await makeFolder('tmp', 'new'), at('final'))).toBe(true);
  expect(await readdir(folder)).toEqual(['final']);
});

test('a new file is written once, by one of many', async () => {
  const texts = Array.from({ length: 10 }, (_, index) => String(index));
  const written = await Promise.all(texts.map((text) => writeNewFile(at('final'), text)));

  expect(written.filter((each) => each)).toHaveLength(1);
  expect(await read('final')).toBe(String(written.indexOf(true)));
  expect(await readdir(folder)).toEqual(['final']);
});

test('of many that place other bytes under one name all but one are refused', async () => {
  const placed = await Promise.allSettled(
    ['a', 'b', 'c', 'd', 'e'].map((text) => placeBytes(Buffer.from(text), at('final'))),
  );

  expect(placed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const each of placed) {
    if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(FileExistsError);
  }
  expect(await readdir(folder)).toEqual(['final']);
});

test('nothing but a file is ever replaced by one', async () => {
  await mkdir(at('final'));
  await symlink('/dev/null', at('device'));
  await writeFile(at('tmp'), 'new');

  await expect(replaceFile(at('tmp'), at('final'))).rejects.toThrow('it is a folder');
  await expect(replaceFile(at('tmp'), at('device'))).rejects.toThrow('it is not a file');
  await expect(writeFileAtomic(at('device'), 'new')).rejects.toThrow(FileExistsError);
  expect((await readdir(folder)).toSorted()).toEqual(['device', 'final', 'tmp']);
});

test('a file of a kind replaces one of its kind, an empty one, and no other', async () => {
  const kind = {
    name: 'a number',
    maxBytes: 5,
    parse: (bytes: Uint8Array) => {
      if (!/^\d+$/.test(Buffer.from(bytes).toString())) throw new InvalidFileError('no number');
    },
  };
  await writeOwnFile(at('n'), '1', kind);
  await writeOwnFile(at('n'), '2', kind);
  await writeFile(at('empty'), '');
  await writeOwnFile(at('empty'), '3', kind);
  await writeFile(at('notes'), 'thesis');
  await writeFile(at('large'), '1234567');

  expect([await read('n'), await read('empty')]).toEqual(['2', '3']);
  for (const name of ['notes', 'large']) {
    const failure = writeOwnFile(at(name), '4', kind);
    await expect(failure).rejects.toThrow(`${at(name)} is there, and it is not a number`);
  }
  expect([await read('notes'), await read('large')]).toEqual(['thesis', '1234567']);
});

test('a copy of a read-only file is complete, and its owner can write it', async () => {
  await writeFile(at('cached'), 'bytes', { mode: 0o444 });

  expect(await placeFile(at('cached'), at('final'))).toBe('placed');
  expect(await read('final')).toBe('bytes');
  expect((await stat(at('final'))).mode & 0o777).toBe(0o644);
  expect((await stat(at('cached'))).mode & 0o777).toBe(0o444);
});
