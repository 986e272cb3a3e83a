import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { parseImageName } from '../../src/image/image-name.ts';
import { parsePlatform, platformMatches } from '../../src/image/image-platform.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

test.each([
  [
    'hitch',
    'https://registry-1.docker.io/',
    'library/hitch',
    'latest',
    'docker.io/library/hitch:latest',
  ],
  [
    'hitch:1.8.0-1',
    'https://registry-1.docker.io/',
    'library/hitch',
    '1.8.0-1',
    'docker.io/library/hitch:1.8.0-1',
  ],
  [
    'docker.io/hitch',
    'https://registry-1.docker.io/',
    'library/hitch',
    'latest',
    'docker.io/library/hitch:latest',
  ],
  [
    `library/hitch@${DIGEST}`,
    'https://registry-1.docker.io/',
    'library/hitch',
    DIGEST,
    'docker.io/library/hitch',
  ],
  [`a/b:1@${DIGEST}`, 'https://registry-1.docker.io/', 'a/b', DIGEST, 'docker.io/a/b:1'],
  ['ghcr.io/org/name:tag', 'https://ghcr.io/', 'org/name', 'tag', 'ghcr.io/org/name:tag'],
  ['localhost:5000/x', 'http://localhost:5000/', 'x', 'latest', 'localhost:5000/x:latest'],
  ['localhost/x/y', 'http://localhost/', 'x/y', 'latest', 'localhost/x/y:latest'],
])('%s', (text, registry, repository, reference, fullName) => {
  const name = parseImageName(text);

  expect(name.registry.href).toBe(registry);
  expect(name).toMatchObject({ repository, reference, fullName });
});

test.each([
  '',
  'Hitch',
  'a b',
  'hitch:',
  'hitch:a/b',
  'a//b',
  '../x',
  'x@sha256:ab',
  `x@${DIGEST}@${DIGEST}`,
  'http://x/y',
])('%j is refused', (text) => {
  expect(() => parseImageName(text)).toThrow(UsageError);
});

test.each([
  ['linux/arm64', 'linux/arm64/v8', true],
  ['linux/arm/v7', 'linux/arm', true],
  ['linux/arm/v6', 'linux/arm', false],
  ['linux/x86_64', 'linux/amd64', true],
  ['amd64', 'linux/amd64', true],
  ['windows/amd64', 'linux/amd64', false],
])('%s and %s: %s', (a, b, expected) => {
  expect(platformMatches(parsePlatform(a), parsePlatform(b))).toBe(expected);
});
