import { createMark } from '../../../src/store/mutex/mutex-mark.ts';
import { digestOfBytes } from '../../../src/core/digest.ts';
import { UnfinishedUploads } from '../../../src/registry/upload/unfinished-uploads.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const DAY_MS = 86_400_000;
const registry = new URL('https://registry.example/');
const name = {
  place: { registry, repository: 'a/b' },
  digest: digestOfBytes(Buffer.from('a blob')),
};
const location = new URL('https://registry.example/v2/a/b/blobs/uploads/1?_state=x');

/** Returns the path of the only record. */
async function recordIn(folder: TempFolder): Promise<string> {
  const all = await readdir(folder.at('uploads'), { recursive: true });
  const record = all.find((path) => path.length > 60);
  if (record === undefined) throw new Error('no record');
  return join(folder.at('uploads'), record);
}

test('an address is found again for a week, and only for its own blob', async () => {
  await using folder = await tempFolder();
  await new UnfinishedUploads(folder.path, () => 0).keep(name, location);
  const at = (nowMs: number): UnfinishedUploads => new UnfinishedUploads(folder.path, () => nowMs);

  expect((await at(6 * DAY_MS).find(name))?.href).toBe(location.href);
  expect(await at(8 * DAY_MS).find(name)).toBeUndefined();
  const other = { ...name, place: { registry, repository: 'a/c' } };
  expect(await at(0).find(other)).toBeUndefined();
  await at(0).forget(name);
  expect(await at(0).find(name)).toBeUndefined();
});

test('an address on another server is neither kept nor used', async () => {
  await using folder = await tempFolder();
  const uploads = new UnfinishedUploads(folder.path, () => 0);
  await uploads.keep(name, new URL('https://elsewhere.example/1'));
  expect(await uploads.find(name)).toBeUndefined();

  await uploads.keep(name, location);
  const record = await recordIn(folder);
  const text = await readFile(record, 'utf8');
  await writeFile(record, text.replace(location.href, 'https://elsewhere.example/1'));
  expect(await uploads.find(name)).toBeUndefined();
});

test('an upload of a run that is still going is left to that run', async () => {
  await using folder = await tempFolder();
  const uploads = new UnfinishedUploads(folder.path, () => 0);
  await uploads.keep(name, location);
  const record = await recordIn(folder);
  const json = JSON.parse(await readFile(record, 'utf8'));
  const words = createMark(false).text.split(' ');
  const markOf = (pid: number): string => [pid, ...words.slice(1)].join(' ');
  await writeFile(record, JSON.stringify({ ...json, mark: markOf(process.ppid) }));
  expect(await uploads.find(name)).toBeUndefined();

  // Above the largest process ID.
  await writeFile(record, JSON.stringify({ ...json, mark: markOf(2 ** 31 - 1) }));
  expect((await uploads.find(name))?.href).toBe(location.href);
});
