import { expect, test } from 'vitest';

import { RegistryResponseError } from '../../../src/core/errors.ts';
import { parseTokenReply } from '../../../src/registry/documents/replies-schema.ts';

function parse(reply: object): string {
  return parseTokenReply(Buffer.from(JSON.stringify(reply)), 'the token').token;
}

test.each([
  [{ token: 'a' }],
  [{ access_token: 'a' }],
  [{ token: 'a', access_token: 'b' }],
  [{ token: 'a', access_token: '' }],
  [{ token: '', access_token: 'a' }],
  [{ token: 'a', access_token: null }],
])('%j gives the token a', (reply) => {
  expect(parse(reply)).toBe('a');
});

test.each([
  {},
  { token: '', access_token: '' },
  { token: 5 },
  { token: 'a\r\nx: y' },
  { token: '', access_token: 'a b' },
])('%j gives no token', (reply) => {
  expect(() => parse(reply)).toThrow(RegistryResponseError);
});
