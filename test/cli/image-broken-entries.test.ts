import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { putImage, putIndex, REPOSITORY } from '../support/image/put-image.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';

let folder: string;
let registry: FakeRegistry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-image-entries-'));
  registry = await startRegistry({ access: 'open' });
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** An image for Linux and its entry in an index. */
function offer(architecture: string, variant?: string): object {
  const platform = { os: 'linux', architecture, variant };
  return { ...putImage(registry, { config: platform }), platform };
}

/** Asks for linux/amd64/v2 of an index with these entries. */
function pull(...entries: readonly unknown[]): Promise<CliResult> {
  putIndex(registry, '1.0', entries);
  const argv = ['--platform', 'linux/amd64/v2', '--output', 'o.tar', '--cache-dir', 'cache'];
  return runCli(['image', `${registry.url.host}/${REPOSITORY}:1.0`, ...argv], { cwd: folder });
}

test.each<[string, (entry: object) => unknown, RegExp]>([
  ['a digest that is none', (entry) => ({ ...entry, digest: 'sha256:x' }), / is for linux\/amd64 /],
  ['a size below zero', (entry) => ({ ...entry, size: -1 }), /manifests\[0\]\.size: not a size/],
  [
    'a platform that is a text',
    (entry) => ({ ...entry, platform: 'linux/amd64' }),
    / may be for linux\/amd64\/v2 .*manifests\[0\]\.platform/,
  ],
  ['nothing in it', () => JSON.parse('null'), / may be for linux\/amd64\/v2 /],
])(
  'an image whose entry has %s is not told as a platform that there is not: exit 5',
  async (_name, spoil, words) => {
    const result = await pull(spoil(offer('amd64')), offer('arm64'));

    expect(result.code).toBe(5);
    expect(result.stderr).toMatch(words);
    expect(result.stderr).toContain('cannot be read');
    expect(result.stderr).not.toContain('is not built for');
    expect(await readdir(folder)).not.toContain('o.tar');
  },
);

test('no lesser variant is taken where the entry of the nearer cannot be read', async () => {
  const result = await pull({ ...offer('amd64', 'v2'), size: -1 }, offer('amd64'));

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('is for linux/amd64/v2 and cannot be read');
});

test.each<[string, () => unknown]>([
  ['for another machine', () => ({ ...offer('arm64'), size: -1 })],
  ['for a lesser variant', () => ({ ...offer('amd64'), size: -1 })],
  ['for a greater variant', () => ({ ...offer('amd64', 'v3'), size: -1 })],
  ['for none that can be read', () => ({ ...offer('amd64'), platform: 7 })],
  ['of BuildKit', () => ({ platform: { os: 'unknown', architecture: 'unknown' } })],
  ['of no image', () => ({ mediaType: 'application/x' })],
])('an entry %s that cannot be read changes nothing', async (_name, broken) => {
  const result = await pull(broken(), offer('amd64', 'v2'));

  expect(result).toMatchObject({ code: 0 });
});
