import { expect, test } from 'vitest';

import { isAbsence } from '../../src/registry/absence.ts';
import { always, asGhcr, createAsking, failureOf } from '../support/registry/asking.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';

const VIM = 'homebrew/core/vim';
const GHCR = new URL('https://ghcr.io');
const INDEX = { schemaVersion: 2, manifests: [] };
const DENIED = JSON.stringify({ errors: [{ code: 'DENIED', message: 'denied' }] });
const LOGIN = { kind: 'basic', user: 'me', password: 'secret' } as const;

test('the denial that ghcr.io gives without credentials may mean that there is no such name', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking({ transport: asGhcr(registry) });

  registry.fault({ path: '/tags/' }, { status: 403, body: DENIED });
  const direct = await failureOf(asking.client.listTags(GHCR, VIM));
  registry.fault({ path: '/tags/' }, { status: 401 });
  const ofTokenServer = await failureOf(asking.client.listTags(GHCR, VIM));

  expect(direct).toMatchObject({ code: 'UNAUTHORIZED', mayBeAbsent: true });
  expect(ofTokenServer).toMatchObject({ code: 'UNAUTHORIZED', mayBeAbsent: true });
  expect(isAbsence(direct)).toBe(true);
});

test('no refusal of another host, of a login, or for another reason means so', async () => {
  await using registry = await startRegistry();
  registry.putManifest(VIM, '9.0', INDEX);
  await using other = createAsking();
  await using ghcr = createAsking({ transport: asGhcr(registry) });
  await using member = createAsking({
    transport: asGhcr(registry),
    credentials: always(LOGIN),
  });

  const missing = await failureOf(other.client.listTags(registry.url, 'homebrew/core/none'));
  registry.fault({ host: 'registry' }, { status: 401 });
  const unexplained = await failureOf(other.client.listTags(registry.url, VIM));
  registry.fault({ path: '/tags/' }, { status: 403, body: '{"errors":[{"code":"BLOCKED"}]}' });
  const blocked = await failureOf(ghcr.client.listTags(GHCR, VIM));
  registry.fault({ path: '/tags/' }, { status: 401 });
  const wrongPassword = await failureOf(member.client.listTags(GHCR, VIM));

  for (const failure of [missing, unexplained, blocked, wrongPassword]) {
    expect(failure).toMatchObject({ code: 'UNAUTHORIZED', mayBeAbsent: false });
    expect(isAbsence(failure)).toBe(false);
  }
  expect(missing).toMatchObject({
    hint: expect.stringContaining(`docker login ${registry.url.host}`),
  });
});

test('a size of pages that is refused is left out', async () => {
  await using registry = await startRegistry({ access: 'open', pageSize: 2 });
  await using asking = createAsking();
  for (const tag of ['1.0', '1.1', '1.2']) registry.putManifest(VIM, tag, INDEX);

  registry.fault({ path: 'n=1000' }, { status: 400, body: '{"errors":[]}' });

  expect(await asking.client.listTags(registry.url, VIM)).toEqual(['1.0', '1.1', '1.2']);
  expect(registry.requests.map(({ path }) => path).slice(0, 2)).toEqual([
    `/v2/${VIM}/tags/list?n=1000`,
    `/v2/${VIM}/tags/list`,
  ]);
});

test('a list that is refused without a size too is an error', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  registry.putManifest(VIM, '1.0', INDEX);

  registry.fault({ path: '/tags/' }, { status: 400 }, 2);

  expect(await failureOf(asking.client.listTags(registry.url, VIM))).toMatchObject({ status: 400 });
  expect(registry.requests).toHaveLength(2);
});

test.each(['<?n=1>', 'next: 2', '<http://[>; rel="next"'])(
  'a list of tags does not end at a Link of %s',
  async (link) => {
    await using registry = await startRegistry({ access: 'open' });
    await using asking = createAsking();
    registry.putManifest(VIM, '1.0', INDEX);

    registry.fault({ path: '/tags/' }, { headers: { link } });

    expect(await failureOf(asking.client.listTags(registry.url, VIM))).toMatchObject({
      code: 'REGISTRY_RESPONSE',
      message: expect.stringContaining('may have more pages'),
    });
  },
);

test('a wrong digest in the header is noted where the bytes have the digest asked for', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const digest = registry.putManifest(VIM, '9.0', INDEX);

  registry.fault({ path: digest }, { wrongDigest: true });
  const served = await asking.client.getManifest(registry.url, VIM, digest);

  expect(served.digest).toBe(digest);
  expect(asking.events).toContainEqual({
    type: 'warning',
    message: expect.stringContaining('the bytes have the digest asked for'),
  });
});

test('more headers than are read are told as that, once', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  registry.putManifest(VIM, '9.0', INDEX);

  registry.fault({ path: '/tags/' }, { headers: { 'x-long': 'x'.repeat(20_000) } });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({
    code: 'NETWORK',
    message: expect.stringContaining(`${registry.url.host}: its answer has more than 16 KiB`),
  });
  expect(registry.requests).toHaveLength(1);
});
