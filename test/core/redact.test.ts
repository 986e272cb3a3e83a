import { expect, test } from 'vitest';

import { hideSecrets, redactText } from '../../src/core/redact.ts';
import { UsageError } from '../../src/core/errors.ts';
import { parseImageName } from '../../src/image/image-name.ts';
import { parseRegistryOverride } from '../../src/registry/address.ts';

test.each([
  [
    "fatal: unable to access 'https://me:s3cret@h.example:8443/tap?token=s3cret': 403",
    "fatal: unable to access 'https://h.example:8443/tap': 403",
  ],
  ['proxy http://me:s3c@ret@10.0.0.1:8080 refuses', 'proxy http://10.0.0.1:8080 refuses'],
  ['ssh://me:s3cret@h/x and socks5h://s3cret@h:1', 'ssh://h/x and socks5h://h:1'],
  ['no address: me@example.org, 12:30', 'no address: me@example.org, 12:30'],
])('addresses in the output of programs are shown without their secrets: %s', (said, told) => {
  expect(redactText(said)).toBe(told);
});

test.each([
  ['a registry', () => parseRegistryOverride('ftp://me:s3cret@h.example/x?token=s3cret')],
  ['an image', () => parseImageName('https://me:s3cret@h.example/Name?token=s3cret')],
])('an address that is not that of %s is refused without repeating its secrets', (_name, parse) => {
  expect(parse).toThrow(UsageError);
  expect(parse).not.toThrow('s3cret');
  expect(parse).toThrow('h.example');
});

test.each([
  'a.a.a.',
  '?sig&sig',
  '?sig',
  'x:y:z@',
  '=x:y',
  '(x:y',
  'x:y@1',
  '-by:',
  'Basic Basic ',
  'authorization ',
  'http://a@',
])(
  'redacting a long text of %j from a stranger stays fast',
  (unit) => {
    const text = unit.repeat(Math.ceil(400_000 / unit.length));
    expect(hideSecrets(text).length).toBeGreaterThan(0);
    expect(redactText(text).length).toBeGreaterThan(0);
  },
  5000,
);

test('a secret after a scheme that begins within a word is hidden', () => {
  expect(hideSecrets('see 1.http://me:s3cret@h.example')).toBe('see 1.http://h.example');
});
