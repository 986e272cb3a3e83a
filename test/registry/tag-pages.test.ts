import { expect, test } from 'vitest';

import { createAsking, failureOf } from '../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';

const VIM = 'homebrew/core/vim';

function putTags(registry: FakeRegistry, count: number): string[] {
  const tags = Array.from({ length: count }, (_each, at) => `9.0.${at}`);
  for (const tag of tags) registry.putManifest(VIM, tag, { schemaVersion: 2, manifests: [] });
  return tags;
}

test('tags come in the order served, over pages with links that say n=0', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const tags = putTags(registry, 250);
  // ghcr.io gives its own page size whatever is asked.
  const link = `</v2/${VIM}/tags/list?last=9.0.99&n=0>; rel="next"`;
  const page = JSON.stringify({ name: VIM, tags: tags.slice(0, 100) });
  await asking.client.listTags(registry.url, VIM); // Gets a token.

  registry.fault({ path: 'n=1000' }, { body: page, headers: { link } });
  const listed = await asking.client.listTags(registry.url, VIM);

  expect(listed).toEqual(tags);
  const paths = registry.logged({ path: '/tags/' }).map(({ path }) => path);
  expect(paths.slice(-3)).toEqual([
    `/v2/${VIM}/tags/list?n=1000`,
    `/v2/${VIM}/tags/list?last=9.0.99&n=0`,
    `/v2/${VIM}/tags/list?last=9.0.199&n=0`,
  ]);
});

test('one request is enough where the registry gives large pages', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const tags = putTags(registry, 900);

  expect(await asking.client.listTags(registry.url, VIM)).toEqual(tags);
  expect(registry.requests).toHaveLength(1);
});

test.each([
  ['null', '{"name":"vim","tags":null}', []],
  ['no list at all', '{"name":"vim"}', []],
  [
    'things that are no tags',
    '{"tags":["1.0",null,"a b","sha256:x",7,"1.0","1.1"]}',
    ['1.0', '1.1'],
  ],
])('a page with %s is read as far as it goes', async (_name, body, tags) => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 1);

  registry.fault({ path: '/tags/' }, { body });

  expect(await asking.client.listTags(registry.url, VIM)).toEqual(tags);
});

test('pages that go round in a circle are refused', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 3);
  const link = `<list?n=1&last=9.0.1>; rel="next"`; // Relative, as RFC 8288 allows.

  registry.fault({ path: '/tags/' }, { headers: { link } }, Number.POSITIVE_INFINITY);
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining('do not come to an end'),
  });
  expect(registry.requests).toHaveLength(2);
});

test('a page at another host is not asked for', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using other = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 3);

  const link = `<${new URL(`v2/${VIM}/tags/list?last=1`, other.url).href}>; rel="next"`;
  registry.fault({ path: '/tags/' }, { headers: { link } });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({ message: expect.stringContaining(other.url.host) });
  expect(other.requests).toEqual([]);
});

test('what is no JSON is refused, without its text in the message', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 1);

  registry.fault({ path: '/tags/' }, { body: 'all of them' });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({ code: 'REGISTRY_RESPONSE' });
  expect(failure instanceof Error ? failure.message : '').not.toContain('all of them');
});
