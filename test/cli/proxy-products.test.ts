import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import {
  ARTIFACTORY,
  HARBOR,
  NEXUS,
  startProduct,
  type ProductRequest,
  type ProxyProduct,
} from '../support/registry/proxy-products.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';

const FROM_REGISTRY = ['--target', 'big_sur', '--history', 'registry'];
const LOGIN = { username: 'ada', password: 'hunter2' };

async function startGhcr(): Promise<FakeRegistry> {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1900', tags: ['big_sur'] });
  return registry;
}

function pull(home: CliHome, registry: string, more: readonly string[] = []): Promise<CliResult> {
  return home.run(['pull', 'vim', ...FROM_REGISTRY, '--registry', registry, '--json', ...more]);
}

async function logIn(home: CliHome, { host }: URL): Promise<void> {
  const auth = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');
  await mkdir(join(home.work, '.docker'), { recursive: true });
  const config = JSON.stringify({ auths: { [host]: { auth } } });
  await writeFile(join(home.work, '.docker', 'config.json'), config);
}

/** Requests that ask only whether this is a registry. */
function asking({ requests }: ProxyProduct): readonly ProductRequest[] {
  return requests.filter(({ path }) => path.endsWith('/v2/'));
}

test.each([
  ['Artifactory by its repository path', ARTIFACTORY, 'ghcr', '/v2/ghcr/', 2],
  ['Artifactory with v2', ARTIFACTORY, 'v2/ghcr', '/v2/ghcr/', 0],
  [
    'Artifactory by the path of its API',
    ARTIFACTORY,
    'artifactory/api/docker/ghcr',
    '/artifactory/api/docker/ghcr/v2/',
    1,
  ],
  [
    'Artifactory by the path of its API with v2',
    ARTIFACTORY,
    'artifactory/api/docker/ghcr/v2/',
    '/artifactory/api/docker/ghcr/v2/',
    0,
  ],
  [
    'Artifactory by its own path',
    ARTIFACTORY,
    'artifactory/ghcr',
    '/artifactory/api/docker/ghcr/v2/',
    2,
  ],
  [
    'Artifactory with a repository that is no registry',
    ARTIFACTORY,
    'artifactory/homebrew',
    '/artifactory/homebrew/v2/',
    2,
  ],
  ['Nexus by its repository', NEXUS, 'repository/ghcr/', '/repository/ghcr/v2/', 1],
  ['Nexus with v2', NEXUS, 'repository/ghcr/v2', '/repository/ghcr/v2/', 0],
  ['Harbor by its project', HARBOR, 'ghcr', '/v2/ghcr/', 2],
  ['Harbor with v2', HARBOR, 'v2/ghcr', '/v2/ghcr/', 0],
])(
  '%s serves pull and lock, with a login that only its server sees',
  async (_, product, path, base, count) => {
    await using ghcr = await startGhcr();
    await using front = await startProduct(product, ghcr, LOGIN);
    await using home = await cliHome();
    await logIn(home, front.url);

    const pulled = await pull(home, `${front.url.href}${path}`, ['--lock', 'brewpull.lock.json']);

    expect(pulled.code).toBe(0);
    expect(asking(front)).toHaveLength(count);
    for (const { authorization } of asking(front)) expect(authorization).toBeUndefined();
    // The registry behind it saw what ghcr.io would see, and no login.
    expect(ghcr.requests.map(({ headers }) => headers['authorization'])).not.toContain(
      expect.anything(),
    );
    const lock = await readFile(join(home.work, 'brewpull.lock.json'), 'utf8');
    expect(lock).toContain(`${front.url.origin}${base}homebrew/core/vim/blobs/sha256:`);
    expect(lock).toContain('"rootUrl": "https://ghcr.io/v2/homebrew/core"');
  },
);

test.each([
  ['Artifactory', ARTIFACTORY, 'ghcr'],
  ['Nexus', NEXUS, 'repository/ghcr'],
  ['Harbor', HARBOR, 'ghcr'],
])('%s without the formula says so, and without a login asks for one', async (_, product, path) => {
  await using ghcr = await startGhcr();
  await using front = await startProduct(product, ghcr, LOGIN);
  await using home = await cliHome();
  const registry = `${front.url.href}${path}`;
  const ask = (name: string): Promise<CliResult> =>
    home.run(['resolve', name, ...FROM_REGISTRY, '--registry', registry, '--json']);

  const refused = await ask('vim');
  await logIn(home, front.url);
  const missing = await ask('nosuch');

  expect(refused.code).toBe(5);
  expect(refused.stdout).toContain(`docker login ${front.url.host}`);
  expect(JSON.parse(missing.stdout)).toMatchObject({ results: [{ status: 'not-a-formula' }] });
});

