import { expect, test } from 'vitest';

import { NotFoundError, UnauthorizedError } from '../../../src/core/errors.ts';
import { homebrewCredentials } from '../../../src/registry/auth/homebrew-credentials.ts';
import { always, asGhcr, createAsking, failureOf } from '../../support/registry/asking.ts';
import { startRegistry, type RegistryOptions } from '../../support/registry/fake-registry.ts';
import { publishBottles } from '../../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';
const GHCR = new URL('https://ghcr.io/');
const ACCOUNT = { username: 'ada', password: 'ghp_secret', identityToken: 'refresh-me' };

async function startVim(options: RegistryOptions = {}) {
  const registry = await startRegistry({ account: ACCOUNT, ...options });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1900', tags: ['big_sur'] });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.2000', tags: ['sonoma'] });
  return registry;
}

test('one challenge and one token serve all requests to a repository', async () => {
  await using registry = await startVim();
  await using asking = createAsking();

  await asking.client.listTags(registry.url, VIM);
  await asking.client.getManifest(registry.url, VIM, '9.0.1900');

  expect(registry.requests.map(({ host, status }) => `${host} ${status}`)).toEqual([
    'registry 401',
    'token 200',
    'registry 200',
    'registry 200',
  ]);
  expect(registry.logged({ host: 'token' })[0]?.path).toContain(
    `scope=${encodeURIComponent(`repository:${VIM}:pull`)}`,
  );
  expect(registry.logged({ host: 'token' })[0]?.headers).not.toHaveProperty('authorization');
});

test('requests at the same time share one token request', async () => {
  await using registry = await startVim();
  await using asking = createAsking();

  registry.fault({ host: 'token' }, { delayMs: 50 });
  await Promise.all(
    ['9.0.1900', '9.0.2000', '9.0.1900', '9.0.2000'].map((reference) =>
      asking.client.getManifest(registry.url, VIM, reference),
    ),
  );

  expect(registry.logged({ host: 'token' })).toHaveLength(1);
});

test('a token is renewed before it expires, and when the registry no longer takes it', async () => {
  await using registry = await startVim({ expiresInSeconds: 300, useAccessToken: true });
  await using asking = createAsking();
  const ask = (): Promise<unknown> => asking.client.listTags(registry.url, VIM);

  await ask();
  asking.advance(280_000);
  await ask();
  expect(registry.logged({ host: 'token' })).toHaveLength(1);
  asking.advance(15_000);
  await ask();
  expect(registry.logged({ host: 'token' })).toHaveLength(2);
  registry.expireTokens();
  await ask();
  expect(registry.logged({ host: 'token' })).toHaveLength(3);
});

test('a registry that refuses the token it gave is not asked forever', async () => {
  await using registry = await startVim();
  await using asking = createAsking();
  const challenge = `Bearer realm="${new URL('token', registry.url).href}",error="insufficient_scope"`;

  registry.fault(
    { host: 'registry' },
    { status: 401, headers: { 'www-authenticate': challenge } },
    Number.POSITIVE_INFINITY,
  );

  expect(await failureOf(asking.client.listTags(registry.url, VIM))).toBeInstanceOf(
    UnauthorizedError,
  );
  expect(registry.requests).toHaveLength(3);
});

test('a private repository is read with a password that only the token server gets', async () => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  const { username: user, password } = ACCOUNT;
  await using asking = createAsking({ credentials: always({ kind: 'basic', user, password }) });

  const bottle = await asking.client.getManifest(registry.url, VIM, '9.0.1900');
  const { document } = bottle;
  expect(document.kind).toBe('index');

  for (const { host, headers } of registry.requests) {
    const isBasic = headers['authorization']?.includes('Basic') ?? false;
    expect(isBasic).toBe(host === 'token');
  }
});

test('an identity token is exchanged by POST, and follows no redirect', async () => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  const credentials = always({ kind: 'identity-token', token: ACCOUNT.identityToken });
  await using asking = createAsking({ credentials });

  expect(await asking.client.listTags(registry.url, VIM)).toEqual(['9.0.1900', '9.0.2000']);
  expect(registry.logged({ host: 'token' })[0]).toMatchObject({ method: 'POST', path: '/token' });

  await using other = await startRegistry({ access: 'open' });
  await using again = createAsking({ credentials });
  registry.fault({ host: 'token' }, { redirectTo: other.url.href });
  expect(await failureOf(again.client.listTags(registry.url, VIM))).toMatchObject({
    code: 'REGISTRY_RESPONSE',
  });
  expect(other.requests).toEqual([]);
});

