import { readFile, truncate, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { startServer } from '../../../provenance/attestation/attestation-server.ts';
import {
  fetchInto,
  kept,
  nameAt,
  placed,
  publish,
  putManifest,
} from '../../../support/answers/answers-registry.ts';
import { answersBytes } from '../../../support/answers/write-answers.ts';
import { updateAtlasOf } from '../../../support/tap/atlas-lines.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';
import { cliHome } from '../../../support/cli/cli-home.ts';
import { startRegistry, type FakeRegistry } from '../../../support/registry/fake-registry.ts';
import { execFileSync } from '../../../support/limits/processes.ts';

test.each([
  ['http://answers.example/core.answers', 2, 'a server without TLS'],
  ['https://ann:secret@answers.example/core.answers', 2, 'contains credentials'],
])('%s is refused', async (url, code, why) => {
  await using home = await cliHome();
  const result = await fetchInto(home, [url, '--digest', `sha256:${'0'.repeat(64)}`]);

  expect(result.code).toBe(code);
  expect(result.stderr).toContain(why);
  expect(result.stderr).not.toContain('secret');
});

test('a server that announces ten gigabytes is dropped at once', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-length': '10000000000' });
    response.flushHeaders();
  });
  await using home = await cliHome();

  const digest = `sha256:${'0'.repeat(64)}`;
  const result = await fetchInto(home, [new URL('x.answers', server.url).href, '--digest', digest]);

  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toContain('10000000000');
});

test('a manifest that announces ten gigabytes is refused before its blob is requested', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  putManifest(registry, { size: 10_000_000_000 });

  const result = await fetchInto(home, [nameAt(registry)]);

  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toContain('it announces 10000000000 bytes');
  expect(registry.logged({ path: '/blobs/' })).toEqual([]);
});

test.each<[string, Parameters<typeof putManifest>[1], string]>([
  ['another tap', { claimed: { tap: 'acme/tap' } }, 'its manifest says the answers of acme/tap'],
  [
    'another date',
    { claimed: { day: '2030-01-01' } },
    'its manifest says the answers of homebrew/core of 2030-01-01',
  ],
  ['another size', { size: 100 }, 'expected 100 bytes'],
  ['a name that leads out', { claimed: { tap: '../../x' } }, 'it does not say which tap it is for'],
  [
    'bytes that are no answers',
    { bytes: Buffer.alloc(5000) },
    'neither a file of answers nor an atlas',
  ],
  ['damaged answers', { bytes: answersBytes().fill(1, 700, 740) }, 'is damaged'],
])('nothing is placed for a manifest with %s', async (_what, parts, why) => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  putManifest(registry, parts);

  const result = await fetchInto(home, [nameAt(registry)]);

  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toContain(why);
  expect(await kept(home)).toEqual([]);
});

test('--tap accepts only that tap', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry, { tap: 'acme/tap' });

  const other = await fetchInto(home, [nameAt(registry), '--tap', 'homebrew/core']);
  const right = await fetchInto(home, [nameAt(registry), '--tap', 'acme/homebrew-tap']);
  const again = await fetchInto(home, ['--tap', 'acme/tap', '--json']);

  expect(other).toMatchObject({ code: 4, stdout: '' });
  expect(right.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged', tap: 'acme/tap' });
});

