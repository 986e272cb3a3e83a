import { expect, test } from 'vitest';

import { findBottleMentions } from '../../../src/history/rules/bottle-mentions.ts';

const [A, B] = ['ab'.repeat(32), 'cd'.repeat(32)];
const BLOCK = `  bottle do\n    rebuild 2\n    sha256 cellar: :any, big_sur: "${A}"\n  end\n`;
const SOURCE = `  sha256 "${'ef'.repeat(32)}"\n`;

function mentionsIn(text: string): readonly string[] | undefined {
  const found = findBottleMentions(new TextEncoder().encode(text));
  return found?.map(({ bottleTag, checksum }) => `${bottleTag} ${checksum.slice(0, 2)}`);
}

test.each([
  ['a url that lost its slashes', '  url "https:example.orgtool-1.2.tgz"\n', ''],
  ['a version that must be run', '  url "https://e.org/t-1.tgz"\n  version V\n', ''],
  ['a pattern that lost its slashes', '  livecheck do\n    regex(^v?i)\n  end\n', ''],
  ['a conflict elsewhere', '<<<<<<< HEAD\n  revision 1\n=======\n>>>>>>> other\n', ''],
])('the bottles beside %s are found, as is their absence', (_, above, below) => {
  const text = (block: string): string =>
    `class Tool < Formula\n${above}${SOURCE}${block}${below}end\n`;

  expect(mentionsIn(text(BLOCK))).toEqual(['big_sur ab']);
  expect(mentionsIn(text(''))).toEqual([]);
});

test.each([
  [
    'both sides of a conflict',
    `<<<<<<< HEAD\n${BLOCK}=======\n${BLOCK.replace(A, B)}>>>>>>> other\nend\n`,
    ['big_sur ab', 'big_sur cd'],
  ],
  [
    'the form of before 2021',
    `  bottle do\n    sha256 "${A}" => :catalina\n    sha1 "${'0f'.repeat(20)}" => :mojave\n  end\nend\n`,
    ['catalina ab', 'mojave 0f'],
  ],
  ['a class that lost a letter', `lass Tool < Formula\n${BLOCK}end\n`, ['big_sur ab']],
  [
    'several tags in a line, in upper case',
    `  bottle do\n    sha256 big_sur: "${A.toUpperCase()}", monterey: "${B}"\n  end\nend\n`,
    ['big_sur ab', 'monterey cd'],
  ],
])('%s can be read', (_, text, mentions) => {
  expect(mentionsIn(text)).toEqual(mentions);
});

test.each([
  ['a text that breaks off', `class Tool < Formula\n${BLOCK}`],
  ['something else', '<html><body>429 Too Many Requests</body></html>\n'],
  ['an empty file', ''],
  [
    'the bottle of before there were blocks, which is for the macOS of its day',
    `class Tool < Formula\n  bottle 'https://e.org/tool.tar.gz'\n  bottle_sha1 '${'0f'.repeat(20)}'\nend\n`,
  ],
  [
    'a block of which no line can be told',
    'class Tool < Formula\n  bottle do\n    what\n  end\nend\n',
  ],
  [
    'a checksum that must be run, beside one that need not',
    `class Tool < Formula\n${BLOCK.replace('  end', `    sha256 mojave: latest\n  end`)}end\n`,
  ],
])('%s may hold any bottle', (_, text) => {
  expect(mentionsIn(text)).toBeUndefined();
});
