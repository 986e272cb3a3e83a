import { expect, test } from 'vitest';

import { firstCredentials } from '../../../src/registry/auth/credentials.ts';
import { homebrewCredentials } from '../../../src/registry/auth/homebrew-credentials.ts';

const GHCR = new URL('https://ghcr.io/');
const MIRROR = new URL('https://mirror.example:8443/');
const OTHER = new URL('https://registry-1.docker.io/');

test.each([
  [{ HOMEBREW_DOCKER_REGISTRY_TOKEN: 'abc' }, { kind: 'bearer', token: 'abc' }],
  [{ HOMEBREW_DOCKER_REGISTRY_BASIC_AUTH_TOKEN: 'YTpi' }, { kind: 'basic-encoded', token: 'YTpi' }],
  [
    { HOMEBREW_DOCKER_REGISTRY_TOKEN: 'abc', HOMEBREW_DOCKER_REGISTRY_BASIC_AUTH_TOKEN: 'YTpi' },
    { kind: 'bearer', token: 'abc' },
  ],
])(
  '%j is sent at once to ghcr.io and to the artifact domain, and nowhere else',
  (variables, credentials) => {
    const source = homebrewCredentials({
      ...variables,
      HOMEBREW_ARTIFACT_DOMAIN: 'https://mirror.example:8443/brew',
    });

    expect(source.findEager?.(GHCR)).toEqual(credentials);
    expect(source.findEager?.(MIRROR)).toEqual(credentials);
    expect(source.findEager?.(new URL('http://mirror.example/'))).toBeUndefined();
    expect(source.findEager?.(new URL('https://mirror.example/'))).toBeUndefined();
    expect(source.findEager?.(new URL('http://ghcr.io/'))).toBeUndefined();
    expect(source.findEager?.(new URL('https://ghcr.io:8443/'))).toBeUndefined();
    expect(source.findEager?.(OTHER)).toBeUndefined();
  },
);

test.each([
  {},
  { HOMEBREW_DOCKER_REGISTRY_TOKEN: '' },
  { HOMEBREW_DOCKER_REGISTRY_BASIC_AUTH_TOKEN: 'none' },
])('%j means no credentials', async (variables) => {
  const source = homebrewCredentials(variables);

  expect(source.findEager?.(GHCR)).toBeUndefined();
  expect(await source.find(GHCR, 'a/b')).toBeUndefined();
});

test('the token for packages waits until ghcr.io asks, and goes to ghcr.io alone', async () => {
  const source = homebrewCredentials({
    HOMEBREW_GITHUB_PACKAGES_TOKEN: 'ghp_x',
    HOMEBREW_ARTIFACT_DOMAIN: MIRROR.href,
  });

  expect(source.findEager?.(GHCR)).toBeUndefined();
  expect(await source.find(GHCR, 'a/b')).toEqual({
    kind: 'basic',
    user: 'brewpull',
    password: 'ghp_x',
  });
  expect(await source.find(MIRROR, 'a/b')).toBeUndefined();
});

test('the first of several sources that knows a registry answers', async () => {
  const brew = homebrewCredentials({ HOMEBREW_DOCKER_REGISTRY_TOKEN: 'abc' });
  const docker = { find: async () => ({ kind: 'bearer', token: 'docker' }) as const };
  const all = firstCredentials([docker, brew]);

  expect(await all.find(GHCR, 'a')).toEqual({ kind: 'bearer', token: 'docker' });
  expect(all.findEager?.(GHCR)).toEqual({ kind: 'bearer', token: 'abc' });
  expect(await firstCredentials([]).find(GHCR, 'a')).toBeUndefined();
});

test('without TLS, only a server on this machine gets credentials', async () => {
  const variables = {
    HOMEBREW_DOCKER_REGISTRY_TOKEN: 'abc',
    HOMEBREW_GITHUB_PACKAGES_TOKEN: 'abc',
  };
  const find = (domain: string, registry: string): unknown =>
    homebrewCredentials({ ...variables, HOMEBREW_ARTIFACT_DOMAIN: domain }).findEager?.(
      new URL(registry),
    );

  expect(find('http://127.0.0.1:5000', 'http://127.0.0.1:5000/')).toMatchObject({ token: 'abc' });
  expect(find('http://127.0.0.1:5000', 'http://127.0.0.1:5001/')).toBeUndefined();
  expect(find('http://10.0.0.5:5000', 'http://10.0.0.5:5000/')).toBeUndefined();
  expect(find('http://ghcr.io', 'http://ghcr.io/')).toBeUndefined();
  const source = homebrewCredentials(variables);
  expect(await source.find(new URL('http://ghcr.io/'), 'a/b')).toBeUndefined();
});
