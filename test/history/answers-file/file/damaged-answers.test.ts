import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../../src/core/errors.ts';
import { openAnswers } from '../../../../src/history/answers-file/file/answers-file.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import {
  BLOCK_BYTES,
  PREFIX_BYTES,
  sumsLength,
} from '../../../../src/history/answers-file/file/layout.ts';
import { arbitraryAnswers } from '../../../support/answers/arbitrary-answers.ts';
import { readBack } from '../../../support/answers/read-back.ts';
import { withSums } from '../../../support/answers/with-sums.ts';
import {
  sampleAnswers,
  sampleBottle,
  sampleFormula,
} from '../../../support/answers/sample-answers.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { execFileSync } from '../../../support/limits/processes.ts';
import { assert, integer, property, tries, uint8Array } from '../../../support/limits/random.ts';

/** The message of what was thrown; it must name the path and have a hint. */
function refusalOf(path: string, action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    expect(error.message).toContain(path);
    expect(error.hint).toMatch(/^(?:Fetch|Install) /);
    return error.message;
  }
  throw new Error('Nothing was refused');
}

test('whatever is written is read back the same', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');

  assert(
    property(arbitraryAnswers, (answers) => {
      expect(readBack(path, formatAnswers(answers))).toEqual(answers);
    }),
    tries(300),
  );
});

test('whichever byte is flipped, the file is refused', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const whole = formatAnswers(sampleAnswers());

  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    expect(refusalOf(path, () => readBack(path, bytes))).toMatch(/damaged|not a file|schema/);
  }
});

test('a damaged block affects only what it holds, and a check of the whole file finds it', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const formulae = Array.from({ length: 3000 }, (_, index) =>
    sampleFormula({ key: `tool${index}`, bottles: [sampleBottle({ bottleTag: 'big_sur' })] }),
  );
  const bytes = formatAnswers({ ...sampleAnswers(), formulae });
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  writeFileSync(path, bytes);

  using file = openAnswers(path);

  expect(file?.formula('tool0')?.bottles).toHaveLength(1);
  expect(refusalOf(path, () => file?.formula('tool999'))).toContain('is damaged');
  await expect(file?.verify()).rejects.toThrow(`${path} is damaged`);
});

test('a file that ends too early is refused, wherever it ends', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const whole = formatAnswers(sampleAnswers());

  for (let length = 0; length < whole.length; length += 1) {
    const message = refusalOf(path, () => readBack(path, whole.subarray(0, length)));
    expect(message).toMatch(/is not a file of answers|is cut off|should have/);
  }
  const longer = Buffer.concat([whole, Buffer.from('\n')]);
  expect(refusalOf(path, () => readBack(path, longer))).toContain('should have');
});

test('a forged file with correct checksums is refused, or everything it says can be written', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const whole = formatAnswers(sampleAnswers());
  const body = PREFIX_BYTES + 4;
  const often = tries(1000);
  let refused = 0;

  assert(
    property(
      integer({ min: body, max: whole.length - 1 }),
      uint8Array({ minLength: 1, maxLength: 6 }),
      (at, values) => {
        const bytes = Buffer.from(whole);
        bytes.set(values.subarray(0, whole.length - at), at);
        try {
          formatAnswers(readBack(path, withSums(bytes)));
        } catch (error) {
          refused += 1;
          expect(error).toBeInstanceOf(InvalidFileError);
        }
      },
    ),
    often,
  );
  expect(refused).toBeGreaterThan(often.numRuns / 10);
});

test.each([
  ['a name', 'vim', 'vi/'],
  ['a name', 'vim', 'vi\n'],
  ['a bottle tag', 'sonoma', 'so/oma'],
  ['an address', 'https://ghcr.io', 'ht ps://ghcr.io'],
  ['a version', '9.0.1900', '9.0.\u001B900'],
  ['a day', '2023-12-17', '2023-12-1x'],
  ['a tap', 'homebrew/core', 'homebrew.core'],
])('%s that is invalid is refused: %j as %j', async (_, text, odd) => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const bytes = formatAnswers(sampleAnswers());
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) {
    bytes.write(odd, at);
  }

  expect(refusalOf(path, () => readBack(path, withSums(bytes)))).toContain('is not ');
});

