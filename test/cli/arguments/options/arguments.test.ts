import { expect, test } from 'vitest';

import { Arguments, type OptionLayer } from '../../../../src/cli/arguments/options/arguments.ts';
import { parseDate } from '../../../../src/cli/arguments/dates.ts';
import { readEnvironment } from '../../../../src/cli/arguments/layers/environment-layer.ts';
import { UsageError } from '../../../../src/core/errors.ts';

function flags(values: OptionLayer['values']): OptionLayer {
  return { values, describe: (name) => `--${name}` };
}

test('the command line wins over the environment, and the environment over later layers', () => {
  const environment = readEnvironment({
    BREWPULL_MACOS: '12',
    BREWPULL_CACHE_DIR: '/c',
    BREWPULL_JSON: 'yes',
    BREWPULL_NOT_AN_OPTION: 'x',
    MACOS: '13',
  });
  const args = new Arguments(
    [],
    [flags(new Map([['macos', '11']])), environment, flags(new Map([['macos', '14']]))],
  );

  expect(args.text('macos')).toBe('11');
  expect(args.text('cache-dir')).toBe('/c');
  expect(args.flag('json')).toBe(true);
  expect(args.flag('offline')).toBe(false);
  expect(args.strength('macos')).toBe(0);
  expect(args.strength('cache-dir')).toBe(1);
});

test.each([
  ['history', 'cloud', 'BREWPULL_HISTORY cloud is not one of auto, git, atlas, registry'],
  ['concurrency', '0', 'BREWPULL_CONCURRENCY must be a number from 1 to 32, not 0'],
  ['concurrency', 'many', 'BREWPULL_CONCURRENCY must be a number from 1 to 32, not many'],
  ['offline', 'maybe', 'BREWPULL_OFFLINE must be true or false, not maybe'],
] as const)('%s=%s is refused, and the message names the variable', (name, value, message) => {
  const args = new Arguments([], [readEnvironment({ [`BREWPULL_${name.toUpperCase()}`]: value })]);
  const read = (): unknown =>
    name === 'history'
      ? args.text(name)
      : name === 'offline'
        ? args.flag(name)
        : args.count(name, { min: 1, max: 32 });

  expect(read).toThrow(expect.objectContaining({ code: 'USAGE', message }));
});

test.each([
  ['2023-09-28', '2023-09-28T00:00:00Z'],
  ['2023-09-28T12:30:00+02:00', '2023-09-28T10:30:00Z'],
  ['2023-09-28 12:30Z', '2023-09-28T12:30:00Z'],
])('--before %s means %s', (text, expected) => {
  expect(parseDate(text, '--before')).toBe(expected);
});

test.each(['yesterday', '2023-02-30', '2023-13-01', '28.09.2023', '2023-09-28T12:30'])(
  '--before %s is refused',
  (text) => {
    expect(() => parseDate(text, '--before')).toThrow(UsageError);
  },
);
