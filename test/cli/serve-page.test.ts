import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { installCurl } from '../support/brew/fake-curl.ts';
import { Machine } from '../support/brew/machine.ts';
import { startServing, type Serving } from '../support/cli/serving.ts';
import { makeServedPlaces, PLACE_TOKEN } from '../support/mirror/served-places.ts';
import { once } from '../support/once.ts';

/** As Safari 13 asks for a page. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const places = once(makeServedPlaces);

async function serve(...argv: readonly string[]): Promise<Serving> {
  return startServing(argv, places().path);
}

test.each(['b', 'b.tar', 's.tar.001'])(
  'the whole of %s is served as the tar that brewpull bundle writes, also from the middle',
  async (name) => {
    await using serving = await serve(name);
    const tar = await readFile(places().at('b.tar'));
    const url = new URL('/brewpull-bundle.tar', serving.url);
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(tar)).toBe(true);
    expect(whole.headers.get('content-type')).toBe('application/x-tar');
    const part = await fetch(url, { headers: { range: 'bytes=5000-70000' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(tar.subarray(5000, 70_001))).toBe(true);
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(tar.length));
    const etag = whole.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  },
);

test('every file of a bundle is served under its own path, with its sum', async () => {
  await using serving = await serve('b.tar');
  const names = await readdir(places().at('b'), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  for (const { name, parentPath } of files) {
    const path = join(parentPath, name).slice(places().at('b').length);
    const answer = await fetch(new URL(path, serving.url));
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([path, bytes.equals(await readFile(join(parentPath, name)))]).toEqual([path, true]);
    const sum = createHash('sha256').update(bytes).digest('hex');
    expect(answer.headers.get('etag')).toBe(`"sha256:${sum}"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).not.toContain('html');
  }
  expect(serving.stderr()).toContain(
    createHash('sha256')
      .update(await readFile(places().at('b/SHA256SUMS')))
      .digest('hex'),
  );
});

test('a browser gets a page and curl the same as text, each with its own ETag', async () => {
  await using serving = await serve('b.tar');
  const page = await fetch(serving.url, { headers: BROWSER });
  const text = await fetch(serving.url, { headers: { accept: '*/*' } });
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const [shown, read] = [await page.text(), await text.text()];
  for (const said of [
    `export HOMEBREW_ARTIFACT_DOMAIN=${serving.url.origin}`,
    `curl -f -O ${serving.url.origin}/brewpull-bundle.tar`,
    'macOS 11 Big Sur on Intel (big_sur)',
    'macOS 13 Ventura on Apple silicon (arm64_ventura)',
    'openssl@3',
    'install.sh',
    'SHA256SUMS.sig',
  ]) {
    expect(shown).toContain(said);
    expect(read).toContain(said);
  }
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-\S+'; .*frame-ancestors 'none'$/,
  );
  for (const answer of [page, text]) {
    expect(answer.headers.get('vary')).toBe('accept');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect(page.headers.get('etag')).not.toBe(text.headers.get('etag'));
  const again = { ...BROWSER, 'if-none-match': page.headers.get('etag') ?? '' };
  const kept = await fetch(serving.url, { headers: again });
  expect([kept.status, kept.headers.get('vary')]).toEqual([304, 'accept']);
  const head = await fetch(serving.url, { method: 'HEAD', headers: BROWSER });
  expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(shown)));
});

