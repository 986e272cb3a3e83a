import { expect, test } from 'vitest';

import { registryFlags } from '../../../../src/cli/commands/push/registry-flags.ts';

test.each([
  ['http://127.0.0.1:8750/', '--registry http://127.0.0.1:8750'],
  [
    'http://192.168.1.20:8750/',
    '--registry http://192.168.1.20:8750 --insecure-registry 192.168.1.20:8750',
  ],
  [
    'http://[fd00::1]:8750/v2/mirror',
    '--registry http://[fd00::1]:8750/v2/mirror --insecure-registry [fd00::1]:8750',
  ],
  ['https://registry.example/v2/mirror', '--registry https://registry.example/v2/mirror'],
])('the flags for %s are all that a command needs', (url, flags) => {
  expect(registryFlags(new URL(url))).toBe(flags);
});
