import { expect, test } from 'vitest';

import { UsageError } from '../../../src/core/errors.ts';
import { isNamed, parseNamedHost } from '../../../src/http/hosts/named-host.ts';
import { mayBePlain } from '../../../src/http/hosts/plain-http.ts';

test.each([
  ['mirror.lan', 'http://mirror.lan/', true],
  ['mirror.lan', 'http://mirror.lan:5000/', true],
  ['MIRROR.lan.', 'http://mirror.LAN/', true],
  ['mirror.lan', 'https://mirror.lan./', true],
  ['mirror.lan:5000', 'http://mirror.lan:5000/', true],
  ['mirror.lan:5000', 'http://mirror.lan:5001/', false],
  ['mirror.lan:80', 'http://mirror.lan/', true],
  ['mirror.lan:443', 'https://mirror.lan/', true],
  ['mirror.lan:443', 'http://mirror.lan/', false],
  ['mirror.lan', 'http://a.mirror.lan/', false],
  ['10.0.0.5', 'http://10.0.0.5:5000/', true],
  ['[fd00::5]:5000', 'http://[fd00:0::5]:5000/', true],
])('%s names %s: %j', (text, url, expected) => {
  expect(isNamed(new URL(url), [parseNamedHost(text, '--insecure-registry')])).toBe(expected);
});

test.each([
  '',
  'http://mirror.lan',
  'mirror.lan/path',
  'user:pw@mirror.lan',
  'mirror.lan:0x50',
  'mirror.lan:99999',
  'a b',
  '10.0.0.0/8',
  '::1',
  '[::1',
])('--insecure-registry %j is refused without showing what could be a password', (text) => {
  const parse = (): unknown => parseNamedHost(text, '--insecure-registry');

  expect(parse).toThrow(UsageError);
  expect(parse).not.toThrow('pw');
});

test.each([
  ['http://127.0.0.1:5000/', true],
  ['http://127.9.9.9/', true],
  ['http://[::1]:5000/', true],
  ['http://localhost/', true],
  ['http://localhost./', true],
  ['http://a.localhost/', false],
  ['http://localhost.example/', false],
  ['http://127.0.0.1.example/', false],
  ['http://10.0.0.5/', false],
  ['http://ghcr.io/', false],
])('%s may be asked without TLS by default: %j', (url, expected) => {
  expect(mayBePlain(new URL(url), [])).toBe(expected);
});
