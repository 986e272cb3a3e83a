import { rebuildImageConfig } from '../../../src/bundle/file/image-config.ts';
import { openBundle } from '../../../src/bundle/file/open-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { digestOf, parseHex } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const sha256 = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Puts a bottle into a bundle whose manifest names the config of `platform`, and whose index says `told`. */
async function rebuilt(
  folder: TempFolder,
  platform: object,
  told: object | undefined,
): Promise<{ readonly expected: string; readonly made: string | undefined }> {
  const item = await makeBottle(folder.path, { formula: 'jq', bottleTag: 'all' });
  const tar = gunzipSync(await readFile(item.bottleFile));
  // As Ruby's JSON.pretty_generate writes it, which brew uses.
  const rootfs = `  "rootfs": {\n    "type": "layers",\n    "diff_ids": [\n      "${sha256(tar)}"\n    ]\n  }\n}`;
  const lines = Object.entries(platform).map(([key, value]) => `  "${key}": "${value}",\n`);
  const expected = `{\n${lines.join('')}${rootfs}`;
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: sha256(expected),
        size: expected.length,
      },
      layers: [
        {
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
          digest: `sha256:${item.sha256}`,
          size: item.sizeBytes,
        },
      ],
    }),
  );
  const annotations = { 'sh.brew.bottle.digest': item.sha256 };
  const entry = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: sha256(manifest),
    size: manifest.length,
    platform: told,
    annotations,
  };
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  const place = { repository: 'homebrew/core/jq', reference: '1.0' };
  const manifestDigest = digestOf(parseHex(sha256(manifest).slice(7)));
  const registry = { ...place, index, manifest, manifestDigest };
  const targets = [{ target: parseTargetTag('big_sur'), items: [{ ...item, registry }] }];
  const path = folder.at('b.tar');
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path, format: 'tar' });
  await using reader = await openBundle(path);
  const [found] = reader.contents.targets.flatMap(({ items }) => items);
  if (found === undefined) throw new Error('an empty bundle');
  const made = await rebuildImageConfig(reader, found);
  return { expected, made: made === undefined ? undefined : Buffer.from(made).toString('utf8') };
}

test.each([
  { architecture: 'amd64', os: 'darwin', 'os.version': 'macOS 11.6' },
  { architecture: 'amd64', os: 'linux', 'os.version': 'Ubuntu 22.04.3' },
  { architecture: 'arm64' },
])('the config is made from the platform that the index names: %j', async (platform) => {
  await using folder = await tempFolder();
  const { expected, made } = await rebuilt(folder, platform, platform);

  expect(made).toBe(expected);
});

test.each([
  {},
  { architecture: 'arm64', os: 'darwin', 'os.version': 'macOS 26.1' },
  { architecture: 'amd64', os: 'linux', 'os.version': 'Ubuntu 24.04' },
])('a bottle for all systems does not say where it was built; %j is found', async (platform) => {
  await using folder = await tempFolder();
  const { expected, made } = await rebuilt(folder, platform, undefined);

  expect(made).toBe(expected);
});

test('a config that was made in another way is not guessed', async () => {
  await using folder = await tempFolder();
  const { made } = await rebuilt(
    folder,
    { architecture: 'riscv64', os: 'plan9' },
    { architecture: 'arm64' },
  );

  expect(made).toBeUndefined();
});

test('a platform that is nested too deeply is refused with a clear message', async () => {
  await using folder = await tempFolder();
  const deep: unknown = JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`);

  await expect(rebuilt(folder, { architecture: 'arm64' }, { architecture: deep })).rejects.toThrow(
    /nested deeper than 200 levels/,
  );
});
