import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import type { CliResult, CliWorld } from '../support/cli/run-cli.ts';
import { makeLayer, putImage, REPOSITORY } from '../support/image/put-image.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';

const PERSON = { isTTY: true, stdinIsTTY: true } as const;

/** An image whose manifest says that its layer has 1.2 GB. */
async function largeImage(): Promise<FakeRegistry> {
  const registry = await startRegistry({ requireAccept: false });
  const layer = makeLayer();
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const digest = registry.putBlob(REPOSITORY, layer.bytes);
  const layers = [{ mediaType, digest, size: 1_200_000_000 }];
  putImage(registry, { layers: [layer], manifest: { layers }, tag: '1.0' });
  registry.requests.length = 0;
  return registry;
}

function pull(
  home: CliHome,
  registry: FakeRegistry,
  more: Partial<CliWorld>,
  options: readonly string[] = [],
): Promise<CliResult> {
  const name = `${registry.url.host}/${REPOSITORY}:1.0`;
  return home.run(['image', name, '--platform', 'linux/amd64', '-o', 'i.tar', ...options], more);
}

/** 1 if the layer was asked for, 0 if not: the config is the other blob. */
function asksForLayer(registry: FakeRegistry): number {
  return (
    new Set(
      registry.logged({ host: 'registry' }).flatMap(({ path }) => path.match(/blobs.*/) ?? []),
    ).size - 1
  );
}

test.each([
  ['n', { stdin: 'n\n' }],
  ['only Enter', { stdin: '\n' }],
  ['the end of the input', {}],
])('above 1 GB, %s as the answer downloads and makes nothing: exit 130', async (_, typed) => {
  await using registry = await largeImage();
  await using home = await cliHome();
  const result = await pull(home, registry, { ...PERSON, ...typed });

  expect(result.stderr).toContain('Download 1.2 GB? [y/N]');
  expect(result.code).toBe(130);
  expect(result.stderr).toContain('not confirmed');
  expect(asksForLayer(registry)).toBe(0);
  expect(await home.placed()).toEqual([]);
});

test('Ctrl-C at the question ends the run: nothing is downloaded or made, exit 130', async () => {
  await using registry = await largeImage();
  await using home = await cliHome();
  const keyboard = new AbortController();
  const result = await pull(home, registry, {
    ...PERSON,
    stdinWaits: true,
    onStart: (interrupt) => keyboard.signal.addEventListener('abort', interrupt),
    onOutput: (_, text) => {
      if (text.includes('[y/N]')) keyboard.abort();
    },
  });

  expect(result.code).toBe(130);
  expect(result.stderr).not.toContain('not confirmed');
  expect(asksForLayer(registry)).toBe(0);
  expect(await home.placed()).toEqual([]);
});

test.each([
  ['y on a terminal', { ...PERSON, stdin: 'y\n' }, []],
  ['--yes', PERSON, ['--yes']],
  ['no terminal', {}, []],
])('above 1 GB, the download begins with %s', async (_, world, options) => {
  await using registry = await largeImage();
  await using home = await cliHome();
  const result = await pull(home, registry, world, options);

  // It turns out to be smaller than the manifest said.
  expect(result.code).toBe(4);
  expect(asksForLayer(registry)).toBe(1);
  expect(await home.placed()).toEqual([]);
});
