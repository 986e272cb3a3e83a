import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once as onceOf } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { buildProgram } from '../support/cli/built-program.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { startServing } from '../support/cli/serving.ts';
import { makeMirrorTree } from '../support/mirror/make-mirror-tree.ts';
import { once } from '../support/once.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const run = promisify(execFile);
const SKOPEO = '/usr/bin/skopeo';
const SETUP_MS = 60_000;
const LIMIT = { timeout: 50_000 };

const world = once(startVimWorld, SETUP_MS);
/** A bundle of two versions whose published indexes name more bottles, and a lock for one of them. */
const home = once(async () => {
  const made = await cliHome(world());
  const tags = ['--target', 'big_sur', '--target', 'arm64_ventura'];
  for (const argv of [
    ['bundle', 'vim', ...tags, '-o', 'b.tar'],
    ['lock', 'vim', '--target', 'big_sur'],
  ]) {
    const result = await made.run(argv);
    // This tap has only vim, and nothing that vim needs.
    if (result.code !== 6) throw new Error(result.stderr);
  }
  return made;
}, SETUP_MS);
const serving = once(() => startServing(['b.tar'], home().work), SETUP_MS);

test.runIf(existsSync(SKOPEO)).each([
  ['everything', ['copy', '--all']],
  ['the image of one system', ['--override-os', 'darwin', '--override-arch', 'amd64', 'copy']],
])('skopeo copies %s from a served bundle', async (_name, argv) => {
  await using folder = await tempFolder();
  const image = `docker://${serving().url.host}/homebrew/core/vim:9.0.1900`;
  for (const to of [`dir:${folder.at('dir')}`, `oci:${folder.at('oci')}:9`]) {
    const words = ['--insecure-policy', ...argv, '--src-tls-verify=false', image, to];
    await run(SKOPEO, words, LIMIT);
  }
  const vim = world().published.get('9.0.1900')?.bottles.get('big_sur');
  const blob = await readFile(folder.at('dir', vim?.sha256 ?? ''));

  expect(blob.equals(vim?.bytes ?? Buffer.from(''))).toBe(true);
});

test.runIf(existsSync(SKOPEO))('skopeo sync copies every tag', async () => {
  await using folder = await tempFolder();
  const from = `${serving().url.host}/homebrew/core/vim`;
  const words = ['sync', '--all', '--src', 'docker', '--dest', 'dir', '--src-tls-verify=false'];
  const argv = ['--insecure-policy', ...words, from, folder.path];
  const { stderr } = await run(SKOPEO, argv, LIMIT);

  expect(stderr).toContain('Synced 2 images');
});

test.runIf(existsSync(SKOPEO))('skopeo copies from a mirror only with its token', async () => {
  await using folder = await tempFolder();
  const bottles = [{ formula: 'vim', pkgVersion: '9.0', tags: ['big_sur', 'ventura'] }];
  await makeMirrorTree(folder.at('mirror'), { bottles, targets: ['big_sur', 'ventura'] });
  const token = '0123456789abcdef';
  const guarded = ['mirror', '--token-file', '-'];
  await using mirror = await startServing(guarded, folder.path, token);
  const image = `docker://${mirror.url.host}/homebrew/core/vim:9.0`;
  for (const [name, ...login] of [
    ['a', '--src-registry-token', token],
    ['b', '--src-creds', `me:${token}`],
  ]) {
    const words = ['copy', '--all', '--src-tls-verify=false', ...login];
    await run(SKOPEO, ['--insecure-policy', ...words, image, `dir:${folder.at(`${name}`)}`], LIMIT);
  }
  const denied = run(SKOPEO, ['inspect', '--raw', '--tls-verify=false', image], LIMIT);

  await expect(denied).rejects.toThrow('unauthorized');
});

test('a lock that names the published index gets its bottle from a served bundle', async () => {
  const out = ['-o', 'from-lock', '--cache-dir', 'cold', '--registry', serving().url.href];
  const argv = ['pull', '--lock', 'brewpull.lock.json', '--frozen', ...out];
  const result = await runCli(argv, { cwd: home().work });

  expect(result).toMatchObject({ code: 0 });
  expect(result.stdout).toContain('vim--9.0.1900.big_sur.bottle.tar.gz');
});

test('one Ctrl-C ends serve at once with 130, whatever its clients do', async () => {
  await using folder = await tempFolder();
  await buildProgram(folder.path);
  const fillerBytes = 20_000_000;
  const bottles = [{ formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'], fillerBytes }];
  const { contents } = await makeMirrorTree(folder.at('mirror'), { bottles });
  const argv = [join(folder.path, 'code/start.mjs'), 'serve', 'mirror', '--port', '0'];
  const child = spawn(process.execPath, argv, { cwd: folder.path, env: { HOME: folder.path } });
  const late = setTimeout(() => child.kill('SIGKILL'), 40_000);
  try {
    const [said] = await onceOf(child.stdout, 'data');
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(said))?.[1]);
    const stalled = connect(port, '127.0.0.1').on('error', () => undefined);
    const path = `/v2/homebrew/core/vim/blobs/sha256:${contents.bottles[0]?.sha256}`;
    stalled.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    await onceOf(stalled, 'readable');
    const start = performance.now();
    child.kill('SIGINT');
    const [code] = await onceOf(child, 'close');

    expect(code).toBe(130);
    expect(performance.now() - start).toBeLessThan(1_000);
    stalled.destroy();
    silent.destroy();
  } finally {
    clearTimeout(late);
    child.kill('SIGKILL');
  }
});
