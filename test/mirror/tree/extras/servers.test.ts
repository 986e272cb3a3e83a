import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { runCli } from '../../../support/cli/run-cli.ts';
import { spawnSync } from '../../../support/limits/processes.ts';
import type { SmallMirror } from '../../../support/mirror/small-mirror.ts';
import { makeVimMirror } from '../../../support/mirror/vim-mirror.ts';
import { once } from '../../../support/once.ts';
import { sha256Of } from '../../../support/registry/build-bottle.ts';
import { findFreeUrl } from '../../../support/registry/loopback-server.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const NGINX = '/usr/sbin/nginx';
const SKOPEO = '/usr/bin/skopeo';
const PYTHON = '/usr/bin/python3';
const noNginx = `${NGINX} is not installed (apt-get install nginx)`;
const noSkopeo = `${SKOPEO} is not installed (apt-get install skopeo)`;

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const folder = once(tempFolder);
const mirror = once(async () => {
  // A server may run as another user.
  await chmod(folder().path, 0o755);
  return makeVimMirror(folder().at('mirror'), { index: 'reduced' });
});

/** A program that serves, until the scope ends. */
interface Serving extends AsyncDisposable {
  readonly url: URL;
}

async function serve(program: string, args: readonly string[], url: URL): Promise<Serving> {
  const child = spawn(program, args, { stdio: 'ignore', cwd: mirror().path });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(new URL('mirror.json', url)).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return { url, [Symbol.asyncDispose]: close };
    await wait(50);
  }
  await close();
  throw new Error(`${program} does not answer`);
}

/** As the configuration says at its beginning, with one replacement; only the address is another one here. */
async function startNginx(): Promise<Serving> {
  const url = await findFreeUrl();
  const work = folder().at('nginx');
  await mkdir(work, { recursive: true });
  const text = await readFile(join(mirror().path, 'serve/nginx.conf'), 'utf8');
  const site = text
    .replaceAll('/srv/mirror', mirror().path)
    .replace('listen 8080;', `listen ${url.host};`);
  await writeFile(join(work, 'site.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${work}/${each};`,
  );
  await writeFile(
    join(work, 'nginx.conf'),
    `daemon off; pid ${work}/pid; error_log ${work}/error.log; events {} http { access_log off; ${temporary.join(' ')} include site.conf; }`,
  );
  return serve(NGINX, ['-c', join(work, 'nginx.conf'), '-e', join(work, 'error.log')], url);
}

async function startPython(): Promise<Serving> {
  const url = await findFreeUrl();
  return serve(PYTHON, ['-m', 'http.server', '--bind', url.hostname, url.port], url);
}

function vim({ published }: SmallMirror) {
  const found = published.get('vim');
  const bottle = found?.bottles.get('big_sur');
  if (found === undefined || bottle === undefined) throw new Error('no vim');
  return { ...found, bottle };
}

/** Pulls with an empty cache. */
async function pullFrom(url: URL): Promise<unknown> {
  const out = folder().at(`pulled-${url.port}`);
  await mkdir(out);
  const place = ['--registry', url.href, '--cache-dir', join(out, 'cache'), '-o', out];
  const run = await runCli(['vim', '--target', 'big_sur', '--history', 'registry', ...place], {
    cwd: out,
  });
  expect(run.stderr).not.toContain('rror');
  expect(run.code).toBe(0);
  return readFile(join(out, vim(mirror()).bottle.fileName));
}

test('nginx serves everything with the types and digests of a registry', async ({ skip }) => {
  skip(!existsSync(NGINX), noNginx);
  await using nginx = await startNginx();
  const { indexDigest, bottle } = vim(mirror());
  const base = 'v2/homebrew/core/vim';
  const typeOf = async (path: string): Promise<readonly (string | null)[]> => {
    const { headers } = await fetch(new URL(path, nginx.url), { method: 'HEAD' });
    return [headers.get('content-type'), headers.get('docker-content-digest')];
  };

  expect(await typeOf(`${base}/manifests/9.0.1900`)).toEqual([INDEX, null]);
  expect(await typeOf(`${base}/manifests/${indexDigest}`)).toEqual([INDEX, indexDigest]);
  const { manifestDigest } = bottle;
  expect(await typeOf(`${base}/manifests/${manifestDigest}`)).toEqual([MANIFEST, manifestDigest]);
  const octets = 'application/octet-stream';
  expect(await typeOf(`${base}/blobs/${bottle.digest}`)).toEqual([octets, bottle.digest]);
  expect(await typeOf(`${base}/tags/list`)).toEqual(['application/json', null]);
  expect(await (await fetch(new URL('v2/', nginx.url))).json()).toEqual({});
});

test('nginx reports what is missing like a registry, shows no work in progress, and serves ranges', async ({
  skip,
}) => {
  skip(!existsSync(NGINX), noNginx);
  await mkdir(join(mirror().path, '.brewpull'), { recursive: true });
  await writeFile(join(mirror().path, '.brewpull/state'), 'half');
  await using nginx = await startNginx();
  const ask = (path: string, headers = {}): Promise<Response> =>
    fetch(new URL(path, nginx.url), { headers });

  const missing = await ask('v2/homebrew/core/vim/manifests/1');
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ errors: [{ code: 'MANIFEST_UNKNOWN' }] });
  const noBlob = await ask(`v2/homebrew/core/vim/blobs/sha256:${'0'.repeat(64)}`);
  expect(await noBlob.json()).toMatchObject({ errors: [{ code: 'BLOB_UNKNOWN' }] });
  expect((await ask('.brewpull/state')).status).toBe(404);
  const { bottle } = vim(mirror());
  const part = await ask(`v2/homebrew/core/vim/blobs/${bottle.digest}`, { range: 'bytes=10-19' });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(bottle.bytes.slice(10, 20)));
});

test('behind nginx a mirror is a registry to brewpull and to skopeo', async ({ skip }) => {
  skip(!existsSync(NGINX), noNginx);
  skip(!existsSync(SKOPEO), noSkopeo);
  await using nginx = await startNginx();
  const { bottle } = vim(mirror());
  expect(await pullFrom(nginx.url)).toEqual(Buffer.from(bottle.bytes));

  const name = `docker://${nginx.url.host}/homebrew/core/vim:9.0.1900`;
  const copy = (more: readonly string[], to: string): string => {
    const tls = '--src-tls-verify=false';
    const run = spawnSync(SKOPEO, ['copy', tls, ...more, name, `dir:${folder().at(to)}`]);
    return `${run.status} ${run.stderr}`;
  };
  expect(copy(['--override-os', 'darwin', '--override-arch', 'amd64'], 'one')).toBe('0 ');
  const copied = await readFile(folder().at('one', bottle.sha256));
  expect(sha256Of(copied)).toBe(bottle.sha256);
  expect(copy(['--all'], 'all')).toBe('0 ');
});

test("Python's file server is enough for brewpull", async ({ skip }) => {
  skip(!existsSync(PYTHON), `${PYTHON} is not installed`);
  await using python = await startPython();
  expect(await pullFrom(python.url)).toEqual(Buffer.from(vim(mirror()).bottle.bytes));
});
