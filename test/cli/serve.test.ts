import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { startServing } from '../support/cli/serving.ts';
import { once } from '../support/once.ts';
import type { PublishedBottle } from '../support/registry/publish-bottles.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const FILE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
const VIM = '/v2/homebrew/core/vim';
const INDEX = { accept: 'application/vnd.oci.image.index.v1+json' };
/** Two runs of brewpull bundle, on a machine that is busy with other tests. */
const SETUP_MS = 60_000;

const world = once(startVimWorld, SETUP_MS);
const home = once(async () => {
  const made = await cliHome(world());
  const tags = ['--target', 'big_sur', '--target', 'arm64_ventura'];
  const bundled = await made.run(['bundle', 'vim', ...tags, '-o', 'b.tar']);
  // This tap has only vim, and nothing that vim needs.
  if (bundled.code !== 6) throw new Error(bundled.stderr);
  return made;
}, SETUP_MS);
const serving = once(() => startServing(['b.tar', '-v'], home().work), SETUP_MS);

function bottle(): PublishedBottle {
  const found = world().published.get('9.0.1900')?.bottles.get('big_sur');
  if (found === undefined) throw new Error('the world has no such bottle');
  return found;
}

function at(path: string): URL {
  return new URL(path, serving().url);
}

test('brew gets the index by its tag and the blob, with its token or without', async () => {
  for (const headers of [INDEX, { ...INDEX, authorization: 'Bearer QQ==' }]) {
    const index = await fetch(at(`${VIM}/manifests/9.0.1900`), { headers });
    expect(index.status).toBe(200);
    expect(index.headers.get('content-type')).toBe(INDEX.accept);
    const { manifests } = JSON.parse(await index.text());
    // Of those that were published, the bundle has one.
    expect(manifests).toHaveLength(1);
    const blob = await fetch(at(`${VIM}/blobs/${bottle().digest}`), { headers });
    expect(Buffer.from(await blob.arrayBuffer()).equals(bottle().bytes)).toBe(true);
  }
});

test('the published index names more bottles than the bundle has, and is served under its digest', async () => {
  const digest = world().published.get('9.0.1900')?.indexDigest;
  const index = await fetch(at(`${VIM}/manifests/${digest}`), { headers: INDEX });
  expect(index.headers.get('docker-content-digest')).toBe(digest);
  const bytes = await index.text();
  expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
  expect(JSON.parse(bytes).manifests.length).toBeGreaterThan(2);
});

test('ranges and HEAD requests are answered, so that downloads can continue', async () => {
  const url = at(`${VIM}/blobs/${bottle().digest}`);
  const part = await fetch(url, { headers: { range: 'bytes=100-' } });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer()).equals(bottle().bytes.subarray(100))).toBe(true);
  const head = await fetch(url, { method: 'HEAD' });
  expect(head.headers.get('content-length')).toBe(String(bottle().bytes.length));
});

test.each([
  `${VIM}/manifests/9.9`,
  `${VIM}/blobs/sha256:${'0'.repeat(64)}`,
  '/b.tar',
  '/../../etc/passwd',
  '/v2/%2e%2e/%2e%2e/b.tar',
  '/v2/homebrew/core/vim/blobs/../../../../../b.tar',
  '/%00',
])('%s is not found', async (path) => {
  const status = await new Promise((resolve, reject) => {
    const { hostname, port } = serving().url;
    const sent = request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });
  expect(status).toBe(404);
});

test.each([
  ['a known version', () => ['--tap-dir', world().tap.path]],
  ['its list of tags', () => ['--history', 'registry']],
])('brewpull pulls the same bytes from the server, by %s', async (name, source) => {
  const out = `out ${name}`;
  const cache = ['--cache-dir', join(home().work, `cold ${name}`)];
  const argv = ['vim', '--target', 'big_sur', '-o', out, '--registry', serving().url.href];
  const result = await runCli([...argv, ...source(), ...cache], { cwd: home().work });

  expect(result).toMatchObject({ code: 0, stdout: `${join(home().work, out, FILE)}\n` });
  expect((await readFile(join(home().work, out, FILE))).equals(bottle().bytes)).toBe(true);
});

