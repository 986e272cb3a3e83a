import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { putImage, putIndex, REPOSITORY, type PutDescriptor } from '../support/image/put-image.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';

let folder: string;
let registry: FakeRegistry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-platform-'));
  registry = await startRegistry();
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

function image(...argv: readonly string[]): Promise<CliResult> {
  return runCli(['image', ...argv, '--cache-dir', join(folder, 'cache')], { cwd: folder });
}

function pull(platform: string, ...argv: readonly string[]): Promise<CliResult> {
  const name = `${registry.url.host}/${REPOSITORY}:1.0`;
  return image(name, '--platform', platform, '--output', 'tool.tar', '--json', ...argv);
}

/** An image for a platform, and its entry in an index; what the config says can differ. */
function offer(platform: string, config = platform, osVersion?: string): object {
  return { ...putFor(config, osVersion), platform: fieldsOf(platform, osVersion) };
}

function putFor(platform: string, osVersion?: string): PutDescriptor {
  // The author makes two images of one platform differ.
  const author = `${platform} ${made++}`;
  return putImage(registry, { config: { ...fieldsOf(platform, osVersion), author } });
}

let made = 0;

function fieldsOf(platform: string, osVersion: string | undefined): object {
  const [os, architecture, variant] = platform.split('/');
  return { os, architecture, variant, 'os.version': osVersion };
}

function digestOf(entry: object | undefined): unknown {
  return entry !== undefined && 'digest' in entry ? entry.digest : undefined;
}

async function expectTaken(result: CliResult, entry: object | undefined): Promise<void> {
  expect(result).toMatchObject({ code: 0 });
  expect(JSON.parse(result.stdout)).toMatchObject({ manifestDigest: digestOf(entry) });
  await expect(verifyImage(join(folder, 'tool.tar'))).resolves.toMatchObject({
    findings: [],
    image: { manifestDigest: digestOf(entry) },
  });
}

async function expectNothing(): Promise<void> {
  expect((await readdir(folder)).filter((name) => name !== 'cache')).toEqual([]);
}

test.each([
  ['linux/arm/v6', 'linux/arm'],
  ['linux/arm/v6', 'linux/arm/v7'],
  ['linux/amd64/v2', 'linux/amd64'],
  ['linux/arm64/v9', 'linux/arm64'],
])('an index that says %s of a config of %s is a note', async (index, config) => {
  const entry = offer(index, config);
  putIndex(registry, '1.0', [entry]);
  const result = await pull(index);

  await expectTaken(result, entry);
  expect(result.stderr).toContain(`The index says ${index} of`);
  expect(result.stderr).toContain(`its config ${config};`);
});

test.each([
  ['linux/arm64', 'linux/arm64/v8'],
  ['linux/arm/v7', 'linux/arm'],
  ['linux/amd64', 'linux/amd64/v1'],
  ['linux/amd64', 'linux/x86_64'],
])('%s and %s are one platform, and no note', async (index, config) => {
  const entry = offer(index, config);
  putIndex(registry, '1.0', [entry]);
  const result = await pull(index);

  await expectTaken(result, entry);
  expect(result.stderr).not.toContain('note:');
});

test.each([
  ['linux/arm/v7', 'linux/arm64'],
  ['linux/amd64', 'windows/amd64'],
])('an index that says %s of a config of %s is refused', async (index, config) => {
  putIndex(registry, '1.0', [offer(index, config)]);
  const result = await pull(index);

  expect(result.code).toBe(4);
  expect(result.stderr).toContain(`the index says ${index}, its config says ${config}`);
  await expectNothing();
});

test.each([
  ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm64'], 1],
  ['linux/arm', ['linux/arm/v5', 'linux/arm64'], 0],
  ['linux/amd64/v3', ['linux/arm64', 'linux/amd64', 'linux/amd64/v2'], 2],
  ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v4'], 0],
  ['linux/arm64/v9', ['linux/arm64', 'linux/arm/v7'], 0],
])('%s gets the best of %j that it runs, and is told', async (wanted, offered, at) => {
  const entries = offered.map((platform) => offer(platform));
  putIndex(registry, '1.0', entries);
  const result = await pull(wanted);

  await expectTaken(result, entries[at]);
  expect(result.stderr).toContain(`the one for ${offered[at]}, which runs there too, was taken`);
  expect(JSON.parse(result.stdout)).toMatchObject({ platform: offered[at] });
});

test.each([
  ['linux/arm/v6', ['linux/arm/v7', 'linux/arm64']],
  ['linux/amd64', ['linux/amd64/v2', 'linux/386']],
  ['linux/arm64', ['linux/arm/v7']],
])('%s gets none of %j: exit 3 with the list', async (wanted, offered) => {
  putIndex(
    registry,
    '1.0',
    offered.map((platform) => offer(platform)),
  );
  const result = await pull(wanted);

  expect(result.code).toBe(3);
  expect(result.stderr + result.stdout).toContain(`--platform: ${offered.join(', ')}`);
  await expectNothing();
});

