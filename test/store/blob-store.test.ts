import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { DigestMismatchError, FileExistsError, StoreError } from '../../src/core/errors.ts';
import { BlobStore } from '../../src/store/blob-store.ts';
import { hashBytes } from '../../src/store/hash-file.ts';
import { withLockFile } from '../../src/store/lock-file.ts';
import { placeBytes, placeFile } from '../../src/store/place-file.ts';
import { ReferenceRecords } from '../../src/store/reference-record.ts';

let folder: string;
const BYTES = Buffer.from('the bytes of a bottle');
const DIGEST = hashBytes(BYTES);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a blob is downloaded once, and found again by another store', async () => {
  let downloads = 0;
  const download = async (part: string): Promise<void> => {
    downloads += 1;
    await writeFile(part, BYTES);
  };
  const first = await new BlobStore(folder).obtain(DIGEST, undefined, download);
  const second = await new BlobStore(folder).obtain(DIGEST, undefined, download);

  expect(downloads).toBe(1);
  expect([first.wasThere, second.wasThere]).toEqual([false, true]);
  expect(await readFile(second.path)).toEqual(BYTES);
  expect(await readdir(join(folder, 'partial'))).toEqual([]);
});

test('two that want the same blob at once share one download', async () => {
  let downloads = 0;
  const download = async (part: string): Promise<void> => {
    downloads += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await writeFile(part, BYTES);
  };
  await Promise.all([1, 2, 3].map(() => new BlobStore(folder).obtain(DIGEST, undefined, download)));

  expect(downloads).toBe(1);
});

test('a download that fails leaves its part for the next run, and no blob', async () => {
  const store = new BlobStore(folder);
  const failing = store.obtain(DIGEST, undefined, async (part) => {
    await writeFile(part, BYTES.subarray(0, 5));
    throw new StoreError('broken', part);
  });
  await expect(failing).rejects.toThrow('broken');

  expect(await store.has(DIGEST)).toBe(false);
  let before: Buffer | undefined;
  await store.obtain(DIGEST, undefined, async (part) => {
    before = await readFile(part);
    await appendFile(part, BYTES.subarray(5));
  });
  expect(before).toEqual(BYTES.subarray(0, 5));
});

test('a blob that was changed on disk is not used, and fetched anew', async () => {
  const store = new BlobStore(folder);
  await store.putBytes(BYTES);
  await writeFile(store.pathOf(DIGEST), 'the bytes of a BOTTLE');

  expect(await store.find(DIGEST)).toBeUndefined();
  const anew = await store.obtain(DIGEST, undefined, (part) => writeFile(part, BYTES));
  expect(anew.wasThere).toBe(false);
});

test('small bytes are checked when they are read back', async () => {
  const store = new BlobStore(folder);
  await store.putBytes(BYTES);
  expect(await store.readBytes(DIGEST, 1000)).toEqual(BYTES);
  expect(await store.readBytes(hashBytes(Buffer.from('x')), 1000)).toBeUndefined();

  await writeFile(store.pathOf(DIGEST), 'other');
  await expect(store.readBytes(DIGEST, 1000)).rejects.toThrow(DigestMismatchError);
});

test('the lock of a process that is gone is taken over', async () => {
  const path = join(folder, 'a.lock');
  const gone = 2 ** 22 + 1; // Above the largest process number of Linux.
  const { hostname } = await import('node:os');
  await writeFile(path, `${gone} ${hostname()}\n`);

  expect(await withLockFile(path, undefined, async () => 'done')).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});

test('a file is placed once, is the same the second time, and never replaces other bytes', async () => {
  const store = new BlobStore(folder);
  await store.putBytes(BYTES);
  const to = join(folder, 'out/deep/vim.tar.gz');

  expect(await placeFile(store.pathOf(DIGEST), to)).toBe('placed');
  expect(await placeFile(store.pathOf(DIGEST), to)).toBe('same');
  await rm(to);
  await writeFile(to, 'mine');
  await expect(placeFile(store.pathOf(DIGEST), to)).rejects.toThrow(FileExistsError);
  await expect(placeBytes(BYTES, to)).rejects.toThrow(FileExistsError);
  expect(await readFile(to, 'utf8')).toBe('mine');
  expect(await readdir(dirname(to))).toEqual(['vim.tar.gz']);
});

test('a place that cannot be written gives an error with the next step', async () => {
  const store = new BlobStore(folder);
  await store.putBytes(BYTES);
  await writeFile(join(folder, 'file'), '');
  const failure = await placeFile(store.pathOf(DIGEST), join(folder, 'file/vim')).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ hint: expect.any(String) });
});

test('a reference is remembered by its whole name, and nothing of it becomes a path', async () => {
  const records = new ReferenceRecords(folder);
  const name = {
    registry: new URL('https://ghcr.io/'),
    repository: '../../etc',
    reference: '../passwd',
  };
  await records.write(name, DIGEST);

  expect(await records.read(name)).toBe(DIGEST);
  expect(await records.read({ ...name, reference: 'other' })).toBeUndefined();
  expect(await readdir(folder)).toEqual(['references']);
  expect((await stat(join(folder, 'references'))).isDirectory()).toBe(true);
});

test('a folder that a record should stand in may be made by someone else meanwhile', async () => {
  await mkdir(join(folder, 'references'));
  const records = new ReferenceRecords(folder);
  const names = Array.from({ length: 20 }, (_, index) => ({
    registry: new URL('https://ghcr.io/'),
    repository: 'homebrew/core/vim',
    reference: String(index),
  }));
  await Promise.all(names.map((name) => records.write(name, DIGEST)));

  expect(await Promise.all(names.map((name) => records.read(name)))).toEqual(
    names.map(() => DIGEST),
  );
});
