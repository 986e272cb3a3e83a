import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { parseNamedHost } from '../../src/http/hosts/named-host.ts';
import { parseImageName } from '../../src/image/image-name.ts';

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
  ['http://10.0.0.5:5000/x/y:1', 'http://10.0.0.5:5000/', 'x/y', '1', '10.0.0.5:5000/x/y:1'],
  ['HTTP://registry.lan/x', 'http://registry.lan/', 'x', 'latest', 'registry.lan/x:latest'],
  ['http://nas/x:1', 'http://nas/', 'x', '1', 'nas:80/x:1'],
  ['registry.lan/x', 'http://registry.lan/', 'x', 'latest', 'registry.lan/x:latest'],
  ['https://nas/x:1', 'https://nas/', 'x', '1', 'nas:443/x:1'],
  [`http://[fd00::1]:5000/x@${DIGEST}`, 'http://[fd00::1]:5000/', 'x', DIGEST, '[fd00::1]:5000/x'],
  ['https://localhost:5000/x', 'https://localhost:5000/', 'x', 'latest', 'localhost:5000/x:latest'],
  [
    'https://docker.io/hitch',
    'https://registry-1.docker.io/',
    'library/hitch',
    'latest',
    'docker.io/library/hitch:latest',
  ],
])('%s', (text, registry, repository, reference, fullName) => {
  const insecure = ['10.0.0.5', 'registry.lan', 'nas', '[fd00::1]'].map((host) =>
    parseNamedHost(host, 'the test'),
  );
  const name = parseImageName(text, insecure);

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
  'http://',
  'http://x',
  'http://docker.io/hitch',
  'http://me:pw@x/y',
  'ftp://x/y',
  'http://x:123456/y',
  'http://x/y?z=1',
  'http://10.0.0.5/x',
])('%j is refused', (text) => {
  expect(() => parseImageName(text)).toThrow(UsageError);
});
