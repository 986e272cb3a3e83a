import { expect, test } from 'vitest';

import { isAbsence } from '../../src/registry/absence.ts';
import { always, asGhcr, createAsking, failureOf } from '../support/registry/asking.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';

const VIM = 'homebrew/core/vim';
const GHCR = new URL('https://ghcr.io');
const INDEX = { schemaVersion: 2, manifests: [] };
const DENIED = JSON.stringify({ errors: [{ code: 'DENIED', message: 'denied' }] });
const LOGIN = { kind: 'basic', user: 'me', password: 'secret' } as const;

test('a denial by ghcr.io without credentials may mean that the name does not exist', async () => {
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

test('no refusal by another host, of a login, or for another reason means absence', async () => {
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
