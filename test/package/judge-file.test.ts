import { expect, test } from 'vitest';

import {
  isFormulaPath,
  judgeFile,
  plainText,
  withoutVersion,
} from '../../scripts/packaged-answers/judge-file.ts';
import { findBottleMentions } from '../../src/history/rules/bottle-mentions.ts';
import { createFormulaReader } from '../../src/history/ruby/reader.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const BIG_SUR = 'a'.repeat(64);
const SPOILED = 'https://downloads.sourceforge.net/project/a/a-1.2.tar.gz?use_mirror=nchc';

function text(facts: Partial<Parameters<typeof formulaText>[0]> = {}): string {
  return formulaText({
    name: 'a',
    version: '1.2',
    bottle: { entries: { big_sur: BIG_SUR } },
    ...facts,
  });
}

test('only paths where homebrew-core has or had formulae are paths of formulae', () => {
  const paths = ['Formula/vim.rb', 'Formula/v/vim.rb', 'Formula/lib/libpng.rb', 'Formula/p/a@1.rb'];
  expect(paths.filter(isFormulaPath)).toEqual(paths);
  const others = [
    'Casks/v/vim.rb',
    'Formula/x/y/vim.rb',
    'Formula/vi/vim.rb',
    'vim.rb',
    'lib/b2.rb',
  ];
  expect(others.filter(isFormulaPath)).toEqual([]);
});

test('without a folder of its first letter, a file with no bottle or one in another registry is of another tap', () => {
  expect(judgeFile('Formula/a.rb', text())).toBe('whole');
  expect(judgeFile('Formula/a.rb', formulaText({ name: 'a', version: '1.2' }))).toBe('other-tap');
  const rootUrl = 'https://ghcr.io/v2/shivammathur/php';
  const elsewhere = text({ bottle: { rootUrl, entries: { big_sur: BIG_SUR } } });
  expect(judgeFile('Formula/a.rb', elsewhere)).toBe('other-tap');
  expect(judgeFile('Formula/a/a.rb', formulaText({ name: 'a', version: '1.2' }))).toBe('whole');
});

test('a text without slashes, or with the choice of a mirror in its address, is damaged', () => {
  expect(judgeFile('Formula/a/a.rb', text().replaceAll('/', ''))).toBe('damaged');
  expect(judgeFile('Formula/a/a.rb', text({ url: SPOILED }))).toBe('damaged');
});

test('the choice of a mirror does no damage if the formula states its version', () => {
  const said = text({ url: SPOILED, explicitVersion: true });
  expect(judgeFile('Formula/a/a.rb', said)).toBe('whole');
});

test('texts that differ only in a proxy, the choice of a mirror or the last newline are the same', () => {
  const true_ = text({ url: 'https://github.com/a/a/archive/v1.2.tar.gz' });
  const proxied = text({ url: 'https://ghfast.top/https://github.com/a/a/archive/v1.2.tar.gz' });
  expect(plainText(proxied.trimEnd())).toBe(plainText(true_));
  const other = text({ url: 'https://github.com/a/a/archive/v1.3.tar.gz' });
  expect(plainText(other)).not.toBe(plainText(true_));
  const chosen = text({ url: SPOILED });
  expect(plainText(chosen)).toBe(plainText(text({ url: SPOILED.replace(/\?.*/, '') })));
});

test('a damaged file keeps its bottles but not its version', async () => {
  const left = Buffer.from(
    withoutVersion(text({ url: SPOILED, bottle: { rebuild: 2, entries: { big_sur: BIG_SUR } } })),
  );
  const reader = await createFormulaReader();
  const where = { path: 'Formula/a/a.rb', commit: '0'.repeat(40) };
  expect(() => reader.readFacts(left, where, '2024-01-01T00:00:00Z')).toThrow('it has no url');
  expect(findBottleMentions(left)).toMatchObject([{ bottleTag: 'big_sur', checksum: BIG_SUR }]);
});

test('a damaged file that had no bottle gets none', () => {
  const left = withoutVersion(formulaText({ name: 'a', version: '1.2', url: SPOILED }));
  expect(findBottleMentions(Buffer.from(left))).toEqual([]);
});
