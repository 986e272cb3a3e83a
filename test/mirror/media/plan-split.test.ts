import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { hexOfBytes } from '../../../src/core/digest.ts';
import type { TreeFile } from '../../../src/mirror/media/format/tree-file.ts';
import { joinMedia } from '../../../src/mirror/media/join/join-mirror.ts';
import { limitsOf } from '../../../src/mirror/media/split/plan-items.ts';
import { planSplit, type SplitPlan } from '../../../src/mirror/media/split/plan-split.ts';
import { splitMirror } from '../../../src/mirror/media/split/split-mirror.ts';
import { listFiles } from '../../../src/store/read/list-files.ts';
import { execFileSync } from '../../support/limits/processes.ts';
import * as fc from '../../support/limits/random.ts';
import { makeMirrorTree } from '../../support/mirror/make-mirror-tree.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const GB = 1_000_000_000;

function file(path: string, sizeBytes: number): TreeFile {
  return { path, sizeBytes, sha256: hexOfBytes(path) };
}

const sizes = fc.array(fc.oneof(fc.nat(2000), fc.nat(3_000_000), fc.nat(9_000_000_000)), {
  minLength: 1,
  maxLength: 200,
});
const mediumSizes = fc.oneof(
  fc.integer({ min: 1_000_000, max: 5_000_000 }),
  fc.integer({ min: 100_000_000, max: 64 * GB }),
);

/** Where the bytes of each file are on the media. */
function piecesByPath({ media }: SplitPlan): Map<string, { offset: number; sizeBytes: number }[]> {
  const pieces = new Map<string, { offset: number; sizeBytes: number }[]>();
  for (const { data } of media) {
    for (const { file: each, offset, sizeBytes } of data.flatMap((one) => one.pieces)) {
      pieces.set(each.path, [...(pieces.get(each.path) ?? []), { offset, sizeBytes }]);
    }
  }
  return pieces;
}

