import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startImageWorld, type ImageWorld } from '../support/image/image-world.ts';
import { putImage, putIndex, REPOSITORY, type PutDescriptor } from '../support/image/put-image.ts';

function image(world: ImageWorld, ...argv: readonly string[]): Promise<CliResult> {
  return runCli(['image', ...argv, '--cache-dir', join(world.folder, 'cache')], {
    cwd: world.folder,
  });
}

function pull(world: ImageWorld, platform: string, ...argv: readonly string[]): Promise<CliResult> {
  const name = `${world.registry.url.host}/${REPOSITORY}:1.0`;
  return image(world, name, '--platform', platform, '--output', 'tool.tar', '--json', ...argv);
}

/** An image for a platform, and its entry in an index; its config can name another platform. */
function offer(world: ImageWorld, platform: string, config = platform, osVersion?: string): object {
  return { ...putFor(world, config, osVersion), platform: fieldsOf(platform, osVersion) };
}

function putFor(world: ImageWorld, platform: string, osVersion?: string): PutDescriptor {
  // The author makes two images of one platform differ.
  const author = `${platform} ${randomUUID()}`;
  return putImage(world.registry, { config: { ...fieldsOf(platform, osVersion), author } });
}

function fieldsOf(platform: string, osVersion: string | undefined): object {
  const [os, architecture, variant] = platform.split('/');
  return { os, architecture, variant, 'os.version': osVersion };
}

function digestOf(entry: object | undefined): unknown {
  return entry !== undefined && 'digest' in entry ? entry.digest : undefined;
}

async function expectTaken(
  world: ImageWorld,
  result: CliResult,
  entry: object | undefined,
): Promise<void> {
  expect(result).toMatchObject({ code: 0 });
  expect(JSON.parse(result.stdout)).toMatchObject({ manifestDigest: digestOf(entry) });
  await expect(verifyImage(join(world.folder, 'tool.tar'))).resolves.toMatchObject({
    findings: [],
    image: { manifestDigest: digestOf(entry) },
  });
}

async function expectNothing(world: ImageWorld): Promise<void> {
  expect(await world.made()).toEqual([]);
}

test.each([
  ['linux/arm/v6', 'linux/arm'],
  ['linux/arm/v6', 'linux/arm/v7'],
  ['linux/amd64/v2', 'linux/amd64'],
  ['linux/arm64/v9', 'linux/arm64'],
])('an index that says %s for a config that says %s gives a note', async (index, config) => {
  await using world = await startImageWorld({});
  const entry = offer(world, index, config);
  putIndex(world.registry, '1.0', [entry]);
  const result = await pull(world, index);

  await expectTaken(world, result, entry);
  expect(result.stderr).toContain(`The index says ${index} of`);
  expect(result.stderr).toContain(`its config ${config};`);
});

test.each([
  ['linux/arm64', 'linux/arm64/v8'],
  ['linux/arm/v7', 'linux/arm'],
  ['linux/amd64', 'linux/amd64/v1'],
  ['linux/amd64', 'linux/x86_64'],
])('%s and %s are the same platform, and give no note', async (index, config) => {
  await using world = await startImageWorld({});
  const entry = offer(world, index, config);
  putIndex(world.registry, '1.0', [entry]);
  const result = await pull(world, index);

  await expectTaken(world, result, entry);
  expect(result.stderr).not.toContain('note:');
});

test.each([
  ['linux/arm/v7', 'linux/arm64'],
  ['linux/amd64', 'windows/amd64'],
])('an index that says %s for a config that says %s is refused', async (index, config) => {
  await using world = await startImageWorld({});
  putIndex(world.registry, '1.0', [offer(world, index, config)]);
  const result = await pull(world, index);

  expect(result.code).toBe(4);
  expect(result.stderr).toContain(`the index says ${index}, its config says ${config}`);
  await expectNothing(world);
});

