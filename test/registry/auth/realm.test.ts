import { expect, test } from 'vitest';

import { tokenUrl } from '../../../src/registry/auth/realm.ts';

function ask(registry: string, realm: string, mayIdentify = false): string {
  const parameters = new Map([
    ['realm', realm],
    ['service', 'the service'],
    ['scope', 'repository:user/image:pull'],
  ]);
  return tokenUrl(new URL(registry), { scheme: 'bearer', parameters }, 'a/b', mayIdentify).href;
}

test('a token is asked for the repository that is read, whatever the challenge says', () => {
  expect(ask('https://ghcr.io/', 'https://ghcr.io/token')).toBe(
    'https://ghcr.io/token?service=the+service&scope=repository%3Aa%2Fb%3Apull',
  );
});

test.each([
  ['https://ghcr.io/', 'http://ghcr.io/token'],
  ['https://ghcr.io/', 'ftp://ghcr.io/token'],
  ['https://ghcr.io/', 'https://user:pw@ghcr.io/token'],
  ['https://ghcr.io/', 'https://127.0.0.1/token'],
  ['https://ghcr.io/', 'https://[::1]/token'],
  ['https://ghcr.io/', 'https://169.254.169.254/latest/meta-data'],
  ['https://ghcr.io/', 'https://localhost/token'],
  ['https://ghcr.io/', 'javascript:alert(1)'],
  ['http://127.0.0.1:5000/', 'file:///etc/passwd'],
])('%s may not name the token server %s', (registry, realm) => {
  expect(() => ask(registry, realm)).toThrow(/cannot be trusted/);
});

test.each([
  ['https://registry-1.docker.io/', 'https://auth.docker.io/token'],
  ['https://registry.gitlab.com/', 'https://gitlab.com/jwt/auth'],
  ['https://registry.example.co.uk/', 'https://login.example.co.uk/token'],
  ['http://127.0.0.1:5000/', 'http://127.0.0.1:5001/token'],
  ['http://localhost:5000/', 'http://localhost:5001/token'],
  ['https://mirror.example/', '/token'],
])('credentials of %s go to %s', (registry, realm) => {
  expect(ask(registry, realm, true)).toContain('scope=');
});

test.each([
  ['https://registry.example.com/', 'https://evil.example/token'],
  ['https://registry.example.co.uk/', 'https://evil.co.uk/token'],
  ['https://example.com/', 'https://example.com.evil.org/token'],
  ['http://127.0.0.1:5000/', 'http://127.0.0.2:5000/token'],
])('credentials of %s do not go to %s, though a request without may', (registry, realm) => {
  expect(() => ask(registry, realm, true)).toThrow(/not of its domain/);
  expect(ask(registry, realm)).toContain('scope=');
});
