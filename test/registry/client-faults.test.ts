import { expect, test } from 'vitest';

import { toTerminal } from '../../src/cli/render/harmless.ts';
import {
  AbortedError,
  DigestMismatchError,
  RateLimitedError,
  RegistryResponseError,
} from '../../src/core/errors.ts';
import { createAsking, failureOf } from '../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { rateLimit } from '../support/registry/faults.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';

function publishVim(registry: FakeRegistry): Published {
  return publishBottles(registry, {
    formula: 'vim',
    pkgVersion: '9.0.1900',
    tags: ['big_sur', 'arm64_ventura'],
    fillerBytes: 100_000,
  });
}

test.each([
  ['one flipped bit', { flipBitAt: 10 }],
  ['another digest in the header', { wrongDigest: true }],
])('%s in an index is refused with both digests', async (_name, fault) => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);

  registry.fault({ path: '/manifests/' }, fault, Number.POSITIVE_INFINITY);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '9.0.1900'));

  expect(failure).toBeInstanceOf(DigestMismatchError);
  expect(JSON.stringify(failure)).toContain(indexDigest);
});

test.each([
  ['503', { status: 503 }],
  ['502 with a page', { status: 502, body: '<html>bad gateway</html>' }],
  ['429 with the wait in the message', rateLimit('1.5s')],
  ['a reset', { reset: true }],
  ['a cut', { cutAfter: 100 }],
])('%s passes with another try', async (name, fault) => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);
  await asking.client.listTags(registry.url, VIM); // Gets a token first.

  registry.fault({ path: '/manifests/' }, fault);
  const index = await asking.client.getManifest(registry.url, VIM, '9.0.1900');

  expect(index.digest).toBe(indexDigest);
  expect(asking.slept).toEqual([name.startsWith('429') ? 1500 : 250]);
});

test('a wait of hours is told and not waited for', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/manifests/' }, rateLimit('6h0m0s'), 9);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '9.0.1900'));

  expect(failure).toBeInstanceOf(RateLimitedError);
  expect(failure).toMatchObject({ retryAfterMs: 21_600_000 });
  expect(asking.slept).toEqual([]);
});

test.each([
  ['200', { body: '<html>log in</html>', headers: { 'content-type': 'text/html' } }],
  ['403', { status: 403, body: '<html>no</html>' }],
  ['405', { status: 405, body: '<html>no</html>' }],
])('a page in place of an index, with %s, is told as such', async (status, fault) => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/manifests/' }, fault, 9);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '9.0.1900'));

  expect(failure).toMatchObject({
    code: status === '403' ? 'UNAUTHORIZED' : 'REGISTRY_RESPONSE',
    hint: expect.stringMatching(status === '403' ? /docker login/ : /proxy/),
  });
  expect(JSON.stringify(failure)).not.toContain('<html>');
});

test('a redirect to a login page is told, with who sent the page', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using portal = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/tags/' }, { redirectTo: new URL('login', portal.url).href });
  portal.fault({}, { body: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));
  expect(failure).toMatchObject({ code: 'NOT_FOUND' });

  registry.fault({ path: '/tags/' }, { redirectTo: new URL('v2/', portal.url).href });
  portal.fault({}, { body: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } });
  const page = await failureOf(asking.client.listTags(registry.url, VIM));
  expect(page).toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining(portal.url.host),
  });
});

test('an index above 4 MiB is not taken', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();

  registry.putManifest('big', 'one', { schemaVersion: 2, manifests: [], x: 'x'.repeat(2 ** 22) });
  const failure = await failureOf(asking.client.getManifest(registry.url, 'big', 'one'));

  expect(failure).toBeInstanceOf(RegistryResponseError);
});

test('what a server says is cut, and leaves for a terminal without steering it', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const message = `\u001b[2Jgone${'x'.repeat(10_000)}\n`;

  registry.fault({}, { status: 404, body: JSON.stringify({ errors: [{ code: 'NO', message }] }) });
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '1'));

  const text = failure instanceof Error ? failure.message : '';
  expect(text).toContain('gone');
  expect(toTerminal(text)).toMatch(/^[\x20-\x7e]{1,400}$/);
});

test('an interruption ends a request that hangs', async () => {
  const controller = new AbortController();
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking({ signal: controller.signal });
  publishVim(registry);

  registry.fault({}, { delayMs: 5000 });
  const running = failureOf(asking.client.listTags(registry.url, VIM));
  setTimeout(() => controller.abort(), 50);

  expect(await running).toBeInstanceOf(AbortedError);
});