test.each([
  ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm64'], 1],
  ['linux/arm', ['linux/arm/v5', 'linux/arm64'], 0],
  ['linux/amd64/v3', ['linux/arm64', 'linux/amd64', 'linux/amd64/v2'], 2],
  ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v4'], 0],
  ['linux/arm64/v9', ['linux/arm64', 'linux/arm/v7'], 0],
])('%s gets the best of %j that it can run, and brewpull says so', async (wanted, offered, at) => {
  await using world = await startImageWorld({});
  const entries = offered.map((platform) => offer(world, platform));
  putIndex(world.registry, '1.0', entries);
  const result = await pull(world, wanted);

  await expectTaken(world, result, entries[at]);
  expect(result.stderr).toContain(`the one for ${offered[at]}, which runs there too, was taken`);
  expect(JSON.parse(result.stdout)).toMatchObject({ platform: offered[at] });
});

test.each([
  ['linux/arm/v6', ['linux/arm/v7', 'linux/arm64']],
  ['linux/amd64', ['linux/amd64/v2', 'linux/386']],
  ['linux/arm64', ['linux/arm/v7']],
])('%s gets none of %j: exit 3 with the list', async (wanted, offered) => {
  await using world = await startImageWorld({});
  putIndex(
    world.registry,
    '1.0',
    offered.map((platform) => offer(world, platform)),
  );
  const result = await pull(world, wanted);

  expect(result.code).toBe(3);
  expect(result.stderr + result.stdout).toContain(`--platform: ${offered.join(', ')}`);
  await expectNothing(world);
});

test('the first of two images for one platform is taken, and the other is named', async () => {
  await using world = await startImageWorld({});
  const entries = [
    offer(world, 'linux/amd64'),
    offer(world, 'linux/amd64'),
    offer(world, 'linux/arm64'),
  ];
  putIndex(world.registry, '1.0', [...entries, entries[0] ?? {}]);
  const result = await pull(world, 'linux/amd64');

  await expectTaken(world, result, entries[0]);
  expect(result.stderr).toContain(
    `has 2 images for linux/amd64: the first, ${String(digestOf(entries[0]))}, was taken; NAME@DIGEST gets ${String(digestOf(entries[1]))}.`,
  );
});

test('a note names only a few of many images for one platform', async () => {
  await using world = await startImageWorld({});
  const entries = Array.from({ length: 9 }, () => offer(world, 'linux/amd64'));
  putIndex(world.registry, '1.0', entries);
  const result = await pull(world, 'linux/amd64');

  await expectTaken(world, result, entries[0]);
  expect(result.stderr).toContain(`${String(digestOf(entries[4]))}, and there are 4 more.`);
});

test('an image that an index names twice counts once', async () => {
  await using world = await startImageWorld({});
  const entry = offer(world, 'linux/amd64');
  putIndex(world.registry, '1.0', [entry, entry]);
  const result = await pull(world, 'linux/amd64');

  await expectTaken(world, result, entry);
  expect(result.stderr).not.toContain('note:');
});

test('the config decides for a lone entry without a platform', async () => {
  await using world = await startImageWorld({});
  const entry = putFor(world, 'linux/amd64');
  putIndex(world.registry, '1.0', [entry]);
  const refused = await pull(world, 'linux/arm64');
  await expectNothing(world);
  const taken = await pull(world, 'linux/amd64');

  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('is built only for linux/amd64\n');
  expect(refused.stderr).toContain('--platform linux/amd64');
  await expectTaken(world, taken, entry);
});

test('the configs decide between several entries without a platform', async () => {
  await using world = await startImageWorld({});
  const entries = ['linux/s390x', 'linux/arm/v6', 'linux/arm/v7'].map((each) =>
    putFor(world, each),
  );
  putIndex(world.registry, '1.0', [
    ...entries,
    { ...putFor(world, 'linux/386'), platform: { os: '', architecture: '' } },
  ]);

  await expectTaken(world, await pull(world, 'linux/arm'), entries[2]);
  await rm(join(world.folder, 'tool.tar'));
  const none = await pull(world, 'linux/riscv64');
  expect(none.code).toBe(3);
  expect(none.stderr).toContain('name no platform: ask for one by digest');
  await expectNothing(world);
});