test('of two images for one platform the first is taken, and the other named', async () => {
  const entries = [offer('linux/amd64'), offer('linux/amd64'), offer('linux/arm64')];
  putIndex(registry, '1.0', [...entries, entries[0] ?? {}]);
  const result = await pull('linux/amd64');

  await expectTaken(result, entries[0]);
  expect(result.stderr).toContain(
    `has 2 images for linux/amd64: the first, ${String(digestOf(entries[0]))}, was taken; NAME@DIGEST gets ${String(digestOf(entries[1]))}.`,
  );
});

test('of very many images for one platform a note names few', async () => {
  const entries = Array.from({ length: 9 }, () => offer('linux/amd64'));
  putIndex(registry, '1.0', entries);
  const result = await pull('linux/amd64');

  await expectTaken(result, entries[0]);
  expect(result.stderr).toContain(`${String(digestOf(entries[4]))}, and there are 4 more.`);
});

test('an image that an index names twice is one', async () => {
  const entry = offer('linux/amd64');
  putIndex(registry, '1.0', [entry, entry]);
  const result = await pull('linux/amd64');

  await expectTaken(result, entry);
  expect(result.stderr).not.toContain('note:');
});

test('the config of a lone entry without a platform decides', async () => {
  const entry = putFor('linux/amd64');
  putIndex(registry, '1.0', [entry]);
  const refused = await pull('linux/arm64');
  await expectNothing();
  const taken = await pull('linux/amd64');

  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('is built for linux/amd64 alone');
  expect(refused.stderr).toContain('--platform linux/amd64');
  await expectTaken(taken, entry);
});

test('of several entries without a platform the configs decide', async () => {
  const entries = ['linux/s390x', 'linux/arm/v6', 'linux/arm/v7'].map((each) => putFor(each));
  putIndex(registry, '1.0', [
    ...entries,
    { ...putFor('linux/386'), platform: { os: '', architecture: '' } },
  ]);

  await expectTaken(await pull('linux/arm'), entries[2]);
  await rm(join(folder, 'tool.tar'));
  const none = await pull('linux/riscv64');
  expect(none.code).toBe(3);
  expect(none.stderr).toContain('name no platform: ask for one by digest');
  await expectNothing();
});

test('of more entries without a platform than are looked into, none is said to be missing', async () => {
  const others = Array.from({ length: 8 }, (_each, at) => putFor(`linux/s390x/v${at}`));
  putIndex(registry, '1.0', [...others, putFor('linux/amd64')]);
  const result = await pull('linux/amd64');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain(
    '9 images that name no platform, and none of the first 8 is for linux/amd64',
  );
  expect(result.stderr).toContain('image NAME@DIGEST');
  await expectNothing();
});

test('an entry that names the platform comes before those that name none', async () => {
  const named = offer('linux/amd64');
  putIndex(registry, '1.0', [putFor('linux/amd64'), named]);

  const result = await pull('linux/amd64');
  await expectTaken(result, named);
  const read = registry.logged({ path: '/manifests/' }).filter(({ status }) => status === 200);
  expect(read).toHaveLength(2);
});

test('every nested index is looked into, and the nearest variant of all is taken', async () => {
  const arm = offer('linux/arm/v7');
  const nested = [
    putIndex(registry, undefined, [offer('linux/s390x'), offer('linux/arm/v6')]),
    putIndex(registry, undefined, [putIndex(registry, undefined, [arm])]),
    { ...putIndex(registry, undefined, []), platform: { os: 'windows', architecture: 'amd64' } },
  ];
  putIndex(registry, '1.0', [...nested, offer('linux/arm/v5')]);
  const taken = await pull('linux/arm/v7');
  const unread = registry.logged({ path: String(digestOf(nested[2])) });
  const inspected = await image('inspect', `${registry.url.host}/${REPOSITORY}:1.0`);

  await expectTaken(taken, arm);
  expect(unread).toEqual([]);
  expect(inspected.stdout).toContain('4 platforms');
  expect(inspected.stdout).toContain(String(digestOf(arm)));
});

test.each([
  ['deep', 6, 1],
  ['many', 1, 25],
])('indexes without an end, %s, are given up', async (_name, depth, width) => {
  let entries: object[] = Array.from({ length: width }, (_, index) =>
    putIndex(registry, undefined, [offer(`linux/odd${index}`)]),
  );
  for (let level = 0; level < depth; level += 1) {
    entries = level === 0 ? entries : [putIndex(registry, undefined, entries)];
  }
  putIndex(registry, '1.0', entries);
  const result = await pull('linux/amd64');

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('is an index of indexes without an end');
  expect(registry.logged({ path: '/manifests/' }).length).toBeLessThan(25);
});