test('a registry that requires a password gets it with each request after the first', async () => {
  await using registry = await startVim({ access: 'basic' });
  const { username: user, password } = ACCOUNT;
  await using asking = createAsking({ credentials: always({ kind: 'basic', user, password }) });

  await asking.client.listTags(registry.url, VIM);
  await asking.client.listTags(registry.url, VIM);

  expect(registry.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
});

test.each([
  ['token', undefined],
  ['basic', undefined],
  ['token', 'wrong'],
  ['basic', 'wrong'],
] as const)(
  'a private repository behind %s with password %s is refused with the next step',
  async (access, password) => {
    await using registry = await startVim({ access });
    registry.makePrivate(VIM);
    await using asking = createAsking(
      password === undefined
        ? {}
        : { credentials: always({ kind: 'basic', user: 'ada', password }) },
    );

    const failure = await failureOf(asking.client.listTags(registry.url, VIM));

    expect(failure).toBeInstanceOf(UnauthorizedError);
    expect(failure).toMatchObject({ hint: expect.stringContaining('docker login') });
    expect(JSON.stringify([failure, asking.events])).not.toContain('wrong');
  },
);

test('unreadable credentials do not block what is public, and are reported for what is private', async () => {
  await using registry = await startVim();
  const broken = new UnauthorizedError('docker-credential-x is not installed');
  const credentials = {
    find: async () => {
      throw broken;
    },
  };
  await using asking = createAsking({ credentials });

  expect(await asking.client.listTags(registry.url, VIM)).toHaveLength(2);
  registry.makePrivate(VIM);
  registry.expireTokens();
  expect(await failureOf(asking.client.listTags(registry.url, VIM))).toBe(broken);
});

test('ghcr.io is read with the bearer that anyone may use, without a token request or credentials', async () => {
  await using registry = await startVim();
  let looked = 0;
  const credentials = {
    find: async () => {
      looked += 1;
      return undefined;
    },
  };
  await using asking = createAsking({ credentials, transport: asGhcr(registry) });

  await asking.client.getManifest(GHCR, VIM, '9.0.1900');
  expect(registry.requests).toHaveLength(1);
  expect(registry.requests[0]?.headers['authorization']).toBe('Bearer QQ==');
  expect(await failureOf(asking.client.listTags(GHCR, 'homebrew/core/vimm'))).toBeInstanceOf(
    NotFoundError,
  );
  expect(looked).toBe(0);
});

test.each([
  [
    'HOMEBREW_GITHUB_PACKAGES_TOKEN',
    { HOMEBREW_GITHUB_PACKAGES_TOKEN: 'ghp_secret', HOMEBREW_GITHUB_PACKAGES_USER: 'ada' },
    4,
  ],
  [
    'HOMEBREW_DOCKER_REGISTRY_TOKEN',
    { HOMEBREW_DOCKER_REGISTRY_TOKEN: Buffer.from('ghp_secret').toString('base64') },
    2,
  ],
])('a private package of ghcr.io is read with %s', async (_name, environment, requests) => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  const credentials = homebrewCredentials(environment);
  await using asking = createAsking({ credentials, transport: asGhcr(registry) });

  await asking.client.getManifest(GHCR, VIM, '9.0.1900');
  await asking.client.getManifest(GHCR, VIM, '9.0.1900');

  expect(registry.requests).toHaveLength(requests);
});

test('a private package of ghcr.io without credentials is refused', async () => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  await using asking = createAsking({ transport: asGhcr(registry) });

  expect(await failureOf(asking.client.listTags(GHCR, VIM))).toMatchObject({
    code: 'UNAUTHORIZED',
    hint: expect.stringContaining('docker login ghcr.io'),
  });
});

test('a 403 is answered with credentials if there are any', async () => {
  await using registry = await startVim();
  const credentials = homebrewCredentials({
    HOMEBREW_GITHUB_PACKAGES_TOKEN: ACCOUNT.password,
    HOMEBREW_GITHUB_PACKAGES_USER: ACCOUNT.username,
  });
  await using asking = createAsking({ credentials, transport: asGhcr(registry) });

  registry.fault({ host: 'registry' }, { status: 403, body: '{}' });

  expect(await asking.client.listTags(GHCR, VIM)).toHaveLength(2);
  expect(registry.logged({ host: 'token' })[0]?.headers['authorization']).toMatch(/^Basic /);
});

test('a refusal does not look for credentials a second time, since that may run a program', async () => {
  await using registry = await startVim();
  let lookups = 0;
  const find = async (): Promise<undefined> => {
    lookups += 1;
  };
  await using asking = createAsking({ credentials: { find } });

  registry.fault({ host: 'registry' }, { status: 403, body: '{}' });

  expect(await failureOf(asking.client.listTags(registry.url, VIM))).toMatchObject({
    code: 'UNAUTHORIZED',
  });
  expect(lookups).toBe(1);
});

test('the bearer of ghcr.io goes to no other registry', async () => {
  await using registry = await startVim();
  await using asking = createAsking();
  await asking.client.listTags(registry.url, VIM);

  expect(registry.requests[0]?.headers).not.toHaveProperty('authorization');
  expect(JSON.stringify(registry.requests)).not.toContain('Bearer QQ==');
});
