import { readdir } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { putImage, putIndex, REPOSITORY } from '../support/image/put-image.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';

/** An image for Linux and its entry in an index. */
function offer(registry: FakeRegistry, architecture: string, variant?: string): object {
  const platform = { os: 'linux', architecture, variant };
  return { ...putImage(registry, { config: platform }), platform };
}

/** Pulls linux/amd64/v2 from an index with these entries. */
function pull(
  home: CliHome,
  registry: FakeRegistry,
  ...entries: readonly unknown[]
): Promise<CliResult> {
  putIndex(registry, '1.0', entries);
  const argv = ['--platform', 'linux/amd64/v2', '--output', 'o.tar', '--cache-dir', 'cache'];
  return runCli(['image', `${registry.url.host}/${REPOSITORY}:1.0`, ...argv], { cwd: home.work });
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
  'an image whose index entry has %s is not reported as a missing platform: exit 5',
  async (_name, spoil, words) => {
    await using home = await cliHome();
    await using registry = await startRegistry({ access: 'open' });
    const result = await pull(
      home,
      registry,
      spoil(offer(registry, 'amd64')),
      offer(registry, 'arm64'),
    );

    expect(result.code).toBe(5);
    expect(result.stderr).toMatch(words);
    expect(result.stderr).toContain('cannot be read');
    expect(result.stderr).not.toContain('is not built for');
    expect(await readdir(home.work)).not.toContain('o.tar');
  },
);

test('no lesser variant is taken when the entry of the nearer one cannot be read', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry({ access: 'open' });
  const result = await pull(
    home,
    registry,
    { ...offer(registry, 'amd64', 'v2'), size: -1 },
    offer(registry, 'amd64'),
  );

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('is for linux/amd64/v2 and cannot be read');
});

test.each<[string, (registry: FakeRegistry) => unknown]>([
  ['for another machine', (registry) => ({ ...offer(registry, 'arm64'), size: -1 })],
  ['for a lesser variant', (registry) => ({ ...offer(registry, 'amd64'), size: -1 })],
  ['for a greater variant', (registry) => ({ ...offer(registry, 'amd64', 'v3'), size: -1 })],
  ['for none that can be read', (registry) => ({ ...offer(registry, 'amd64'), platform: 7 })],
  ['of BuildKit', () => ({ platform: { os: 'unknown', architecture: 'unknown' } })],
  ['of no image', () => ({ mediaType: 'application/x' })],
])('an entry %s that cannot be read changes nothing', async (_name, broken) => {
  await using home = await cliHome();
  await using registry = await startRegistry({ access: 'open' });
  const result = await pull(home, registry, broken(registry), offer(registry, 'amd64', 'v2'));

  expect(result).toMatchObject({ code: 0 });
});