test('no platform is reported missing when more entries name none than are looked into', async () => {
  await using world = await startImageWorld({});
  const others = Array.from({ length: 8 }, (_each, at) => putFor(world, `linux/s390x/v${at}`));
  putIndex(world.registry, '1.0', [...others, putFor(world, 'linux/amd64')]);
  const result = await pull(world, 'linux/amd64');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain(
    '9 images that name no platform, and none of the first 8 is for linux/amd64',
  );
  expect(result.stderr).toContain('image NAME@DIGEST');
  await expectNothing(world);
});

test('an entry that names the platform is preferred to those that name none', async () => {
  await using world = await startImageWorld({});
  const named = offer(world, 'linux/amd64');
  putIndex(world.registry, '1.0', [putFor(world, 'linux/amd64'), named]);

  const result = await pull(world, 'linux/amd64');
  await expectTaken(world, result, named);
  const read = world.registry
    .logged({ path: '/manifests/' })
    .filter(({ status }) => status === 200);
  expect(read).toHaveLength(2);
});

test('every nested index that may have the platform is read, and the nearest variant is taken', async () => {
  await using world = await startImageWorld({});
  const arm = offer(world, 'linux/arm/v7');
  const nested = [
    putIndex(world.registry, undefined, [
      offer(world, 'linux/s390x'),
      offer(world, 'linux/arm/v6'),
    ]),
    putIndex(world.registry, undefined, [putIndex(world.registry, undefined, [arm])]),
    {
      ...putIndex(world.registry, undefined, []),
      platform: { os: 'windows', architecture: 'amd64' },
    },
  ];
  putIndex(world.registry, '1.0', [...nested, offer(world, 'linux/arm/v5')]);
  const taken = await pull(world, 'linux/arm/v7');
  const unread = world.registry.logged({ path: String(digestOf(nested[2])) });
  const inspected = await image(world, 'inspect', `${world.registry.url.host}/${REPOSITORY}:1.0`);

  await expectTaken(world, taken, arm);
  expect(unread).toEqual([]);
  expect(inspected.stdout).toContain('4 platforms');
  expect(inspected.stdout).toContain(String(digestOf(arm)));
});

test.each([
  ['deep', 6, 1],
  ['many', 1, 25],
])('endless nested indexes are given up on: %s', async (_name, depth, width) => {
  await using world = await startImageWorld({});
  let entries: object[] = Array.from({ length: width }, (_, index) =>
    putIndex(world.registry, undefined, [offer(world, `linux/odd${index}`)]),
  );
  for (let level = 0; level < depth; level += 1) {
    entries = level === 0 ? entries : [putIndex(world.registry, undefined, entries)];
  }
  putIndex(world.registry, '1.0', entries);
  const result = await pull(world, 'linux/amd64');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('nests indexes without end');
  expect(world.registry.logged({ path: '/manifests/' }).length).toBeLessThan(25);
});

const SERVERS = ['10.0.17763.6414', '10.0.20348.2762'];

test.each([
  ['10.0.20348', 1],
  ['10.0.20348.2762', 1],
  ['10.0.17763', 0],
])('--os-version %s chooses among Windows images', async (version, at) => {
  await using world = await startImageWorld({});
  const entries = SERVERS.map((each) => offer(world, 'windows/amd64', 'windows/amd64', each));
  putIndex(world.registry, '1.0', entries);
  const result = await pull(world, 'windows/amd64', '--os-version', version);

  await expectTaken(world, result, entries[at]);
  expect(result.stderr).not.toContain('note:');
});

