import { expect, test } from 'vitest';

import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import { createQuickReader } from '../../../src/history/quick-reader/quick-reader.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';

const DATE = '2023-09-16T00:00:00Z';
const PLACE = { path: 'Formula/f/foo.rb', commit: 'c0ffee'.padEnd(40, '0') };

function formula(...body: readonly string[]): Uint8Array {
  const lines = ['class Foo < Formula', ...body.map((line) => `  ${line}`), 'end', ''];
  return new TextEncoder().encode(lines.join('\n'));
}

const URL = 'url "https://example.org/foo-1.2.tar.gz"';
const BOTTLE = ['bottle do', `  sha256 all: "${'ab'.repeat(32)}"`, 'end'];
const PLAIN = formula(URL, ...BOTTLE, 'depends_on "bar"');
const ODD = formula(URL, 'revision 2 if OS.mac?', ...BOTTLE, 'depends_on "bar"');
const BROKEN = formula('url "https:example.orgfoo-1.2.tar.gz"', ...BOTTLE);
const RUN = formula(URL, 'depends_on latest', ...BOTTLE);

test('a plain text is read at once, without loading the parser', () => {
  const reader = createQuickReader(() => Promise.reject(new Error('nobody asked for it')));

  expect(reader.readFacts(PLAIN, PLACE, DATE)).toMatchObject({ version: '1.2', revision: 0 });
});

test.for([
  ['plain', PLAIN],
  ['odd', ODD],
  ['broken', BROKEN],
  ['one whose dependencies must be run', RUN],
] as const)('a text that is %s is read as Ruby reads it', async ([, text]) => {
  const ruby = await createFormulaReader();
  const quick = createQuickReader(async () => ruby);
  const outcome = async (read: () => unknown): Promise<unknown> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof FormulaUnreadableError)) throw error;
      return { where: error.where, reason: error.reason };
    }
  };
  const expected = await outcome(() => ruby.readFacts(text, PLACE, DATE));

  expect(await outcome(() => quick.readFacts(text, PLACE, DATE))).toEqual(expected);
  expect(await outcome(() => quick.readFacts(text, PLACE, DATE))).toEqual(expected);
});

test('many formulae can be read in turn', () => {
  const reader = createQuickReader(createFormulaReader);
  for (let round = 0; round < 2; round += 1) {
    for (let number = 0; number < 100; number += 1) {
      const text = formula(
        `url "https://example.org/foo-${number}.2.tar.gz"`,
        'test do',
        '  system "x"',
        'end',
      );
      expect(
        reader.readFacts(text, { ...PLACE, path: `Formula/foo${number}.rb` }, DATE),
      ).toMatchObject({
        version: `${number}.2`,
      });
    }
  }
});
