import { expect, test } from 'vitest';

import { splitBashLine } from '../../../../../src/cli/commands/completion/answer/bash-line.ts';
import * as fc from '../../../../support/limits/random.ts';

test.each([
  ['', ['']],
  ['brewpull', ['brewpull']],
  ['brewpull ', ['brewpull', '']],
  ['  brewpull   pull  vi', ['brewpull', 'pull', 'vi']],
  ['brewpull --macos=11 vim=9.', ['brewpull', '--macos=11', 'vim=9.']],
  [`brewpull --macos 'Big Sur' "a \\"b\\" c`, ['brewpull', '--macos', 'Big Sur', 'a "b" c']],
  [String.raw`brewpull a\ b \'c`, ['brewpull', 'a b', "'c"]],
  [`brewpull '' x`, ['brewpull', '', 'x']],
  ['brewpull "open ', ['brewpull', 'open ']],
  ['brewpull end\\', ['brewpull', 'end']],
])('%j is split into the words %j', (line, words) => {
  expect(splitBashLine(line)).toEqual(words);
});

test('words in quotes come out unchanged, whatever they contain', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
      const line = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
      expect(splitBashLine(line)).toEqual(words);
    }),
  );
});
