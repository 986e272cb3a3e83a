import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { guessTarget } from '../../src/core/guess-target.ts';
import { parseTarget, parseTargetTag } from '../../src/core/target.ts';

const BIG_SURS = ['big_sur', 'arm64_big_sur'];

test.each([
  ['bigsur', BIG_SURS],
  ['Big Sur', BIG_SURS],
  ['11', BIG_SURS],
  ['11.7', BIG_SURS],
  ['10.16', BIG_SURS],
  ['macOS-11', BIG_SURS],
  ['darwin20', BIG_SURS],
  ['darwin25', ['tahoe', 'arm64_tahoe']],
  ['montrey', ['monterey', 'arm64_monterey']],
  ['ventura-arm64', ['arm64_ventura']],
  ['11-arm64', ['arm64_big_sur']],
  ['big_sur:amd64', ['big_sur']],
  ['m1 sonoma', ['arm64_sonoma']],
  ['27', ['arm64_golden_gate']],
  ['yosemite', ['yosemite']],
  ['amd64_linux', ['x86_64_linux']],
  ['linux', ['x86_64_linux', 'arm64_linux']],
])('%s may mean %j', (text, tags) => {
  expect(guessTarget(text)?.tags).toEqual(tags);
});

test.each(['', 'all', 'arm64', 'intel', '16', 'windows', 'lion-arm64', 'darwin99', 'x'])(
  'nothing is guessed from %j',
  (text) => {
    expect(guessTarget(text)).toBeUndefined();
  },
);

test.each(['lion', 'catalina', '11', '26', '27', 'linux'])(
  'the guesses for %s are all valid tags',
  (word) => {
    const tags = guessTarget(word)?.tags ?? [];

    expect(tags.map((tag) => parseTargetTag(tag).bottleTag)).toEqual(tags);
  },
);

function hintOf(parse: () => unknown): string | undefined {
  try {
    parse();
  } catch (error) {
    if (error instanceof UsageError) return error.hint;
    throw error;
  }
  return undefined;
}

test.each([
  ['bigsur', 'Did you mean --target big_sur (Intel) or --target arm64_big_sur (Apple silicon)?'],
  ['big_sur,monterey', 'Repeat it: --target big_sur --target monterey.'],
  ['big_sur monterey', 'Repeat it: --target big_sur --target monterey.'],
  ['11, arm64_ventura', 'Repeat it: --target big_sur --target arm64_ventura.'],
  ['arm64_linux,x', 'Repeat it: --target arm64_linux --target x.'],
  ['16', 'After macOS 15 Sequoia comes macOS 26 Tahoe.'],
])('--target %s: %s', (text, hint) => {
  expect(hintOf(() => parseTargetTag(text))).toBe(hint);
});

test.each([
  ['Monteray', 'Did you mean --macos 12 (monterey)?'],
  ['darwin20', 'Did you mean --macos 11 (big_sur)?'],
  ['arm64_big_sur', 'Did you mean --target arm64_big_sur?'],
  [
    '11,12',
    'It takes only one; for several Macs, repeat --target: --target big_sur --target monterey.',
  ],
])('--macos %s: %s', (macos, hint) => {
  expect(hintOf(() => parseTarget({ macos, arch: 'amd64' }))).toBe(hint);
});

test.each([
  ['m1', 'A Mac with an M chip is --arch arm64.'],
  [
    'amd64,arm64',
    'It takes only one; for both, repeat --target, e.g. --target big_sur --target arm64_big_sur.',
  ],
])('--arch %s: %s', (arch, hint) => {
  expect(hintOf(() => parseTarget({ macos: '11', arch }))).toBe(hint);
});
