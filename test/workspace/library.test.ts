import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { openBrewpull } from '../../src/workspace/library.ts';

test.each([
  ['a registry', { registry: 'ftp://mirror.example' }],
  ['a registry without TLS that is not allowed', { registry: 'http://mirror.example' }],
  ['a host', { insecureRegistries: ['mirror.example/path'] }],
])('%s that cannot be used is refused when brewpull is opened', (_name, options) => {
  expect(() => openBrewpull(options)).toThrow(UsageError);
});