test('without --os-version the first Windows image is taken, and the others are named', async () => {
  await using world = await startImageWorld({});
  const entries = SERVERS.map((each) => offer(world, 'windows/amd64', 'windows/amd64', each));
  putIndex(world.registry, '1.0', entries);
  const result = await pull(world, 'windows/amd64');
  const inspected = await image(
    world,
    'inspect',
    `${world.registry.url.host}/${REPOSITORY}:1.0`,
    '--json',
  );

  await expectTaken(world, result, entries[0]);
  expect(result.stderr).toContain(
    `the first, ${String(SERVERS[0])}, was taken; --os-version gets ${String(SERVERS[1])}.`,
  );
  expect(JSON.parse(inspected.stdout).platforms).toMatchObject(
    SERVERS.map((osVersion) => ({ platform: 'windows/amd64', osVersion })),
  );
});

test.each(['10.0.2034', '10.0.14393', '10.0.17763.1'])(
  'a Windows version %s that does not exist gives exit 3 with those that do',
  async (version) => {
    await using world = await startImageWorld({});
    putIndex(
      world.registry,
      '1.0',
      SERVERS.map((each) => offer(world, 'windows/amd64', 'windows/amd64', each)),
    );
    const result = await pull(world, 'windows/amd64', '--os-version', version);

    expect(result.code).toBe(3);
    expect(result.stderr).toContain(`is not built for windows/amd64 (${version})`);
    expect(result.stderr).toContain(`--os-version: ${SERVERS.join(', ')}`);
    await expectNothing(world);
  },
);

test('--os-version is compared with the config of a single image', async () => {
  await using world = await startImageWorld({});
  const [version] = SERVERS;
  putImage(world.registry, {
    tag: '1.0',
    config: { os: 'windows', 'os.version': version },
  });
  const other = await pull(world, 'windows/amd64', '--os-version', '10.0.20348');
  const same = await pull(world, 'windows/amd64', '--os-version', '10.0.17763');
  const odd = await pull(world, 'windows/amd64', '--os-version', '10;0');

  expect(other.code).toBe(3);
  expect(other.stderr).toContain(`is built only for windows/amd64 (${String(version)})\n`);
  expect(same.code).toBe(0);
  expect(odd.code).toBe(2);
});

test.each([
  ['missing', {}],
  ['empty', { os: '', architecture: '' }],
  ['null', { os: null, architecture: null, variant: null }],
])('a config with a %s platform is accepted, and brewpull says so', async (_name, fields) => {
  await using world = await startImageWorld({});
  const config = { os: undefined, architecture: undefined, ...fields };
  const entry = putImage(world.registry, { tag: '1.0', config });
  const result = await pull(world, 'linux/amd64');

  await expectTaken(world, result, entry);
  expect(result.stderr).toContain('names no platform: whether it is for linux/amd64 is not known');
  putIndex(world.registry, '1.0', [{ ...entry, platform: { os: 'linux', architecture: 'arm64' } }]);
  await rm(join(world.folder, 'tool.tar'));
  const named = await pull(world, 'linux/arm64');
  await expectTaken(world, named, entry);
  expect(named.stderr).toContain('only the index says that it is for linux/arm64.');
});

test('a single image of another variant is accepted, and brewpull says so', async () => {
  await using world = await startImageWorld({});
  const entry = putImage(world.registry, { tag: '1.0', config: { architecture: 'arm' } });

  const lesser = await pull(world, 'linux/arm/v6');
  await expectTaken(world, lesser, entry);
  expect(lesser.stderr).toContain('is built only for linux/arm, not for linux/arm/v6');
});

test('a platform from a registry cannot steer the terminal', async () => {
  await using world = await startImageWorld({});
  const evil = 'dar\u001b[2Jwin\u009b31m\u202e';
  putIndex(world.registry, '1.0', [
    {
      ...putFor(world, 'linux/amd64'),
      platform: { os: evil, architecture: evil, 'os.version': evil },
    },
  ]);
  const name = `${world.registry.url.host}/${REPOSITORY}:1.0`;
  for (const argv of [
    ['inspect', name],
    [name, '--platform', 'linux/amd64'],
    ['inspect', name, '--json'],
  ]) {
    const { stdout, stderr } = await image(world, ...argv);
    expect(stdout + stderr).toContain('2Jwin');
    for (const char of ['\u001b', '\u009b', '\u202e']) expect(stdout + stderr).not.toContain(char);
  }
});
