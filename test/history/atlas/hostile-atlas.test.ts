import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { expect, test } from 'vitest';

import { BrewpullError, InvalidFileError } from '../../../src/core/errors.ts';
import { type Atlas, openAtlas } from '../../../src/history/atlas/atlas.ts';
import {
  type AtlasHeader,
  formatHeader,
  HEADER_BYTES,
  parseHeader,
} from '../../../src/history/atlas/file/layout.ts';
import { formatLineIndex, LineIndex } from '../../../src/history/atlas/file/line-index.ts';
import { updateAtlasOf } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { assert, asyncProperty, constantFrom, integer, nat } from '../../support/limits/random.ts';

type SectionName = keyof AtlasHeader['sections'];

const GIGABYTES = 1024 ** 3;
const MOST_BYTES = 64 * 1024 * 1024;

interface Folder extends AsyncDisposable {
  readonly path: string;
  /** The bytes of an atlas of a small tap with an alias, a rename and a formula that was removed. */
  readonly whole: Buffer;
}

async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'brewpull-hostile-'));
  const text = (name: string, version: string): string =>
    formulaText({ name, version, bottle: { entries: { big_sur: version.padStart(64, 'a') } } });
  await using tap = await buildTap({
    commits: [
      {
        subject: 'begin',
        write: { 'Formula/foo.rb': text('foo', '1'), 'Formula/old.rb': text('old', '2') },
        link: { 'Aliases/al': '../Formula/foo.rb' },
      },
      {
        subject: 'end',
        remove: ['Formula/old.rb'],
        write: {
          'Formula/foo.rb': text('foo', '3'),
          'Formula/bar.rb': text('bar', '4'),
          'formula_renames.json': '{"old": "bar"}',
          'tap_migrations.json': '{"gone": "user/tap"}',
        },
      },
    ],
  });
  const atlas = join(path, 'whole.atlas');
  await updateAtlasOf(tap.path, atlas);
  const whole = await readFile(atlas);
  return { path, whole, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

function headerOf(bytes: Buffer): AtlasHeader {
  return parseHeader(bytes.subarray(0, HEADER_BYTES), { path: '', sizeBytes: bytes.length });
}

/** Appends other bytes to an atlas as one of its parts, with correct checksums, as a forger can. */
function withPart(whole: Buffer, name: SectionName, part: Buffer): Buffer {
  const header = headerOf(whole);
  const section = { offset: whole.length, length: part.length, crc: crc32(part) };
  const sections = { ...header.sections, [name]: section };
  return Buffer.concat([formatHeader({ ...header, sections }), whole.subarray(HEADER_BYTES), part]);
}

function overwrite(
  bytes: Buffer,
  { at, value, count }: { readonly at: number; readonly value: number; readonly count: number },
): void {
  const start = at % bytes.length;
  bytes.fill(value, start, Math.min(start + count, bytes.length));
}

function partOf(whole: Buffer, name: SectionName): Buffer {
  const { offset, length } = headerOf(whole).sections[name];
  return whole.subarray(offset, offset + length);
}

async function askEverything(atlas: Atlas): Promise<void> {
  const names = ['foo', 'bar', 'old', 'al', 'gone', 'nothing'];
  void [
    atlas.head,
    atlas.headDate,
    atlas.tap,
    atlas.begins,
    [...atlas.latest()],
    atlas.everyName(),
  ];
  for (const name of names) {
    await atlas.formula(name);
    await atlas.locateFormer(name);
    await atlas.eras(name);
    atlas.suggest(name);
    atlas.migration(name);
  }
  atlas.migrations();
}

/** Opens a file and asks it everything; gives the error, which must be one that a person can read. */
async function provoke(path: string): Promise<BrewpullError | undefined> {
  try {
    using atlas = openAtlas(path);
    if (atlas === undefined) throw new Error('there is no atlas');
    await askEverything(atlas);
    return undefined;
  } catch (error) {
    if (error instanceof BrewpullError) return error;
    throw error;
  }
}

test('ten gigabytes of zeros are not an atlas, and are not read', async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, 'zeros');
  await writeFile(path, '');
  await truncate(path, 10 * GIGABYTES);
  const before = process.memoryUsage().arrayBuffers;

  expect(await provoke(path)).toMatchObject({ message: `${path} is not an atlas` });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_BYTES);
});

