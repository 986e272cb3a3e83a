import { expect, test } from 'vitest';

import { matchingKeys, usualKey } from '../../../src/registry/auth/docker-keys.ts';

test.each<[string, string, readonly string[]]>([
  [
    'https://r.example/',
    'a/b',
    [
      'r.example',
      'R.example',
      'r.example:443',
      'https://r.example',
      'https://r.example/',
      'https://r.example/v1/',
      'https://r.example/v2/',
      'https://r.example/api/docker/',
      'r.example/v2/',
      'r.example/v1',
      'r.example/a',
      'r.example/a/b',
      'r.example/a/b/',
    ],
  ],
  ['https://r.example:5000/', 'a/b', ['r.example:5000', 'https://r.example:5000/v2/']],
  ['https://r.example/artifactory/', 'a', ['r.example', 'https://r.example/artifactory/']],
  ['http://r.example:5000/', 'a', ['http://r.example:5000', 'http://r.example:5000/v2/']],
  ['http://r.example/', 'a', ['http://r.example', 'http://r.example:80/']],
  ['http://127.0.0.1:5000/', 'a', ['127.0.0.1:5000', 'http://127.0.0.1:5000/v2/']],
  ['http://localhost:5000/', 'a', ['localhost:5000', 'localhost:5000/a']],
  ['https://[fd00::1]:5000/', 'a', ['[fd00::1]:5000', 'https://[FD00:0::1]:5000']],
  [
    'https://registry-1.docker.io/',
    'library/hitch',
    [
      'https://index.docker.io/v1/',
      'docker.io',
      'index.docker.io',
      'registry-1.docker.io',
      'docker.io/library',
      'docker.io/library/hitch',
      'https://registry-1.docker.io/v2/',
    ],
  ],
])('all of these keys match %s for %s', (registry, repository, keys) => {
  expect(matchingKeys(keys, new URL(registry), repository).toSorted()).toEqual(keys.toSorted());
});

test.each<[string, readonly string[]]>([
  [
    'https://r.example/',
    [
      'http://r.example',
      'http://r.example:443',
      'r.example:80',
      'r.example:5000',
      'a.r.example',
      'r.example.evil',
      'r.example/a/c',
      'r.example/ab',
      'ftp://r.example',
      '',
      '/',
      'https://',
      'https:/r.example',
      'docker.io',
    ],
  ],
  ['http://r.example:5000/', ['r.example:5000', 'https://r.example:5000', 'http://r.example']],
  ['http://ghcr.io/', ['ghcr.io', 'https://ghcr.io', 'ghcr.io:80', 'ghcr.io:443']],
  ['http://127.0.0.1:5000/', ['https://127.0.0.1:5000', '127.0.0.1', '127.0.0.1:5001']],
])('%s is matched by none of these keys', (registry, keys) => {
  expect(matchingKeys(keys, new URL(registry), 'a/b')).toEqual([]);
});

test('the most specific key comes first, and one without a scheme before one with it', () => {
  const keys = ['https://r.example/v1/', 'r.example/a', 'r.example', 'r.example/a/b'];

  expect(matchingKeys(keys, new URL('https://r.example/'), 'a/b')).toEqual([
    'r.example/a/b',
    'r.example/a',
    'r.example',
    'https://r.example/v1/',
  ]);
});

test.each([
  ['https://r.example:5000/', 'r.example:5000'],
  ['https://registry-1.docker.io/', 'https://index.docker.io/v1/'],
  ['http://localhost:5000/', 'localhost:5000'],
  ['http://r.example/', undefined],
])('a store is asked for %s with the key %s', (registry, key) => {
  expect(usualKey(new URL(registry))).toBe(key);
});
