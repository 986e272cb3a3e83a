import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startHttpProxy } from '../support/http/proxies.ts';
import { startImageWorld, type ImageWorld } from '../support/image/image-world.ts';
import { putImage, putIndex, REPOSITORY } from '../support/image/put-image.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';

function pull(
  world: ImageWorld,
  reference?: string,
  ...argv: readonly string[]
): Promise<CliResult> {
  return world.pull(reference, ...argv);
}

async function expectNothing(world: ImageWorld): Promise<void> {
  expect(await world.made()).toEqual([]);
}

test('--tag names an image that is pulled by digest, which has no name without it', async () => {
  await using world = await startImageWorld();
  const { digest } = putImage(world.registry, { tag: '1.0' });
  const bare = await pull(world, `@${digest}`, '--output', 'bare.tar');
  const named = await pull(world, `@${digest}`, '--tag', 'hitch:1.8');
  const text = await runCli(
    [
      'image',
      `${world.registry.url.host}/${REPOSITORY}@${digest}`,
      '--platform=linux/amd64',
      `--cache-dir=${join(world.folder, 'cache')}`,
    ],
    { cwd: world.folder },
  );

  expect(JSON.parse(bare.stdout)).toMatchObject({ name: null, manifestDigest: digest });
  expect(JSON.parse(named.stdout)).toMatchObject({
    name: 'docker.io/library/hitch:1.8',
    manifestDigest: digest,
  });
  expect((await verifyImage(join(world.folder, 'bare.tar'))).image?.fullName).toBeUndefined();
  await expect(verifyImage(join(world.folder, 'tool.tar'))).resolves.toMatchObject({
    findings: [],
    image: { fullName: 'docker.io/library/hitch:1.8' },
  });
  expect(await readFile(join(world.folder, 'tool.tar'), 'utf8')).toContain(
    '"RepoTags":["docker.io/library/hitch:1.8"]',
  );
  expect(text.stderr).toContain('--tag NAME:TAG gives it one');
});

test('--tag renames an image that is pulled by its tag, and names the file', async () => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0' });
  const argv = [
    'image',
    `${world.registry.url.host}/${REPOSITORY}:1.0`,
    '--platform=linux/amd64',
    '--tag=registry.example/mine/other',
    `--cache-dir=${join(world.folder, 'cache')}`,
  ];
  const result = await runCli(argv, { cwd: world.folder });

  expect(result).toMatchObject({ code: 0, stdout: `${join(world.folder, 'other-latest.tar')}\n` });
  await expect(verifyImage(join(world.folder, 'other-latest.tar'))).resolves.toMatchObject({
    image: { fullName: 'registry.example/mine/other:latest' },
  });
});

test.each(['Hitch:1', 'hitch:', `hitch@sha256:${'0'.repeat(64)}`, 'http://x/y:1', '../x'])(
  '--tag %j is refused before any request',
  async (tag) => {
    await using world = await startImageWorld();
    putImage(world.registry, { tag: '1.0' });
    const result = await pull(world, ':1.0', '--tag', tag);

    expect(result.code).toBe(2);
    expect(world.registry.requests).toEqual([]);
    await expectNothing(world);
  },
);

test('a reference with http:// is fetched over http, and names the image without it', async () => {
  await using world = await startImageWorld();
  putIndex(world.registry, '1.0', [
    { ...putImage(world.registry), platform: { os: 'linux', architecture: 'amd64' } },
  ]);
  const argv = ['--platform=linux/amd64', '--json', `--cache-dir=${join(world.folder, 'cache')}`];
  const name = `http://${world.registry.url.host}/${REPOSITORY}:1.0`;
  const result = await runCli(['image', name, ...argv], { cwd: world.folder });
  const list = await runCli(
    ['image', 'list', `http://${world.registry.url.host}/${REPOSITORY}`, ...argv],
    { cwd: world.folder },
  );

  expect(result).toMatchObject({ code: 0 });
  expect(JSON.parse(result.stdout)).toMatchObject({
    name: `${world.registry.url.host}/${REPOSITORY}:1.0`,
    path: join(world.folder, 'tool-1.0.tar'),
  });
  expect(JSON.parse(list.stdout)).toMatchObject({ tags: ['1.0'] });
});

test.each([['http://registry.lan'], ['registry.lan']])(
  'a registry on the local network is used without TLS if that is allowed: %s',
  async (host) => {
    await using world = await startImageWorld();
    await using plain = await startRegistry({ access: 'open', blobHost: 'same' });
    await using proxy = await startHttpProxy({ leadsTo: Number(plain.url.port) });
    putImage(plain, { tag: '1.0' });
    const argv = [
      '--platform=linux/amd64',
      `--proxy=http://127.0.0.1:${proxy.port}`,
      `--cache-dir=${join(world.folder, 'cache')}`,
      '--output=tool.tar',
      '--insecure-registry=registry.lan',
    ];
    const result = await runCli(['image', `${host}/${REPOSITORY}:1.0`, ...argv], {
      cwd: world.folder,
    });

    expect(result).toMatchObject({ code: 0 });
    await expect(verifyImage(join(world.folder, 'tool.tar'))).resolves.toMatchObject({
      findings: [],
      image: { fullName: `registry.lan/${REPOSITORY}:1.0` },
    });
  },
);

test('http:// in a reference alone does not allow another machine to be asked without TLS', async () => {
  await using world = await startImageWorld();
  const result = await runCli(['image', `http://registry.lan/${REPOSITORY}:1.0`], {
    cwd: world.folder,
  });

  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toContain('--insecure-registry registry.lan');
});

test('a registry without TLS that is asked over TLS is reported as such, and not asked again', async () => {
  await using world = await startImageWorld();
  putImage(world.registry, { tag: '1.0' });
  const result = await runCli(
    [
      'image',
      `https://${world.registry.url.host}/${REPOSITORY}:1.0`,
      `--cache-dir=${join(world.folder, 'cache')}`,
    ],
    { cwd: world.folder },
  );

  expect(result.code).toBe(5);
  expect(result.stderr).toContain(
    `cannot reach ${world.registry.url.host}: it answers without TLS`,
  );
  expect(result.stderr).toContain('--insecure-registry HOST');
  expect(result.stderr).not.toContain('trying again');
});