test.each([
  ['a repository that Nexus does not have', NEXUS, 'repository/typo'],
  ['a path of Nexus that is none of a repository', NEXUS, 'nexus'],
  ['a project that Harbor does not have', HARBOR, 'typo'],
  ['a path that Artifactory has files at', ARTIFACTORY, 'artifactory/typo'],
])('%s does not count as a missing formula: exit 5', async (_, product, path) => {
  await using ghcr = await startGhcr();
  await using front = await startProduct(product, ghcr);
  await using home = await cliHome();

  const pulled = await pull(home, `${front.url.href}${path}`);

  expect(pulled.code).toBe(5);
  expect(JSON.parse(pulled.stdout)).toMatchObject({
    results: [{ error: { code: 'REGISTRY_RESPONSE' } }],
  });
});

test('if neither reading of a path is a registry, the message names both URLs and what to write', async () => {
  await using ghcr = await startGhcr();
  await using front = await startProduct(NEXUS, ghcr);
  await using home = await cliHome();
  const { href } = front.url;

  const pulled = await pull(home, `${href}some/mirror`);

  expect(pulled.code).toBe(5);
  expect(asking(front).map(({ path }) => path)).toEqual(['/some/mirror/v2/', '/v2/']);
  const said = `no registry answers at ${href}some/mirror/v2/ nor at ${href}v2/`;
  expect(pulled.stdout).toContain(said);
  expect(pulled.stdout).toContain(`${href}some/mirror/v2/ or ${href}v2/some/mirror`);
});

test('a server error at both readings of a path is not taken for an answer: exit 5', async () => {
  await using registry = await startGhcr();
  await using home = await cliHome();
  registry.fault({ path: '/mirror/v2/' }, { status: 501 });
  registry.fault({ path: /^\/v2\/$/ }, { status: 501 });

  const pulled = await pull(home, `${registry.url.href}mirror`);

  expect(pulled.code).toBe(5);
});

test('a run with several formulae asks only once where the registry is', async () => {
  await using ghcr = await startGhcr();
  publishBottles(ghcr, { formula: 'lua', pkgVersion: '5.4.6', tags: ['big_sur'] });
  publishBottles(ghcr, { formula: 'gettext', pkgVersion: '0.22', tags: ['big_sur'] });
  await using front = await startProduct(HARBOR, ghcr);
  await using home = await cliHome();

  const pulled = await pull(home, `${front.url.href}ghcr`, ['lua', 'gettext']);

  expect(pulled.code).toBe(0);
  expect(asking(front).map(({ path }) => path)).toEqual(['/ghcr/v2/', '/v2/']);
});

test('a bottle that was pulled is found with --offline, which asks no server', async () => {
  await using ghcr = await startGhcr();
  await using front = await startProduct(NEXUS, ghcr);
  await using home = await cliHome();
  const registry = `${front.url.href}repository/ghcr`;

  const first = await pull(home, registry);
  front.requests.length = 0;
  const second = await pull(home, registry, ['--offline']);

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(front.requests).toEqual([]);
});

test('a bundle is pushed below the path of a repository, and pulled back from there', async () => {
  await using ghcr = await startGhcr();
  await using own = await startRegistry({ access: 'open', blobHost: 'same' });
  await using front = await startProduct(NEXUS, own);
  await using home = await cliHome();
  const to = `${front.url.href}repository/ghcr`;
  const from = ['--registry', ghcr.url.href];
  const made = await home.run(['bundle', 'vim', ...FROM_REGISTRY, ...from, '-o', 'vim.tar']);

  const pushed = await runCli(['push', 'vim.tar', to, '--json'], { cwd: home.work });
  const lost = await runCli(['push', 'vim.tar', `${front.url.href}other`], { cwd: home.work });

  expect([made.code, pushed.code]).toEqual([0, 0]);
  expect(JSON.parse(pushed.stdout)).toMatchObject({
    registry: `${to}/`,
    results: [{ status: 'pushed', repository: 'homebrew/core/vim' }],
  });
  expect(lost.code).toBe(5);
  expect(lost.stderr).toContain('no registry answers at');
  await using elsewhere = await cliHome();
  expect((await pull(elsewhere, to)).code).toBe(0);
});

test('doctor asks the registry that the path leads to', async () => {
  await using ghcr = await startGhcr();
  await using nexus = await startProduct(NEXUS, ghcr);
  await using harbor = await startProduct(HARBOR, ghcr);
  await using home = await cliHome();
  const examine = async (registry: string): Promise<string> => {
    const { stdout } = await home.run(['doctor', '--json', '--registry', registry]);
    return stdout;
  };

  const below = await examine(`${nexus.url.href}repository/ghcr`);
  const before = await examine(`${harbor.url.href}ghcr`);
  const nowhere = await examine(`${nexus.url.href}repository/typo`);

  expect(below).toContain('"code": "REGISTRY"');
  expect(before).toContain('"code": "REGISTRY"');
  expect(nowhere).toContain('"code": "NOT_A_REGISTRY"');
});