const SERVERS = ['10.0.17763.6414', '10.0.20348.2762'];

test.each([
  ['10.0.20348', 1],
  ['10.0.20348.2762', 1],
  ['10.0.17763', 0],
])('--os-version %s chooses among Windows images', async (version, at) => {
  const entries = SERVERS.map((each) => offer('windows/amd64', 'windows/amd64', each));
  putIndex(registry, '1.0', entries);
  const result = await pull('windows/amd64', '--os-version', version);

  await expectTaken(result, entries[at]);
  expect(result.stderr).not.toContain('note:');
});

test('without --os-version the first Windows image is taken, and the others named', async () => {
  const entries = SERVERS.map((each) => offer('windows/amd64', 'windows/amd64', each));
  putIndex(registry, '1.0', entries);
  const result = await pull('windows/amd64');
  const inspected = await image('inspect', `${registry.url.host}/${REPOSITORY}:1.0`, '--json');

  await expectTaken(result, entries[0]);
  expect(result.stderr).toContain(
    `the first, ${String(SERVERS[0])}, was taken; --os-version gets ${String(SERVERS[1])}.`,
  );
  expect(JSON.parse(inspected.stdout).platforms).toMatchObject(
    SERVERS.map((osVersion) => ({ platform: 'windows/amd64', osVersion })),
  );
});

test.each(['10.0.2034', '10.0.14393', '10.0.17763.1'])(
  'a Windows of version %s is not there: exit 3 with those that are',
  async (version) => {
    putIndex(
      registry,
      '1.0',
      SERVERS.map((each) => offer('windows/amd64', 'windows/amd64', each)),
    );
    const result = await pull('windows/amd64', '--os-version', version);

    expect(result.code).toBe(3);
    expect(result.stderr).toContain(`is not built for windows/amd64 (${version})`);
    expect(result.stderr).toContain(`--os-version: ${SERVERS.join(', ')}`);
    await expectNothing();
  },
);

test('--os-version is held against the config of a single image', async () => {
  const [version] = SERVERS;
  putImage(registry, {
    tag: '1.0',
    config: { os: 'windows', 'os.version': version },
  });
  const other = await pull('windows/amd64', '--os-version', '10.0.20348');
  const same = await pull('windows/amd64', '--os-version', '10.0.17763');
  const odd = await pull('windows/amd64', '--os-version', '10;0');

  expect(other.code).toBe(3);
  expect(other.stderr).toContain(`is built for windows/amd64 (${String(version)}) alone`);
  expect(same.code).toBe(0);
  expect(odd.code).toBe(2);
});

test.each([
  ['missing', {}],
  ['empty', { os: '', architecture: '' }],
  ['null', { os: null, architecture: null, variant: null }],
])('a config with a %s platform is taken, and that is told', async (_name, fields) => {
  const config = { os: undefined, architecture: undefined, ...fields };
  const entry = putImage(registry, { tag: '1.0', config });
  const result = await pull('linux/amd64');

  await expectTaken(result, entry);
  expect(result.stderr).toContain('names no platform: whether it is for linux/amd64 is not known');
  putIndex(registry, '1.0', [{ ...entry, platform: { os: 'linux', architecture: 'arm64' } }]);
  await rm(join(folder, 'tool.tar'));
  const named = await pull('linux/arm64');
  await expectTaken(named, entry);
  expect(named.stderr).toContain('that it is for linux/arm64 is the word of the index alone');
});

test('a single image of another variant is taken, and that is told', async () => {
  const entry = putImage(registry, { tag: '1.0', config: { architecture: 'arm' } });

  const lesser = await pull('linux/arm/v6');
  await expectTaken(lesser, entry);
  expect(lesser.stderr).toContain('is built for linux/arm alone, not for linux/arm/v6');
});

test('what a registry writes as a platform steers no terminal', async () => {
  const evil = 'dar\u001b[2Jwin\u009b31m\u202e';
  putIndex(registry, '1.0', [
    { ...putFor('linux/amd64'), platform: { os: evil, architecture: evil, 'os.version': evil } },
  ]);
  const name = `${registry.url.host}/${REPOSITORY}:1.0`;
  for (const argv of [
    ['inspect', name],
    [name, '--platform', 'linux/amd64'],
    ['inspect', name, '--json'],
  ]) {
    const { stdout, stderr } = await image(...argv);
    expect(stdout + stderr).toContain('2Jwin');
    for (const char of ['\u001b', '\u009b', '\u202e']) expect(stdout + stderr).not.toContain(char);
  }
});
