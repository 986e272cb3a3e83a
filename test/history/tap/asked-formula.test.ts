import { expect, test } from 'vitest';

import { UsageError } from '../../../src/core/errors.ts';
import {
  formatAskedFormula,
  isBareVersion,
  parseAskedFormula,
  readAtVersion,
} from '../../../src/history/tap/asked-formula.ts';

test.each([
  ['vim', 'homebrew/core', 'vim', undefined],
  ['vim=9.0.1450', 'homebrew/core', 'vim', '9.0.1450'],
  ['vim=9.0.1450_1', 'homebrew/core', 'vim', '9.0.1450_1'],
  ['python@3.11=3.11.4', 'homebrew/core', 'python@3.11', '3.11.4'],
  ['openssl@1.1=1.1.1w', 'homebrew/core', 'openssl@1.1', '1.1.1w'],
  ['user/tap/name=1.2', 'user/tap', 'name', '1.2'],
  ['homebrew/core/jpeg=9e', 'homebrew/core', 'jpeg', '9e'],
  ['a=2023-09-01', 'homebrew/core', 'a', '2023-09-01'],
  ['a=0.0.0,1', 'homebrew/core', 'a', '0.0.0,1'],
  ['a=1.0+git', 'homebrew/core', 'a', '1.0+git'],
])('%s is %s, %s, %s, and is written back the same', (text, tap, name, version) => {
  const asked = parseAskedFormula(text);

  expect(asked).toEqual({ tap, name, version: version && { text: version } });
  expect(formatAskedFormula(asked)).toBe(text.replace(/^homebrew\/core\//, ''));
});

test.each([
  ['vim==9.0.1850', 'Write vim=9.0.1850.'],
  ['vim:9.0.1850', 'Write vim=9.0.1850.'],
  ['user/tap/vim:9.0', 'Write user/tap/vim=9.0.'],
  ['vim=v9.0', 'Write vim=9.0.'],
  ['vim:v9.0', 'Write vim=9.0.'],
  ['vim=', 'vim alone for the last bottle'],
  ['vim@', 'vim alone for the last bottle'],
  ['user/tap/vim@', 'user/tap/vim alone'],
  ['ghcr.io/homebrew/core/vim:9.0.1900', 'Write vim=9.0.1900.'],
  ['vim=latest', 'Write vim alone'],
  ['vim=Stable', 'Write vim alone'],
  ['vim=9.*', 'Write vim alone for the last bottle, or vim=VERSION'],
  ['vim=9.x', 'Write vim alone for the last bottle, or vim=VERSION'],
  ['vim=^9', 'Write vim alone for the last bottle, or vim=VERSION'],
  ['vim=~9', 'Write vim alone for the last bottle, or vim=VERSION'],
  ['vim=>=9', 'Write vim alone for the last bottle, or vim=VERSION'],
  ['vim>=9', 'Write vim alone for the last bottle, or vim=VERSION; brewpull history vim'],
  ['vim >= 9', 'Write vim alone for the last bottle'],
  ['vim<9', 'Write vim alone'],
  ['vim!=9', 'Write vim alone'],
  ['vim~>9.0', 'Write vim alone'],
  ['vim^9', 'Write vim alone'],
  ['vim@^9', 'Write vim alone'],
  ['vim@9.x', 'Write vim alone'],
  ['vim:9.x', 'Write vim alone'],
  ['user/tap/vim>=9', 'Write user/tap/vim alone'],
  ['python@3.11>=3.11.4', 'Write python@3.11 alone'],
  ['vim@latest', 'Write vim alone: that is the last bottle'],
  ['homebrew/core/vim@Latest', 'Write vim alone: that is the last bottle'],
  ['vim:latest', 'Write vim alone: that is the last bottle'],
  ['ghcr.io/homebrew/core/vim:latest', 'Write vim alone: that is the last bottle'],
  ['vim==latest', 'Write vim alone: that is the last bottle'],
  ['vim==', 'vim alone for the last bottle'],
  ['vim = 9.0.1850', 'Write vim=9.0.1850.'],
  ['vim===v9.0.1850', 'Write vim=9.0.1850.'],
  ['vim=@9.0.1850', 'Write vim=9.0.1850.'],
  ['vim@v9.0.1850', 'Write vim=9.0.1850.'],
  ['vim=9.0.1900_', 'Write vim=9.0.1900.'],
  ['vim=9.0.1900-', 'Write vim=9.0.1900.'],
  ['vim=9.0.1900.', 'Write vim=9.0.1900.'],
  ['vim=HEAD', 'Ask for a version'],
  ['vim=HEAD-abc1234', 'Ask for a version'],
  ['=9', 'Write the formula first'],
  ['vim=9.0 1', 'Write vim=VERSION'],
  ['vim=9.0\u001B[2J', 'Write vim=VERSION'],
  ['vim=../../etc', 'Write vim=VERSION'],
])('%s is refused, and the hint says what to write', (text, hint) => {
  let thrown: unknown;
  try {
    parseAskedFormula(text);
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toBeInstanceOf(UsageError);
  expect(thrown).toMatchObject({ hint: expect.stringContaining(hint) });
  // What the user pasted never steers the terminal.
  expect(String(thrown)).not.toContain('\u001B');
});

test.each([
  ['vim@9.0', 'vim', '9.0'],
  ['python@3.11@3.11.4', 'python@3.11', '3.11.4'],
  ['user/tap/name@1.2', 'name', '1.2'],
])('%s may be the formula %s and its version %s', (text, name, version) => {
  expect(readAtVersion(parseAskedFormula(text))).toMatchObject({
    name,
    version: { text: version },
  });
});

test.each(['vim', 'user/tap/vim@latest', '@9', 'vim@9=9.1', 'x@head'])(
  '%s is not a formula with a version after @',
  (text) => {
    expect(readAtVersion(parseAskedFormula(text))).toBeUndefined();
  },
);

test.each([
  ['9.0.1850', true],
  ['=9.0.1850', true],
  ['v9.0', true],
  ['2023-09-01', true],
  ['9', true],
  ['7-zip', false],
  ['2ping', false],
  ['0x88', false],
  ['vim', false],
  ['x264', false],
])('%s as a word on its own is a version: %s', (text, isVersion) => {
  expect(isBareVersion(text)).toBe(isVersion);
});
