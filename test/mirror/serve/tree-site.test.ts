import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';

import { expect, test } from 'vitest';

import { openMirrorSite } from '../../../src/mirror/serve/tree-site.ts';
import { TreeSums } from '../../../src/mirror/tree/file/tree-sums.ts';
import { makeMirrorTree, type MirrorTree } from '../../support/mirror/make-mirror-tree.ts';
import { serveSite, type ServedSite } from '../../support/mirror/serve-site.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

const HEX = 'a'.repeat(64);

/** A served mirror of two formulae. */
interface ServedMirror extends AsyncDisposable {
  readonly folder: TempFolder;
  readonly tree: MirrorTree;
  readonly served: ServedSite;
}

async function startMirror(): Promise<ServedMirror> {
  const folder = await tempFolder();
  const tree = await makeMirrorTree(folder.at('mirror'), {
    bottles: [
      { formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'], fillerBytes: 3_000_000 },
      { formula: 'openssl@3', pkgVersion: '3.1_1', rebuild: 2, tags: ['all'] },
    ],
    answers: { 'a.answers': Buffer.from('x') },
  });
  // As an unfinished run leaves it.
  await mkdir(folder.at('mirror/.brewpull'));
  await writeFile(folder.at('mirror/.brewpull/secret'), 'secret');
  await writeFile(folder.at('mirror/unlisted.txt'), 'secret');
  await writeFile(folder.at('secret'), 'secret');
  const served = await serveSite(await openMirrorSite(tree.path));
  return {
    folder,
    tree,
    served,
    [Symbol.asyncDispose]: async () => {
      await served.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('every file in the list is served as it is, with its type', async () => {
  await using mirror = await startMirror();
  const types = new Map<string, string | null>();
  for (const name of mirror.tree.names) {
    const answer = await fetch(new URL(name, `${mirror.served.origin}/`));
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([name, answer.status]).toEqual([name, 200]);
    expect(bytes.equals(await readFile(mirror.folder.at('mirror', name)))).toBe(true);
    types.set(name, answer.headers.get('content-type'));
  }
  const vim = mirror.tree.contents.bottles.find(({ formula }) => formula === 'vim');
  const base = 'v2/homebrew/core/vim';
  const index = 'application/vnd.oci.image.index.v1+json';
  expect(Object.fromEntries(types)).toMatchObject({
    [`${base}/manifests/9.0`]: index,
    [`${base}/manifests/${vim?.indexDigest}`]: index,
    [`${base}/manifests/${vim?.manifestDigest}`]: 'application/vnd.oci.image.manifest.v1+json',
    [`${base}/blobs/sha256:${vim?.sha256}`]: 'application/vnd.oci.image.layer.v1.tar+gzip',
    [`${base}/blobs/${vim?.configDigest}`]: 'application/vnd.oci.image.config.v1+json',
    [`${base}/tags/list`]: 'application/json',
    'formulae/homebrew/core/vim--9.0.rb': 'text/plain; charset=utf-8',
    'core-tap/big_sur.tar': 'application/x-tar',
    'mirror.json': 'application/json',
    SHA256SUMS: 'text/plain; charset=utf-8',
  });
  expect(mirror.served.failures).toEqual([]);
});

test('the list is a page, bottles also have their flat names, and lists of tags come in parts', async () => {
  await using mirror = await startMirror();
  const { origin } = mirror.served;
  const page = await fetch(`${origin}/index.html`);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page.text()).toBe('<!doctype html><title>Mirror</title>\n');
  const flat = await fetch(`${origin}/openssl%403-3.1_1.all.bottle.2.tar.gz`);
  const [openssl] = mirror.tree.contents.bottles;
  expect(flat.headers.get('etag')).toBe(`"sha256:${openssl?.sha256}"`);
  const tags = await fetch(`${origin}/v2/homebrew/core/vim/tags/list?n=1&last=8`);
  expect(await tags.json()).toEqual({ name: 'homebrew/core/vim', tags: ['9.0'] });
  const bad = await fetch(`${origin}/v2/homebrew/core/vim/tags/list?n=x`);
  expect(bad.status).toBe(400);
});

test.each([
  '/.brewpull/secret',
  '/unlisted.txt',
  '/../secret',
  '/%2e%2e/secret',
  '/v2/..%2f..%2fsecret',
  '//etc/passwd',
  '/v2/homebrew/core/vim/manifests/',
  '/%00',
])('%s is not found', async (path) => {
  await using mirror = await startMirror();
  const status = await new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: mirror.served.port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });

  expect(status).toBe(404);
});

test('a file that was cut, changed, removed or replaced by a link is not sent, and is named', async () => {
  await using mirror = await startMirror();
  const vim = 'v2/homebrew/core/vim';
  const bottle = mirror.tree.contents.bottles.find(({ formula }) => formula === 'vim');
  const blob = `${vim}/blobs/sha256:${bottle?.sha256}`;
  const at = (name: string): string => mirror.folder.at('mirror', name);
  const whole = await readFile(at(blob));
  const ask = async (name: string): Promise<readonly [number, boolean]> => {
    const answer = await fetch(`${mirror.served.origin}/${name}`);
    return [answer.status, (await answer.text()).includes('secret')];
  };
  expect((await ask(blob))[0]).toBe(200);

  await writeFile(at(blob), whole.subarray(0, -1));
  expect(await ask(blob)).toEqual([500, false]);
  await writeFile(at(blob), Buffer.alloc(whole.length, 'secret'));
  expect(await ask(blob)).toEqual([500, false]);
  await writeFile(at(blob), whole);
  expect((await ask(blob))[0]).toBe(200);
  await rm(at(`${vim}/manifests/9.0`));
  await symlink(mirror.folder.at('secret'), at(`${vim}/manifests/9.0`));
  expect(await ask(`${vim}/manifests/9.0`)).toEqual([500, false]);
  await rm(at('README.txt'));
  expect(await ask('README.txt')).toEqual([500, false]);

  expect(mirror.served.failures).toEqual([
    `${blob} was changed after it was checked`,
    `${blob} was changed after it was checked`,
    `${vim}/manifests/9.0 cannot be read: its links lead in a circle`,
    'README.txt cannot be read: there is no such file or folder',
  ]);
});

test('a newer state of the mirror is served without a restart', async () => {
  await using mirror = await startMirror();
  const tags = `${mirror.served.origin}/v2/homebrew/core/vim/tags/list`;
  expect(await (await fetch(tags)).json()).toMatchObject({ tags: ['9.0'] });
  const bottles = ['9.0', '9.1'].map((pkgVersion) => {
    return { formula: 'vim', pkgVersion, tags: ['big_sur'] };
  });
  await makeMirrorTree(mirror.tree.path, { bottles });

  await expect
    .poll(async () => (await fetch(tags)).json(), { timeout: 10_000 })
    .toMatchObject({ tags: ['9.0', '9.1'] });
  const page = await (await fetch(mirror.served.origin)).text();
  expect(page).toContain('brewpull serves 2 bottles here.');
  expect(page).toMatch(/vim {2}9\.1 /);
});

test.each([
  `${HEX}  .brewpull/x\n`,
  `${HEX}  a/../b\n`,
  `${HEX}  /etc/passwd\n`,
  `${HEX}  a//b\n`,
  `${HEX}  a/\n`,
  `${HEX}  a\\b\n`,
  `${HEX} *a\n`,
  `${HEX}  a`,
  `${HEX}  a\n${HEX}  a\n`,
  'x\n',
])('a list of sums with %j is refused', (text) => {
  expect(() => TreeSums.parse(Buffer.from(text), 'm')).toThrow(
    'of SHA256SUMS of m is not the sum of a file',
  );
});