test('every byte is on one medium, no medium is too full, and FAT32 takes every file', () => {
  fc.assert(
    fc.property(sizes, mediumSizes, (all, mediumBytes) => {
      fc.pre(all.reduce((sum, size) => sum + size, 0) / mediumBytes < 300);
      const files = all.map((size, at) => file(`v2/homebrew/core/f${at}`, size));
      const plan = planSplit(files, mediumBytes);

      const pieces = piecesByPath(plan);
      expect([...pieces.keys()].toSorted()).toEqual(files.map(({ path }) => path).toSorted());
      for (const { path, sizeBytes } of files) {
        let end = 0;
        for (const piece of pieces.get(path)?.toSorted((a, b) => a.offset - b.offset) ?? []) {
          if (piece.offset === end) end += piece.sizeBytes;
        }
        if (end !== sizeBytes) throw new Error(`${path} is not whole`);
      }
      for (const { data } of plan.media) {
        const cost = data.reduce((sum, { costBytes }) => sum + costBytes, 0);
        expect(cost).toBeLessThanOrEqual(limitsOf(mediumBytes).capacityBytes);
        expect(data.every(({ sizeBytes }) => sizeBytes < 2 ** 32)).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('the order in which files are listed makes no difference', () => {
  fc.assert(
    fc.property(sizes, (all) => {
      const files = all.map((size, at) => file(`v2/homebrew/core/f${at}`, size));
      expect(planSplit(files.toReversed(), 16 * GB)).toEqual(planSplit(files, 16 * GB));
    }),
    { numRuns: 30 },
  );
});

test('no extra medium is made only to keep media alike', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 400 }), (count) => {
      const files = Array.from({ length: count }, (_each, at) => file(`f${at}`, 100_000_000));
      const { media } = planSplit(files, 2 * GB);
      expect(media.length).toBe(Math.ceil(count / 19));
    }),
    { numRuns: 50 },
  );
});

/** Bytes of unchanged files that are on a different medium than before. */
function movedBytes(before: SplitPlan, after: SplitPlan): number {
  const at = (plan: SplitPlan): Map<string, number> =>
    new Map(
      plan.media.flatMap(({ number, data }) =>
        data.flatMap(({ pieces }) =>
          pieces.map(({ file: each, offset }) => [`${each.path} ${offset}`, number] as const),
        ),
      ),
    );
  const old = at(before);
  let moved = 0;
  for (const { number, data } of after.media) {
    for (const { file: each, offset, sizeBytes } of data.flatMap(({ pieces }) => pieces)) {
      const was = old.get(`${each.path} ${offset}`);
      if (was !== undefined && was !== number) moved += sizeBytes;
    }
  }
  return moved;
}

test('a mirror that grew a little stays nearly the same on its media', () => {
  const sizeOf = (at: number): number => 1_000_000 + ((at * 7_919_111) % 12_000_000);
  const files = Array.from({ length: 10_000 }, (_each, at) =>
    file(`v2/homebrew/core/f${String(at).padStart(5, '0')}/blobs/sha256:x`, sizeOf(at)),
  );
  const more = Array.from({ length: 20 }, (_each, at) =>
    file(`v2/homebrew/core/f${String(at * 487).padStart(5, '0')}/blobs/sha256:y`, 5_000_000),
  );
  const before = planSplit(files, 8 * GB);
  const after = planSplit([...files, ...more], 8 * GB);

  expect(before.media.length).toBeGreaterThan(8);
  expect(after.media.length).toBe(before.media.length);
  expect(movedBytes(before, after) / before.totalBytes).toBeLessThan(0.002);
});

test('with one more medium, only what goes onto that one moves', () => {
  const files = (count: number): TreeFile[] =>
    Array.from({ length: count }, (_each, at) => file(`v2/f${at}/blobs/sha256:x`, 5_000_000));
  const before = planSplit(files(7000), 8 * GB);
  const after = planSplit(files(8300), 8 * GB);

  expect([before.media.length, after.media.length]).toEqual([5, 6]);
  expect(movedBytes(before, after)).toBeLessThan(after.media[5]?.sizeBytes ?? 0);
});

test('a size of media that allows no set is refused', () => {
  expect(() => planSplit([file('a', 1)], 999_999)).toThrow('is too small for a mirror');
  const huge = [file('a', 90 * GB)];
  expect(() => planSplit(huge, 1_000_000)).toThrow(
    'more than 9999 media of 1.0 MB would be needed',
  );
});

test('mirrors of any sizes are the same after a split and a join', async () => {
  const bytes = fc.array(fc.oneof(fc.nat(3000), fc.nat(100_000), fc.nat(3_000_000)), {
    maxLength: 12,
  });
  const limit = fc.integer({ min: 1_000_000, max: 4_000_000 });
  await fc.assert(
    fc.asyncProperty(bytes, limit, fc.nat(255), async (all, mediumBytes, fill) => {
      await using folder = await tempFolder();
      const files = all.map((size, at) => [`locks/f${at}`, Buffer.alloc(size, fill + at)] as const);
      const bottles = [{ formula: 'vim', pkgVersion: '9', tags: ['big_sur'] }];
      await makeMirrorTree(folder.at('mirror'), { bottles, files: Object.fromEntries(files) });
      const output = folder.at('media');
      const { media } = await splitMirror(folder.at('mirror'), { output, mediumBytes });
      for (const { path } of media) {
        let held = 0;
        for await (const name of listFiles(path)) held += (await stat(join(path, name))).size;
        expect(held).toBeLessThanOrEqual(mediumBytes);
      }
      await joinMedia([output], { output: folder.at('joined') });
      execFileSync('diff', ['-r', folder.at('mirror'), folder.at('joined')]);
    }),
    { numRuns: 8 },
  );
}, 100_000);

test('a mirror that is unfinished, damaged, or has a name that media cannot have is not split', async () => {
  await using folder = await tempFolder();
  const mirror = folder.at('mirror');
  const { published } = await makeMirrorTree(mirror, {
    bottles: [{ formula: 'vim', pkgVersion: '9', tags: ['big_sur'], fillerBytes: 200_000 }],
  });
  const split = (): Promise<object> =>
    splitMirror(mirror, { output: folder.at('media'), mediumBytes: 2_000_000 });
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(mirror, name)), { recursive: true });
    await writeFile(join(mirror, name), text);
  };

  await put('a b', 'x');
  await expect(split()).rejects.toThrow(/^"a b" in .* cannot be put on media: it has a space/);
  await put('.brewpull/x', 'x');
  await expect(split()).rejects.toThrow(`${mirror} is not finished: a run`);
  execFileSync('rm', ['-r', join(mirror, '.brewpull'), join(mirror, 'a b')]);
  await put(`v2/homebrew/core/vim/blobs/${published[0]?.bottles.get('big_sur')?.digest}`, 'x');
  await expect(split()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  await expect(
    splitMirror(mirror, { output: join(mirror, 'media'), mediumBytes: 2_000_000 }),
  ).rejects.toThrow(/ is inside the mirror /);
  execFileSync('rm', [join(mirror, 'mirror.json')]);
  await expect(split()).rejects.toThrow(`${mirror} has no mirror.json`);
});
