import { describe, expect, test } from 'vitest';

import { mkdir, open, readdir, writeFile } from 'node:fs/promises';

import { hexOfBytes } from '../../../src/core/digest.ts';
import {
  formatMedium,
  parseMedium,
  type MediumContents,
  type MediumPiece,
} from '../../../src/mirror/media/format/media-schema.ts';
import { joinMedia } from '../../../src/mirror/media/join/join-mirror.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const HEX = hexOfBytes('x');

/** A medium that holds one byte. */
function medium(change: Partial<MediumContents> = {}): MediumContents {
  return {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '0.0.0' },
    id: HEX,
    number: 1,
    media: 2,
    mediumBytes: 1_200_000,
    totalFiles: 3,
    totalBytes: 100,
    files: [holding(piece())],
    ...change,
  };
}

function piece(change: Partial<MediumPiece> = {}): MediumPiece {
  return { path: 'v2/a', offset: 0, sizeBytes: 1, sha256: HEX, whole: null, ...change };
}

function holding(...pieces: MediumPiece[]): MediumContents['files'][number] {
  const sizeBytes = pieces.reduce((sum, each) => sum + each.sizeBytes, 0);
  return { sha256: HEX, sizeBytes, pieces };
}

test('an honest medium is read as it was written', () => {
  const contents = medium();
  expect(parseMedium(Buffer.from(formatMedium(contents)), 'it')).toEqual(contents);
});

describe('a media.json is refused if its path', () => {
  test.for<[string, string]>([
    ['leads out', '../a'],
    ['leads out in the middle', 'v2/../../a'],
    ['is absolute', '/etc/passwd'],
    ['is of Windows', 'C:\\a'],
    ['has an empty part', 'v2//a'],
    ['ends in a slash', 'v2/'],
    ['is empty', ''],
    ['names the folder of unfinished work', '.brewpull/join/set'],
    ['begins with a dot inside', 'v2/.git/config'],
    ['names a device', 'v2/NUL'],
    ['names a device with an ending', 'v2/com1.txt'],
    ['has a line end', 'v2/a\nb'],
    ['has a NUL', 'v2/a\0b'],
    ['has an escape', 'v2/\u001b[31m'],
    ['turns the direction of text', 'v2/\u202Egz'],
    ['is too long', `v2/${'a/'.repeat(600)}a`],
    ['has a part too long', `v2/${'a'.repeat(256)}`],
  ])('%s', ([, path]) => {
    const bytes = Buffer.from(formatMedium(medium({ files: [holding(piece({ path }))] })));
    expect(() => parseMedium(bytes, 'it')).toThrow(/^media\.json of it has a bad /);
  });
});

const whole = { sizeBytes: 50, sha256: HEX };

describe('a media.json is refused if it', () => {
  test.for<[string, Partial<MediumContents>, string]>([
    ['has a path twice', { files: [holding(piece()), holding(piece())] }, 'has a path twice'],
    ['has a path twice in a pack', { files: [holding(piece(), piece())] }, 'has a path twice'],
    [
      'has a path whole and cut',
      { files: [holding(piece()), holding(piece({ offset: 1, whole }))] },
      'has a path twice',
    ],
    [
      'has a cut piece twice',
      { files: [holding(piece({ whole })), holding(piece({ whole }))] },
      'has a path twice',
    ],
    [
      'has a file that is a folder',
      { files: [holding(piece(), piece({ path: 'v2/a/b' }))] },
      'has a file that is also a folder',
    ],
    [
      'has a piece behind its file',
      { files: [holding(piece({ offset: 50, whole }))] },
      'not inside its file',
    ],
    [
      'has a piece whose end is too large a number',
      { files: [holding(piece({ offset: Number.MAX_SAFE_INTEGER, whole }))] },
      'not inside its file',
    ],
    [
      'has a whole file that begins later',
      { files: [holding(piece({ offset: 1 }))] },
      'begins later',
    ],
    [
      'has an empty piece of a cut file',
      { files: [holding(piece({ sizeBytes: 0, whole }))] },
      'has an empty piece',
    ],
    [
      'has a file larger than the mirror',
      { files: [holding(piece({ whole: { sizeBytes: 101, sha256: HEX } }))] },
      'larger than the mirror',
    ],
    ['has more bytes than the mirror', { totalBytes: 0 }, 'more bytes than'],
    ['has more files than the mirror', { totalFiles: 0 }, 'more files than'],
    ['is after the last', { number: 3 }, 'says that it is medium 3 of 2'],
    [
      'has sizes that do not add up',
      { files: [{ sha256: HEX, sizeBytes: 2, pieces: [piece()] }] },
      'do not add up',
    ],
    [
      'has a file of nothing',
      { files: [{ sha256: HEX, sizeBytes: 0, pieces: [] }] },
      'files.0.pieces',
    ],
    ['has a size below nothing', { files: [holding(piece({ sizeBytes: -1 }))] }, 'not a size'],
    ['has a size with a part', { files: [holding(piece({ sizeBytes: 0.5 }))] }, 'not a size'],
    ['has a size beyond all numbers', { totalBytes: 1e300 }, 'not a size'],
    [
      'has a file beyond FAT32',
      { files: [{ sha256: HEX, sizeBytes: 2 ** 32, pieces: [piece()] }] },
      'FAT32',
    ],
    ['is of a hundred million media', { media: 100_000_000 }, 'too many'],
    ['is number 0', { number: 0 }, 'not from 1 on'],
  ])('%s', ([, change, words]) => {
    const bytes = Buffer.from(formatMedium(medium(change)));
    expect(() => parseMedium(bytes, 'it')).toThrow(words);
  });
});

test('a media.json that is too large is refused before it is read', async () => {
  await using folder = await tempFolder();

  const file = await open(folder.at('media.json'), 'w');
  await file.truncate(40 * 1024 ** 3);
  await file.close();

  await expect(joinMedia([folder.path], { output: folder.at('joined') })).rejects.toThrow(
    /media\.json is larger than 128 MiB, too large to be read$/,
  );
});

test('media that only claim to be one set leave unfinished work, but no mirror', async () => {
  await using folder = await tempFolder();
  const contents = medium({ media: 1, files: [holding(piece({ path: 'mirror.json' }))] });
  await writeFile(folder.at('media.json'), formatMedium(contents));
  const data = folder.at('data', HEX.slice(0, 1));

  await mkdir(data, { recursive: true });
  await writeFile(folder.at('data', HEX.slice(0, 1), HEX), 'x');

  await expect(joinMedia([folder.path], { output: folder.at('joined') })).rejects.toThrow(
    'the media together do not make up the mirror that they name',
  );
  expect(await readdir(folder.at('joined'))).toEqual(['.brewpull']);
});

test('two media that have the same path are refused before anything is written', async () => {
  await using folder = await tempFolder();

  for (const number of [1, 2]) {
    await mkdir(folder.at(`medium-00${number}`));
    await writeFile(
      folder.at(`medium-00${number}`, 'media.json'),
      formatMedium(medium({ number })),
    );
  }

  await expect(joinMedia([folder.path], { output: folder.at('joined') })).rejects.toThrow(
    '"v2/a" is on medium 1 and on medium 2',
  );
  expect(await readdir(folder.path)).not.toContain('joined');
});