test('other kinds of artifacts are refused, and the error names the kind', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const config = (mediaType: string) => ({
    mediaType,
    digest: `sha256:${'0'.repeat(64)}`,
    size: 1,
  });
  const put = (tag: string, content: object): void => {
    registry.putManifest('acme/answers', tag, { schemaVersion: 2, ...content });
  };
  put('image', { config: config('application/vnd.oci.image.config.v1+json'), layers: [] });
  put('chart', { config: config('application/vnd.cncf.helm.config.v1+json'), layers: [] });
  put('newer', {
    artifactType: 'application/vnd.brewpull.answers.v9',
    config: config('x/y'),
    layers: [],
  });
  const digest = `sha256:${'1'.repeat(64)}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const annotations = { 'sh.brew.bottle.digest': '1'.repeat(64) };
  put('bottles', { manifests: [{ mediaType, digest, size: 1, annotations }] });

  const said: string[] = [];
  for (const tag of ['image', 'chart', 'newer', 'bottles']) {
    const { code, stderr } = await fetchInto(home, [nameAt(registry, tag)]);
    expect({ tag, code }).toEqual({ tag, code: 4 });
    said.push(stderr);
  }
  expect(said[0]).toContain('it is a container image');
  expect(said[1]).toContain('it is an artifact of type application/vnd.cncf.helm.config.v1+json');
  expect(said[2]).toContain('of a kind that this version of brewpull does not know');
  expect(said[3]).toContain('it is the index of the bottles of a formula');
});

test.each<[string, Parameters<FakeRegistry['fault']>, number, string]>([
  [
    'a bit turned over each time',
    [{ host: 'blobs' }, { flipBitAt: 100 }, 9],
    4,
    'expected sha256:',
  ],
  ['an end that comes early each time', [{ host: 'blobs' }, { truncateTo: 100 }, 9], 4, 'got 100'],
  ['a refusal', [{ path: '/manifests/' }, { status: 401 }, 9], 5, 'requires credentials'],
  ['no such tag', [{ path: '/manifests/' }, { status: 404 }, 9], 5, 'there is no'],
  [
    'a manifest with another digest',
    [{ path: '/manifests/core' }, { wrongDigest: true }, 9],
    4,
    'expected sha256:',
  ],
  [
    'a way to http',
    [{ path: '/manifests/' }, { redirectTo: 'http://elsewhere.example/' }, 9],
    5,
    'elsewhere.example',
  ],
])(
  '%s ends with a typed error and leaves the earlier file in place',
  async (_what, fault, code, why) => {
    await using registry = await startRegistry({ access: 'open' });
    await using home = await cliHome();
    await publish(home, registry, { day: '2026-08-01' });
    await fetchInto(home, [nameAt(registry)]);
    await publish(home, registry);
    registry.fault(...fault);

    const result = await fetchInto(home, [nameAt(registry)]);

    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(why);
    expect((await placed(home)).equals(answersBytes({ day: '2026-08-01' }))).toBe(true);
    registry.clearFaults();
    expect((await fetchInto(home, [nameAt(registry)])).code).toBe(0);
  },
);

test('with --offline a reference is refused, and a path works', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);

  const { code, stderr } = await fetchInto(home, [nameAt(registry), '--offline']);

  expect(code).toBe(5);
  expect(stderr).toContain('give its path here');
  expect(registry.requests).toEqual([]);
  expect((await fetchInto(home, ['made.answers', '--offline'])).code).toBe(0);
});

test('if a tag is moved during a fetch, what it named at the start is fetched', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);
  registry.fault({ path: '/referrers/' }, { delayMs: 200 });

  const running = fetchInto(home, [nameAt(registry), '--json']);
  await expect.poll(() => registry.logged({ path: '/manifests/core' }).length).toBe(1);
  const moved = registry.putManifest('acme/answers', 'core', { schemaVersion: 2, manifests: [] });
  const { stdout } = await running;

  expect(JSON.parse(stdout)).toMatchObject({ digest: digestOfBytes(answersBytes()) });
  expect(stdout).not.toContain(moved);
});

test('a file of ten gigabytes of zeros, a folder and a pipe are refused without being read', async () => {
  await using home = await cliHome();
  await writeFile(home.at('work/zeros.answers'), '');
  await truncate(home.at('work/zeros.answers'), 10_000_000_000);
  execFileSync('mkfifo', [home.at('work/pipe.answers')]);

  for (const file of ['zeros.answers', '.', 'pipe.answers']) {
    const { code, stdout } = await fetchInto(home, [file]);
    const wanted = file === 'zeros.answers' ? 4 : 2;
    expect({ file, code, stdout }).toEqual({ file, code: wanted, stdout: '' });
  }
  expect(await kept(home)).toEqual([]);
});

test('an atlas that is damaged only in its lines is refused, and the earlier one stays', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: vimHistory() });
  const path = home.at('work/core.atlas');
  await updateAtlasOf(tap.path, path);
  const bytes = await readFile(path);
  await fetchInto(home, ['./core.atlas']);
  for (let at = 300; at < 1500; at += 97) {
    await writeFile(path, Buffer.from(bytes).fill((bytes[at] ?? 0) ^ 16, at, at + 1));
    expect((await fetchInto(home, ['./core.atlas', '--force'])).code, `byte ${at}`).toBe(4);
  }
  expect(await readFile(home.at('cache/answers/homebrew-core.atlas'))).toEqual(bytes);
});