test('the image config is rebuilt byte for byte, for clients that want the whole image', async () => {
  const { manifestDigest, configDigest } = bottle();
  expect((await fetch(at(`${VIM}/manifests/${manifestDigest}`))).status).toBe(200);
  const config = await fetch(at(`${VIM}/blobs/${configDigest}`));
  expect(config.status).toBe(200);
  const sum = createHash('sha256').update(await config.text());
  expect(`sha256:${sum.digest('hex')}`).toBe(configDigest);
});

test('serve says how to use it: with lines for a shell, or in JSON', async () => {
  const { origin } = serving().url;
  expect(serving().stdout()).toBe(
    `export HOMEBREW_ARTIFACT_DOMAIN=${origin}\nexport HOMEBREW_ARTIFACT_DOMAIN_NO_FALLBACK=1\nexport HOMEBREW_NO_AUTO_UPDATE=1\nexport HOMEBREW_NO_INSTALL_FROM_API=1\n`,
  );
  expect(serving().stderr()).toContain('serving 2 bottles at');
  const other = await startServing(['b.tar', '--json', '--host', '0.0.0.0'], home().work);
  const said: unknown = JSON.parse(other.stdout());
  const ended = await other.stop();
  expect(said).toMatchObject({
    schemaVersion: 2,
    url: other.url.href,
    bottles: 2,
    environment: { HOMEBREW_ARTIFACT_DOMAIN: other.url.origin },
  });
  expect(Reflect.get(Object(said), 'urls')).toContain(`http://127.0.0.1:${other.url.port}/`);
  expect(ended.code).toBe(130);
});

test('with -v every request is logged as a line, and nothing in a path controls the terminal', async () => {
  await fetch(at(`${VIM}/manifests/0?x=%1b[2J`));
  expect(serving().stderr()).toContain(`127.0.0.1 GET ${VIM}/manifests/0?x=%1b[2J 404`);
});

test('Ctrl-C ends serve with 130, even in the middle of a download', async () => {
  const other = await startServing(['b.tar'], home().work);
  const open = await fetch(new URL(`${VIM}/blobs/${bottle().digest}`, other.url));
  const ended = await other.stop();
  await open.body?.cancel().catch(() => undefined);

  expect(ended.code).toBe(130);
  await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  expect(ended.stderr).not.toContain('GET');
});

test('what cannot be served is refused with its reason', async () => {
  const taken = await runCli(['serve', 'b.tar', '--port', serving().url.port], {
    cwd: home().work,
  });
  expect(taken.code).toBe(2);
  expect(taken.stderr).toContain('the port is in use');
  const nowhere = await runCli(['serve', 'b.tar', '--host', '192.0.2.1'], { cwd: home().work });
  expect(nowhere.stderr).toContain('this machine has no such address');
  const none = await runCli(['serve', 'none.tar'], { cwd: home().work });
  expect(none.code).toBe(2);
  expect(none.stderr).toMatch(/cannot read .*none\.tar: there is no such file or folder\nnext: /);
  expect((await runCli(['serve'], { cwd: home().work })).code).toBe(2);

  await mkdir(join(home().work, 'bad'), { recursive: true });
  const bytes = await readFile(join(home().work, 'b.tar'));
  const place = bytes.indexOf(bottle().bytes);
  bytes.writeUInt8(bytes.readUInt8(place + 50) ^ 1, place + 50);
  await writeFile(join(home().work, 'bad/b.tar'), bytes);
  const damaged = await runCli(['serve', 'bad/b.tar', '--port', '0'], { cwd: home().work });
  expect(damaged.code).toBe(4);
  expect(damaged.stderr).toContain(FILE);
});
