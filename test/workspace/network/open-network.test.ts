import { expect, test } from 'vitest';

import { UnauthorizedError } from '../../../src/core/errors.ts';
import { readNetworkRules } from '../../../src/workspace/network/network-rules.ts';
import { openNetwork, type Network } from '../../../src/workspace/network/open-network.ts';
import type { BrewpullOptions } from '../../../src/workspace/options.ts';
import { startHttpProxy } from '../../support/http/proxies.ts';
import { failureOf } from '../../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../../support/registry/fake-registry.ts';
import { publishBottles } from '../../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';
const ACCOUNT = { username: 'ada', password: 'hunter2' };
const ADA = `Basic ${Buffer.from('ada:hunter2').toString('base64')}`;

async function startVim(): Promise<FakeRegistry> {
  const registry = await startRegistry({ account: ACCOUNT, access: 'basic' });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1900', tags: ['big_sur'] });
  return registry;
}

async function open(options: Partial<BrewpullOptions>): Promise<Network & AsyncDisposable> {
  const all: BrewpullOptions = {
    history: 'registry',
    tapClones: [],
    before: undefined,
    at: undefined,
    registry: undefined,
    cacheDirectory: undefined,
    concurrency: 1,
    proxy: undefined,
    certificateAuthorities: [],
    offline: false,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...options,
  };
  const network = await openNetwork(all, readNetworkRules(all));
  return { ...network, [Symbol.asyncDispose]: () => network.transport.close() };
}

function given(origin: string): Pick<BrewpullOptions, 'credentials'> {
  return { credentials: { origin, user: 'ada', password: 'hunter2' } };
}

test('given credentials go to a server without TLS that is named as insecure', async () => {
  await using registry = await startVim();
  await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
  const there = { proxy: `http://127.0.0.1:${proxy.port}`, insecureRegistries: ['mirror.lan'] };
  await using network = await open({ ...there, ...given('http://mirror.lan:5000') });

  expect(await network.client.listTags(new URL('http://mirror.lan:5000/'), VIM)).toHaveLength(1);
  expect(registry.requests.map(({ headers }) => headers['authorization'])).toEqual([
    undefined,
    ADA,
  ]);
});

test.each(['https://mirror.lan:5000', 'http://mirror.lan:5001', 'http://mirror.lan'])(
  'credentials for %s do not go to http://mirror.lan:5000, and a hint says what to do',
  async (origin) => {
    await using registry = await startVim();
    await using proxy = await startHttpProxy({ leadsTo: Number(registry.url.port) });
    const there = { proxy: `http://127.0.0.1:${proxy.port}`, insecureRegistries: ['mirror.lan'] };
    await using network = await open({ ...there, ...given(origin) });
    const failure = await failureOf(
      network.client.listTags(new URL('http://mirror.lan:5000/'), VIM),
    );

    expect(failure).toBeInstanceOf(UnauthorizedError);
    expect(failure).toMatchObject({ hint: expect.stringContaining('--creds -') });
    expect(registry.requests.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
  },
);

test('given credentials take precedence over what brew would send unasked', async () => {
  await using registry = await startVim();
  const { origin } = registry.url;
  const environment = { HOMEBREW_ARTIFACT_DOMAIN: origin, HOMEBREW_DOCKER_REGISTRY_TOKEN: 'x' };
  const named = { environment, namedRegistries: [registry.url] };
  await using network = await open({ ...named, ...given(origin) });
  await using other = await open({ ...named, ...given('http://127.0.0.1:9') });

  expect(await network.client.listTags(registry.url, VIM)).toHaveLength(1);
  await failureOf(other.client.listTags(registry.url, VIM));
  expect(registry.requests.map(({ headers }) => headers['authorization'])).toEqual([
    undefined,
    ADA,
    'Bearer x',
  ]);
});

test('a registry on this machine is not asked unless the user named it', async () => {
  await using registry = await startVim();
  await using network = await open({});

  expect(await failureOf(network.client.listTags(registry.url, VIM))).toMatchObject({
    code: 'INSECURE_REDIRECT',
  });
  expect(registry.requests).toEqual([]);
});