test('a file of a newer schema is refused with both numbers', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const bytes = formatAnswers(sampleAnswers());
  bytes.writeUInt16BE(2, 18);

  expect(refusalOf(path, () => readBack(path, withSums(bytes)))).toBe(
    `${path} uses schema 2, but this brewpull reads schema 1`,
  );
});

test('answers of another tap are refused', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  writeFileSync(path, formatAnswers(sampleAnswers()));

  expect(refusalOf(path, () => openAnswers(path, { tap: 'user/tap' }))).toBe(
    `${path} has the answers for homebrew/core, not for user/tap`,
  );
});

test('a folder, a pipe, a device, other text and a large hole are refused with little memory', async () => {
  await using folder = await tempFolder();
  mkdirSync(folder.at('folder'));
  execFileSync('mkfifo', [folder.at('pipe')]);
  symlinkSync('/dev/zero', folder.at('endless'));
  writeFileSync(folder.at('text'), 'BREWPULL ANSWERS, not a file of them');
  writeFileSync(folder.at('zeros'), '');
  truncateSync(folder.at('zeros'), 10_000_000_000);
  const before = process.memoryUsage().rss;

  expect(
    ['folder', 'pipe', 'endless', 'text', 'zeros'].map((name) => {
      const path = folder.at(name);
      return refusalOf(path, () => openAnswers(path)).slice(path.length);
    }),
  ).toEqual([
    ' is a folder, not a file',
    ' is a pipe, not a file',
    ' is a device, not a file',
    ' is not a file of answers',
    ' is not a file of answers',
  ]);
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test.each([
  { what: 'a header of all the file', lengths: [250_000_000, 0, 0, 0, 0] },
  { what: 'tables of all the file', lengths: [0, 250_000_000, 0, 0, 0] },

  { what: 'more than a file may have', lengths: [0, 0, 0, 0, 4_000_000_000] },
])('a hole whose first bytes claim $what is refused with little memory', async ({ lengths }) => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const prefix = formatAnswers(sampleAnswers()).subarray(0, PREFIX_BYTES);
  for (const [part, length] of lengths.entries()) prefix.writeUInt32BE(length, 20 + part * 4);
  const bodyBytes = lengths.reduce((sum, length) => sum + length);
  // Every block is zeros.
  const zeros = Buffer.alloc(4);
  zeros.writeUInt32BE(crc32(Buffer.alloc(BLOCK_BYTES)));
  const sums = Buffer.alloc(sumsLength(bodyBytes)).fill(zeros);
  prefix.writeUInt32BE(crc32(sums), 56);
  prefix.writeUInt32BE(crc32(prefix.subarray(0, 60)), 60);
  writeFileSync(path, Buffer.concat([prefix, sums]));
  truncateSync(path, PREFIX_BYTES + sums.length + bodyBytes);
  const before = process.memoryUsage().rss;

  expect(refusalOf(path, () => openAnswers(path))).toMatch(/ has | is too large /);
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test('values that no file can hold are not written', () => {
  const answers = sampleAnswers();
  const write = (key: string, version: string): Buffer =>
    formatAnswers({
      ...answers,
      formulae: [
        sampleFormula({ key, bottles: [sampleBottle({ bottleTag: 'big_sur', version })] }),
      ],
    });

  expect(() => write('tool', '1.0')).not.toThrow();
  expect(() => write('a tool', '1.0')).toThrow(InvalidFileError);
  expect(() => write('tool', '1\n0')).toThrow(InvalidFileError);
  expect(() => write('tool', '1'.repeat(1001))).toThrow(InvalidFileError);
});