test.each(['index', 'tap', 'walked', 'latest'] as const)(
  'an atlas whose %s claims gigabytes is refused before memory is allocated for it',
  async (name) => {
    await using folder = await makeFolder();
    const header = headerOf(folder.whole);
    const section = { offset: HEADER_BYTES, length: 9 * GIGABYTES, crc: 0 };
    const forged = formatHeader({ ...header, sections: { ...header.sections, [name]: section } });
    const path = join(folder.path, 'forged');
    await writeFile(path, Buffer.concat([forged, folder.whole.subarray(HEADER_BYTES)]));
    const before = process.memoryUsage().arrayBuffers;

    expect((await provoke(path))?.message).toMatch(/is damaged: it is cut short$/);
    await truncate(path, 10 * GIGABYTES);
    expect((await provoke(path))?.message).toMatch(/is damaged: a part is too long$/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_BYTES);
  },
);

test('a record of gigabytes is refused before memory is allocated for it', async () => {
  await using folder = await makeFolder();
  const index = new LineIndex(partOf(folder.whole, 'index'));
  const entries = Array.from({ length: index.count }, (_, rank) => ({
    ...index.entry(rank),
    length: 4 * GIGABYTES - 1,
  }));
  const path = join(folder.path, 'forged');
  const forged = withPart(folder.whole, 'index', formatLineIndex(entries));
  await writeFile(path, forged);
  const before = process.memoryUsage().arrayBuffers;

  expect((await provoke(path))?.message).toMatch(/is damaged: its record of Formula\/.* is wrong$/);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_BYTES);
});

test('wherever an atlas is cut off, it is refused as invalid', async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, 'cut');
  for (let length = 0; length < folder.whole.length; length += 7) {
    await writeFile(path, folder.whole.subarray(0, length));
    expect(await provoke(path), `${length}`).toBeInstanceOf(InvalidFileError);
  }
});

test('whatever a forger writes with correct checksums, the result is an answer or an error that says what is wrong', async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, 'forged');
  await assert(
    asyncProperty(
      constantFrom('index' as const, 'tap' as const, 'latest' as const, 'walked' as const),
      nat(5000),
      integer({ min: 0, max: 255 }),
      integer({ min: 1, max: 12 }),
      async (name, at, value, count) => {
        const part = Buffer.concat([partOf(folder.whole, name), Buffer.from([0])]);
        overwrite(part, { at, value, count });
        await writeFile(path, withPart(folder.whole, name, part));
        const error = await provoke(path);
        if (error !== undefined) expect(error).toBeInstanceOf(InvalidFileError);
      },
    ),
    { numRuns: 400 },
  );
}, 120_000);

test('forged records of a formula give an answer or an error that says what is wrong', async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, 'forged');
  const index = new LineIndex(partOf(folder.whole, 'index'));
  const lines = partOf(folder.whole, 'lines');
  await assert(
    asyncProperty(
      nat(5000),
      integer({ min: 0, max: 255 }),
      integer({ min: 1, max: 12 }),
      async (at, value, count) => {
        const forged = Buffer.from(lines);
        overwrite(forged, { at, value, count });
        const entries = Array.from({ length: index.count }, (_, rank) => {
          const entry = index.entry(rank);
          const { offset, length } = entry;
          return { ...entry, crc: crc32(forged.subarray(offset, offset + length)) };
        });
        const withLines = withPart(folder.whole, 'lines', forged);
        await writeFile(path, withPart(withLines, 'index', formatLineIndex(entries)));
        const error = await provoke(path);
        if (error !== undefined) expect(error).toBeInstanceOf(InvalidFileError);
      },
    ),
    { numRuns: 400 },
  );
}, 120_000);

test('an atlas of another tap than the one asked for is refused', async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, 'whole.atlas');

  using atlas = openAtlas(path, { tap: 'homebrew/core' });
  expect(atlas?.tap).toBe('homebrew/core');
  expect(() => openAtlas(path, { tap: 'acme/tools' })).toThrow(
    `${path} is an atlas of homebrew/core, not of acme/tools`,
  );
});
