import { expect, test } from 'vitest';

import { startServer } from '../support/http/fault-server.ts';
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
  // ghcr.io uses its own page size whatever is requested.
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

test('one request is enough if the registry gives large pages', async () => {
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

test('pages that go in a circle are refused', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 3);
  const link = `<list?n=1&last=9.0.1>; rel="next"`; // Relative, as RFC 8288 allows.

  registry.fault({ path: '/tags/' }, { headers: { link } }, Number.POSITIVE_INFINITY);
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining('never end'),
  });
  expect(registry.requests).toHaveLength(2);
});

test('pages that continue at new addresses but add nothing new are refused', async () => {
  await using server = await startServer((_request, response, count) => {
    response.setHeader('link', `<list?page=${count}>; rel="next"`);
    response.end(JSON.stringify({ tags: ['1.0', ...(count < 3 ? [`1.${count}`] : [])] }));
  });
  await using asking = createAsking();

  const failure = await failureOf(asking.client.listTags(server.url, VIM));

  expect(failure).toMatchObject({ message: expect.stringContaining('adds nothing new') });
  expect(server.seen).toHaveLength(3);
});

test('a page on which no name is a valid tag does not end the list', async () => {
  await using server = await startServer((_request, response, count) => {
    if (count < 3) response.setHeader('link', `<list?page=${count}>; rel="next"`);
    response.end(JSON.stringify({ tags: count === 2 ? ['a b'] : [`1.${count}`] }));
  });
  await using asking = createAsking();

  expect(await asking.client.listTags(server.url, VIM)).toEqual(['1.1', '1.3']);
});

test('endless pages are given up after 1,000', async () => {
  await using server = await startServer((_request, response, count) => {
    response.setHeader('link', `<list?page=${count}>; rel="next"`);
    response.end(JSON.stringify({ tags: [`1.${count}`] }));
  });
  await using asking = createAsking();

  const failure = await failureOf(asking.client.listTags(server.url, VIM));

  expect(failure).toMatchObject({
    message: expect.stringContaining('never end: there are more than 1,000 pages'),
  });
  expect(server.seen).toHaveLength(1000);
});

test('more than 100,000 tags are not read', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 1);
  for (const [count, words] of [
    [100_000, undefined],
    [100_001, 'more than the limit of 100,000'],
  ] as const) {
    const tags = Array.from({ length: count }, (_each, at) => `9.0.${at}`);
    registry.fault({ path: '/tags/' }, { body: JSON.stringify({ tags }) });

    const failure = await failureOf(asking.client.listTags(registry.url, VIM));

    expect(failure).toEqual(
      words && expect.objectContaining({ message: expect.stringContaining(words) }),
    );
  }
});

test.each(['/v2/more; rel="next"', '</v2/more>', '<?n=1>', 'next: 2', '<http://[>; rel="next"'])(
  'a list of tags does not end at a Link of %s',
  async (link) => {
    await using registry = await startRegistry({ access: 'open' });
    await using asking = createAsking();
    putTags(registry, 3);
    registry.fault({ path: '/tags/' }, { headers: { link } });

    expect(await failureOf(asking.client.listTags(registry.url, VIM))).toMatchObject({
      code: 'REGISTRY_RESPONSE',
      message: `the tags of ${registry.url.host}/${VIM} may have more pages: the Link header of ${registry.url.host} cannot be read`,
    });
  },
);

test.each([
  '{"errors":[{"code":"PAGINATION_NUMBER_INVALID","message":"invalid number of results requested"}]}',
  '{"errors":[]}',
  '',
])('a registry that refuses a large page with %s is asked for its own size', async (body) => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const tags = putTags(registry, 250);
  registry.fault({ path: 'n=1000' }, { status: 400, body }, Number.POSITIVE_INFINITY);

  expect(await asking.client.listTags(registry.url, VIM)).toEqual(tags);
  expect(registry.requests.map(({ path, status }) => `${path.split('list')[1]} ${status}`)).toEqual(
    ['?n=1000 400', ' 200', '?last=9.0.99&n=0 200', '?last=9.0.199&n=0 200'],
  );

  registry.fault({ path: '/tags/' }, { status: 400, body }, Number.POSITIVE_INFINITY);
  expect(await failureOf(asking.client.listTags(registry.url, VIM))).toMatchObject({ status: 400 });
  expect(registry.requests).toHaveLength(6);
});

test('a page on another host is not asked for', async () => {
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

test('what is not JSON is refused, without its text in the message', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  putTags(registry, 1);

  registry.fault({ path: '/tags/' }, { body: 'all of them' });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({ code: 'REGISTRY_RESPONSE' });
  expect(failure instanceof Error ? failure.message : '').not.toContain('all of them');
});
