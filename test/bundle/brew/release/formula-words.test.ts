import { expect, test } from 'vitest';

import { listUnknownWords } from '../../../../src/bundle/brew/release/formula-words.ts';

test.for([
  ['no_autobump!', '4.5.0', '4.5.1'],
  ['service.throttle_interval', '5.0.2', '5.0.3'],
  ['post_install_steps', '5.1.13', '5.1.14'],
  ['deprecate!(replacement_formula:)', '4.4.31', '4.4.32'],
  ['depends_on(macos: :tahoe)', '4.5.5', '4.5.6'],
  ['plist_options', '4.2.0', '4.1.25'],
  ['needs', '6.0.0', '5.1.15'],
  ['needs(:cxx11)', '5.0.4', '5.0.5'],
  ['on_mojave', '5.0.0', '4.6.20'],
  ['require(language/go)', '4.5.0', '4.4.32'],
] as const)('%s is unknown to %s and known to %s', ([word, without, having]) => {
  expect(listUnknownWords([word], without)).toEqual([word]);
  expect(listUnknownWords([word], having)).toEqual([]);
});

test('a word is listed once, in the order of the formula, and one that never changed is known', () => {
  const words = ['depends_on(:x11)', 'url', 'bottle.cellar', 'depends_on(:x11)', 'constructor'];

  expect(listUnknownWords(words, '6.0.18')).toEqual(['depends_on(:x11)', 'bottle.cellar']);
});
