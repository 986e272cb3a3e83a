import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../src/core/digest.ts';
import { DigestMismatchError, FileExistsError, StoreError } from '../../../src/core/errors.ts';
import type { BrewpullEvent } from '../../../src/core/events.ts';
import { BlobStore } from '../../../src/store/blobs/blob-store.ts';
import type { PartialFile } from '../../../src/store/blobs/partial-file.ts';
import { ReferenceRecords } from '../../../src/store/blobs/reference-record.ts';
import { placeBytes, placeFile } from '../../../src/store/place/place-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const BYTES = Buffer.from('the bytes of a bottle');
const DIGEST = digestOfBytes(BYTES);

const HOW = { signal: undefined, maxBytes: 1000 };

async function fill(part: PartialFile): Promise<void> {
  part.append(BYTES.subarray(part.sizeBytes));
}

test('a blob is downloaded once, and found again by another store', async () => {
  await using folder = await tempFolder();
  const first = await new BlobStore(folder.path).obtain(DIGEST, HOW, fill);
  const second = await new BlobStore(folder.path).obtain(DIGEST, HOW, () => {
    throw new Error('asked again');
  });

  expect([first.wasThere, second.wasThere]).toEqual([false, true]);
  expect(await readFile(second.path)).toEqual(BYTES);
  expect(await readdir(folder.at('partial'))).toEqual([]);
});

test('runs that want the same blob at once share one download', async () => {
  await using folder = await tempFolder();
  let downloads = 0;
  const events: BrewpullEvent[] = [];
  const how = { ...HOW, onEvent: (event: BrewpullEvent) => events.push(event) };
  const slowly = async (part: PartialFile): Promise<void> => {
    downloads += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await fill(part);
  };
  await Promise.all([1, 2, 3].map(() => new BlobStore(folder.path).obtain(DIGEST, how, slowly)));

  expect(downloads).toBe(1);
  expect(events).toEqual([]);
});

test('a download that fails leaves its part for the next run, and no blob', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  const failing = store.obtain(DIGEST, HOW, async (part) => {
    part.append(BYTES.subarray(0, 5));
    throw new StoreError('broken', part.path);
  });
  await expect(failing).rejects.toThrow('broken');

  expect(await store.has(DIGEST)).toBe(false);
  let before: number | undefined;
  await store.obtain(DIGEST, HOW, async (part) => {
    before = part.sizeBytes;
    await fill(part);
  });
  expect(before).toBe(5);
  expect(await readdir(folder.at('partial'))).toEqual([]);
});

test('the largest of several parts is resumed, even if an older version named it', async () => {
  await using folder = await tempFolder();
  const hex = DIGEST.slice('sha256:'.length);
  await mkdir(folder.at('partial'));
  await writeFile(folder.at('partial', `${hex}.part`), BYTES.subarray(0, 9));
  await writeFile(folder.at('partial', `${hex}.12345678.part`), BYTES.subarray(0, 4));
  let before: number | undefined;
  await new BlobStore(folder.path).obtain(DIGEST, HOW, async (part) => {
    before = part.sizeBytes;
    await fill(part);
  });

  expect(before).toBe(9);
  expect(await readdir(folder.at('partial'))).toEqual([]);
});

test('bytes that do not match the digest get no name and leave no part', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  const wrong = store.obtain(DIGEST, HOW, async (part) => part.append(Buffer.from('others')));

  await expect(wrong).rejects.toThrow(DigestMismatchError);
  expect(await store.has(DIGEST)).toBe(false);
  expect(await readdir(folder.at('partial'))).toEqual([]);
});

test('a part that changes on disk after it was resumed gets no name', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  const failing = store.obtain(DIGEST, HOW, async (part) => {
    part.append(BYTES.subarray(0, 5));
    throw new StoreError('broken', part.path);
  });
  await expect(failing).rejects.toThrow('broken');
  const changed = store.obtain(DIGEST, HOW, async (part) => {
    const file = await open(part.path, 'r+');
    await file.write('THE', 0);
    await file.close();
    await fill(part);
  });

  await expect(changed).rejects.toThrow(DigestMismatchError);
  expect(await store.has(DIGEST)).toBe(false);
});

test('a blob that was changed on disk is not used but fetched again', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  await store.putBytes(BYTES);
  await writeFile(store.pathOf(DIGEST), 'the bytes of a BOTTLE');

  expect(await store.find(DIGEST)).toBeUndefined();
  const fresh = await store.obtain(DIGEST, HOW, fill);
  expect(fresh.wasThere).toBe(false);
});

test('small bytes are checked when they are read back', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  await store.putBytes(BYTES);
  expect(await store.readBytes(DIGEST, 1000)).toEqual(BYTES);
  expect(await store.readBytes(digestOfBytes(Buffer.from('x')), 1000)).toBeUndefined();

  await writeFile(store.pathOf(DIGEST), 'other');
  await expect(store.readBytes(DIGEST, 1000)).rejects.toThrow(DigestMismatchError);
});

test('a file is placed once, is the same the second time, and never replaces other bytes', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  await store.putBytes(BYTES);
  const to = folder.at('out/deep/vim.tar.gz');

  expect(await placeFile(store.pathOf(DIGEST), to)).toBe('placed');
  expect(await placeFile(store.pathOf(DIGEST), to)).toBe('same');
  await rm(to);
  await writeFile(to, 'mine');
  await expect(placeFile(store.pathOf(DIGEST), to)).rejects.toThrow(FileExistsError);
  await expect(placeBytes(BYTES, to)).rejects.toThrow(FileExistsError);
  expect(await readFile(to, 'utf8')).toBe('mine');
  expect(await readdir(dirname(to))).toEqual(['vim.tar.gz']);
});

test('an edit of a placed file changes nothing in the cache', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  await store.putBytes(BYTES);
  const to = folder.at('out/vim.tar.gz');
  await placeFile(store.pathOf(DIGEST), to);
  const file = await open(to, 'r+');
  await file.write('EDITED', 0);
  await file.close();

  expect(await readFile(store.pathOf(DIGEST))).toEqual(BYTES);
  expect((await stat(to)).nlink).toBe(1);
});

test('a place that cannot be written to gives an error with the next step', async () => {
  await using folder = await tempFolder();
  const store = new BlobStore(folder.path);
  await store.putBytes(BYTES);
  await writeFile(folder.at('file'), '');
  const failure = await placeFile(store.pathOf(DIGEST), folder.at('file/vim')).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ hint: expect.any(String) });
});

test('a reference is remembered by its whole name, and nothing in it becomes a path', async () => {
  await using folder = await tempFolder();
  const records = new ReferenceRecords(folder.path);
  const name = {
    registry: new URL('https://ghcr.io/'),
    repository: '../../etc',
    reference: '../passwd',
  };
  await records.write(name, DIGEST);

  expect(await records.read(name)).toBe(DIGEST);
  expect(await records.read({ ...name, reference: 'other' })).toBeUndefined();
  expect(await readdir(folder.path)).toEqual(['references']);
  expect((await stat(folder.at('references'))).isDirectory()).toBe(true);
});

test('many records can be written at once to a folder that already exists', async () => {
  await using folder = await tempFolder();
  await mkdir(folder.at('references'));
  const records = new ReferenceRecords(folder.path);
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