test('the page of a mirror links to its list, and is not the list itself', async () => {
  await using serving = await serve('mirror');
  const page = await (await fetch(serving.url, { headers: BROWSER })).text();

  expect(page).toContain('href="index.html"');
  expect(page).toContain('macOS 11 Big Sur on Intel (big_sur)');
  expect(page).toContain('href="v2/homebrew/core/vim/blobs/sha256%3A');
  expect(page).not.toContain('brewpull-bundle.tar');
  const [path = ''] = /v2\/homebrew[^"]*/.exec(page) ?? [];
  expect((await fetch(new URL(path, serving.url))).status).toBe(200);
});

test('every link on the page leads somewhere', async () => {
  for (const name of ['b', 'mirror']) {
    await using serving = await serve(name);
    const page = await (await fetch(serving.url, { headers: BROWSER })).text();
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    expect(links.length).toBeGreaterThan(3);
    for (const href of links) {
      const { status } = await fetch(new URL(href, serving.url), { method: 'HEAD' });
      expect([href, status]).toEqual([href, 200]);
    }
  }
});

test('the lines of the page install the bundle on a Mac', async () => {
  await using serving = await serve('s.tar.001');
  await using mac = await Machine.create();
  await installCurl(mac);
  const page = await (await fetch(serving.url, { headers: BROWSER })).text();
  const [, lines = ''] = /<pre>(curl .*?)<\/pre>/s.exec(page) ?? [];
  const ended = await mac.run(['bash', '-ec', lines]);

  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain('  SHA256SUMS\n');
  expect(await readdir(join(mac.prefix, 'Cellar'))).toEqual(['openssl@3', 'vim']);
});

test('the lines for an IPv6 address are quoted for a shell', async () => {
  await using serving = await serve('b.tar', '--host', '::1');
  const text = await (await fetch(serving.url)).text();

  expect(serving.url.hostname).toBe('[::1]');
  expect(text).toContain(`curl -g -f -O '${serving.url.origin}/brewpull-bundle.tar'\n`);
});

test('the page repeats the Host of a request only if it is a valid address', async () => {
  await using serving = await serve('b.tar');
  const { hostname, port, origin } = serving.url;
  const ask = async (host: string): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ hostname, port, headers: { host } }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve(text));
      }).on('error', reject);
    });
  for (const host of [
    'x;rm -rf ~',
    '$(id)',
    'a"b',
    "a'b",
    'a<b',
    '[::1',
    'a:99999',
    'a@b',
    'a/b',
  ]) {
    expect([host, await ask(host)]).toEqual([host, expect.stringContaining(`DOMAIN=${origin}\n`)]);
  }
  expect(await ask('mirror.test:8750')).toContain('DOMAIN=http://mirror.test:8750\n');
  expect(await ask('[fd00::1]:80')).toContain("DOMAIN='http://[fd00::1]'\n");
});

test('a browser is asked for the token, with an explanation of what it is', async () => {
  await using serving = await serve('b.tar', '--token-file', 'token');
  const refused = await fetch(serving.url, { headers: BROWSER });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe('Basic realm="brewpull", charset="UTF-8"');
  const said = await refused.text();
  expect(said).toContain('the password is the token');
  expect(said).not.toContain('vim');
  const authorization = `Basic ${Buffer.from(`me:${PLACE_TOKEN}`).toString('base64')}`;
  const page = await fetch(serving.url, { headers: { ...BROWSER, authorization } });
  expect(page.status).toBe(200);
  expect(page.headers.get('cache-control')).toBe('private, max-age=60');
  const shown = await page.text();
  expect(shown).toContain('curl -f -u brew -O ');
  expect(shown).not.toContain(PLACE_TOKEN);
  const client = await fetch(serving.url, { headers: { accept: '*/*' } });
  expect(client.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  expect(await client.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
});

test('a missing page is explained to a browser, and a registry client gets its error code', async () => {
  await using serving = await serve('b');
  const url = new URL('/nothing', serving.url);
  const page = await fetch(url, { headers: BROWSER });
  expect([page.status, page.headers.get('content-type')]).toEqual([
    404,
    'text/html; charset=utf-8',
  ]);
  expect(await page.text()).toContain('<a href="/">');
  for (const accept of ['*/*', 'application/json', 'text/html;q=0', 'text/plain']) {
    const answer = await fetch(url, { headers: { accept } });
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'MANIFEST_UNKNOWN' }] });
  }
});

test('a file that is changed after the start cuts the tar short, and is named', async () => {
  await using own = await makeServedPlaces();
  await using serving = await startServing(['b'], own.path);
  const bottle = own.at('b/bottles/vim--1.0.big_sur.bottle.tar.gz');
  await writeFile(bottle, Buffer.alloc((await readFile(bottle)).length, 'x'));
  const answer = await fetch(new URL('/brewpull-bundle.tar', serving.url));

  await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
  expect(serving.stderr()).toContain('vim--1.0.big_sur.bottle.tar.gz was changed');
});
