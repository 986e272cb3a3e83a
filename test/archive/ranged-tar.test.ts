import { Readable } from 'node:stream';

import { expect, test } from 'vitest';

import { packTar } from '../../src/archive/pack-tar.ts';
import { layOutTar, type RangedTar } from '../../src/archive/ranged-tar.ts';
import { unpackMembers } from '../../src/archive/tar.ts';
import * as fc from '../support/limits/random.ts';

const NAME = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}$/),
  // Too long for a ustar header, so that an extended record comes before it.
  fc.stringMatching(/^[a-zé]{90,160}$/),
);
const FILES = fc.array(
  fc.record({
    name: NAME,
    mode: fc.constantFrom(0o644, 0o755),
    content: fc.uint8Array({ maxLength: 1100 }),
  }),
  { maxLength: 5 },
);

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function layOut(
  files: readonly { name: string; mode: number; content: Uint8Array }[],
): Promise<RangedTar> {
  return layOutTar(
    files.map(({ content, ...file }) => ({
      ...file,
      sizeBytes: content.length,
      open: async function* ({ start, end }) {
        yield content.subarray(start, end);
      },
    })),
  );
}

test('any range of a laid-out tar equals that range of the packed tar', async () => {
  await fc.assert(
    fc.asyncProperty(FILES, fc.double({ min: 0, max: 1, noNaN: true }), async (files, share) => {
      const packed = await gather(
        packTar(files.map((file) => ({ ...file, sizeBytes: file.content.length }))),
      );
      const tar = await layOut(files);
      const start = Math.floor(share * packed.length);
      for (const end of [start + 1, start + 700, packed.length]) {
        const range = { start, end: Math.min(end, packed.length) };
        expect((await gather(tar.open(range))).equals(packed.subarray(start, range.end))).toBe(
          true,
        );
      }
      expect(tar.sizeBytes).toBe(packed.length);
      expect((await gather(tar.open({ start: 0, end: packed.length }))).equals(packed)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the header of a file of many gigabytes is made without reading the file', async () => {
  const sizeBytes = 9_000_000_000;
  const open = (): never => {
    throw new Error('it was read');
  };
  const tar = await layOutTar([{ name: 'large', mode: 0o644, sizeBytes, open }]);
  expect(tar.sizeBytes).toBe(512 + sizeBytes + 1024);
  const head = await gather(tar.open({ start: 0, end: 512 }));
  const listed = [];
  for await (const member of unpackMembers(Readable.from([head, Buffer.alloc(512)]), 'it')) {
    listed.push([member.name, member.sizeBytes]);
    break;
  }

  expect(listed).toEqual([['large', sizeBytes]]);
  await expect(gather(tar.open({ start: 512, end: 513 }))).rejects.toThrow('it was read');
});
