import { expect, test } from 'vitest';

import { UnauthorizedError } from '../../../src/core/errors.ts';
import { always, createAsking, failureOf } from '../../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../../support/registry/fake-registry.ts';
import { publishBottles } from '../../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';
const ACCOUNT = { username: 'ada', password: 'hunter2', identityToken: 'refresh-me' };
const ADA = always({ kind: 'basic', user: ACCOUNT.username, password: ACCOUNT.password });

async function startVim(): Promise<FakeRegistry> {
  const registry = await startRegistry({ account: ACCOUNT });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1900', tags: ['big_sur'] });
  return registry;
}

/** Makes the registry name its token server by another name, as if it were on another domain. */
function nameElsewhere(registry: FakeRegistry, name = VIM): void {
  const realm = `http://localhost:${registry.url.port}/token`;
  const challenge = `Bearer realm="${realm}",service="x",scope="repository:${name}:pull"`;
  registry.fault({ host: 'registry' }, { status: 401, headers: { 'www-authenticate': challenge } });
}

function secretsIn({ requests }: FakeRegistry): number {
  return requests.filter(({ headers, path }) =>
    /Basic|hunter2|refresh-me/.test(JSON.stringify([headers, path])),
  ).length;
}

test('a token server on another domain is asked without credentials', async () => {
  await using registry = await startVim();
  for (const credentials of [ADA, always({ kind: 'identity-token', token: 'refresh-me' })]) {
    await using asking = createAsking({ credentials });
    nameElsewhere(registry);

    expect(await asking.client.listTags(registry.url, VIM)).toEqual(['9.0.1900']);
  }
  expect(registry.logged({ host: 'token' }).map(({ method }) => method)).toEqual(['GET', 'GET']);
  expect(secretsIn(registry)).toBe(0);
});

test('what the challenge names is asked for there too, because no credentials are sent', async () => {
  await using registry = await startVim();
  await using asking = createAsking({ credentials: ADA });
  nameElsewhere(registry, 'mirror/of/vim');
  await asking.client.listTags(registry.url, VIM);

  const [request] = registry.logged({ host: 'token' });
  expect(new URL(request?.path ?? '', registry.url).searchParams.getAll('scope')).toEqual([
    `repository:${VIM}:pull`,
    'repository:mirror/of/vim:pull',
  ]);
});

test('a repository that needs credentials there is refused with the option that sends them', async () => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  await using asking = createAsking({ credentials: ADA });
  nameElsewhere(registry);
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toBeInstanceOf(UnauthorizedError);
  expect(failure).toMatchObject({
    hint: expect.stringContaining(`--auth-host localhost:${registry.url.port}`),
  });
  expect(secretsIn(registry)).toBe(0);
});

test('a repository that turns out to need credentials later is refused in the same way', async () => {
  await using registry = await startVim();
  await using asking = createAsking({ credentials: ADA });
  nameElsewhere(registry);
  await asking.client.listTags(registry.url, VIM);
  registry.makePrivate(VIM);

  expect(await failureOf(asking.client.listTags(registry.url, VIM))).toMatchObject({
    code: 'UNAUTHORIZED',
    hint: expect.stringContaining('--auth-host localhost'),
  });
  expect(secretsIn(registry)).toBe(0);
});

test('--auth-host sends the credentials there', async () => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  await using asking = createAsking({ credentials: ADA, authHosts: ['localhost'] });
  nameElsewhere(registry);

  expect(await asking.client.listTags(registry.url, VIM)).toEqual(['9.0.1900']);
  expect(secretsIn(registry)).toBe(1);
});

test('a registry that another one redirects to is read with a token that anyone gets', async () => {
  await using registry = await startVim();
  await using front = await startRegistry({ access: 'open' });
  front.putManifest(VIM, '9.0.1900', { schemaVersion: 2, manifests: [] });
  const target = new URL(`/v2/${VIM}/manifests/9.0.1900`, registry.url);
  front.fault({ host: 'registry' }, { redirectTo: target.href }, Number.POSITIVE_INFINITY);
  await using asking = createAsking({ credentials: ADA });

  for (let times = 0; times < 2; times += 1) {
    const served = await asking.client.getManifest(front.url, VIM, '9.0.1900');
    expect(served.document.kind).toBe('index');
    expect(served.redirectHosts).toEqual([registry.url.host]);
  }
  const head = await asking.client.headManifest(front.url, VIM, '9.0.1900');

  expect(head.digest).toBeDefined();
  expect(registry.logged({ host: 'token' })).toHaveLength(1);
  expect(secretsIn(registry) + secretsIn(front)).toBe(0);
});

test('a private registry that another one redirects to is refused and gets no credentials', async () => {
  await using registry = await startVim();
  registry.makePrivate(VIM);
  await using front = await startRegistry({ access: 'open' });
  const target = new URL(`/v2/${VIM}/manifests/9.0.1900`, registry.url);
  front.putManifest(VIM, '9.0.1900', { schemaVersion: 2, manifests: [] });
  front.fault({ host: 'registry' }, { redirectTo: target.href }, Number.POSITIVE_INFINITY);
  await using asking = createAsking({ credentials: ADA });
  const failure = await failureOf(asking.client.getManifest(front.url, VIM, '9.0.1900'));

  expect(failure).toBeInstanceOf(UnauthorizedError);
  expect(failure).toMatchObject({
    message: expect.stringContaining(`${front.url.host} leads to ${registry.url.host}`),
    hint: expect.stringContaining(`Ask ${registry.url.host} itself`),
  });
  expect(secretsIn(registry)).toBe(0);
});
