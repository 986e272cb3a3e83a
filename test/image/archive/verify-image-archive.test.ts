import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { digestOfBytes, isDigest, type Digest } from '../../../src/core/digest.ts';
import { listArchiveFiles, type ImageContent } from '../../../src/image/archive/image-archive.ts';
import { verifyImage } from '../../../src/image/archive/verify-image-archive.ts';
import { findKind } from '../../../src/verify/path-kind.ts';
import { makeImage } from '../../support/image/make-image.ts';
import { packUstar } from '../../support/registry/ustar.ts';
import { tempFolder, TempFolder } from '../../support/temp-folder.ts';
import {
  assert as assertProperty,
  asyncProperty,
  nat,
  tries,
} from '../../support/limits/random.ts';

/** A folder for an archive, and what goes into it: a sound image, until a test changes it. */
class Archive extends TempFolder {
  image: ImageContent;
  /** By name, in order. */
  files: Map<string, Buffer>;

  constructor(path: string, content: ImageContent) {
    super(path);
    this.image = content;
    this.files = filesOf(content);
  }
}

async function soundArchive(): Promise<Archive> {
  const { path } = await tempFolder();
  return new Archive(path, await makeContent({}));
}

async function makeContent(options: { readonly wrongDiffIds?: boolean }): Promise<ImageContent> {
  const blobs = new Map<string, Uint8Array>();
  const store = {
    putBlob: (_repository: string, digest: string, bytes: Uint8Array) =>
      void blobs.set(digest, bytes),
    putManifest: (_repository: string, reference: string, bytes: Uint8Array) =>
      void blobs.set(reference, bytes),
  };
  const made = await makeImage(store, {
    repository: 'org/tool',
    tag: '1.0',
    platforms: ['linux/amd64'],
    layers: 3,
    ...options,
  });
  const chosen = made.manifests.get('linux/amd64');
  const blob = (digest = ''): { digest: Digest; sizeBytes: number; content: Uint8Array } => {
    const content = blobs.get(digest);
    if (content === undefined || !isDigest(digest)) throw new Error(`no blob ${digest}`);
    return { digest, sizeBytes: content.length, content };
  };
  return {
    manifest: blob(chosen?.digest),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: blob(chosen?.config),
    layers: chosen?.layers.map((layer) => blob(layer)) ?? [],
    fullName: 'docker.io/org/tool:1.0',
  };
}

function filesOf(content: ImageContent): Map<string, Buffer> {
  return new Map(
    listArchiveFiles(content).map((entry) => {
      if (!(entry.content instanceof Uint8Array)) throw new Error('not in memory');
      return [entry.name, Buffer.from(entry.content)];
    }),
  );
}

async function writeArchive(
  archive: Archive,
  entries: Iterable<readonly [string, Buffer]> = archive.files,
): Promise<string> {
  const path = archive.at('image.tar');
  const members = [...entries].map(([name, content]) => ({ path: name, content, mode: 0o644 }));
  await writeFile(path, packUstar(members));
  return path;
}

async function writeFolder(archive: Archive): Promise<string> {
  const path = archive.at('layout');
  for (const [name, content] of archive.files) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}

async function codes(archive: Archive, path?: string): Promise<readonly string[]> {
  const { findings } = await verifyImage(path ?? (await writeArchive(archive)));
  return findings.map(({ code, file }) => `${code} ${file}`);
}

function pathOf(digest: string | undefined): string {
  return `blobs/sha256/${String(digest).slice(7)}`;
}

function edit(archive: Archive, name: string, change: (text: string) => string): void {
  const before = archive.files.get(name)?.toString() ?? '';
  const after = change(before);
  expect(after).not.toBe(before);
  archive.files.set(name, Buffer.from(after));
}

test.each(['archive', 'folder'])(
  'a sound %s has no findings, and its image is reported',
  async (form) => {
    await using archive = await soundArchive();
    const path = form === 'archive' ? await writeArchive(archive) : await writeFolder(archive);
    await expect(verifyImage(path)).resolves.toEqual({
      findings: [],
      notes: [],
      unproven: [],
      image: {
        fullName: 'docker.io/org/tool:1.0',
        manifestDigest: archive.image.manifest.digest,
        imageId: archive.image.config.digest,
        layers: 3,
      },
    });
  },
);

test('an image fetched by digest alone has no name, and it may have the same layer twice', async () => {
  await using archive = await soundArchive();
  const { layers } = archive.image;
  const doubled = [...layers, ...layers.slice(0, 1)];
  const config = JSON.parse(Buffer.from(contentOf(archive.image.config)).toString());
  config.rootfs.diff_ids.push(config.rootfs.diff_ids[0]);
  const manifest = JSON.parse(Buffer.from(contentOf(archive.image.manifest)).toString());
  manifest.layers.push(manifest.layers[0]);
  const newConfig = blobOf(JSON.stringify(config));
  Object.assign(manifest.config, { digest: newConfig.digest, size: newConfig.sizeBytes });
  archive.files = filesOf({
    ...archive.image,
    manifest: blobOf(JSON.stringify(manifest)),
    config: newConfig,
    layers: doubled,
    fullName: undefined,
  });

  const { findings, image: found } = await verifyImage(await writeArchive(archive));
  expect(findings).toEqual([]);
  expect(found).toMatchObject({ fullName: undefined, layers: 4 });
});

function contentOf({ content }: ImageContent['config']): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new Error('not in memory');
  return content;
}

function blobOf(text: string): ImageContent['config'] {
  const content = Buffer.from(text);
  return { digest: digestOfBytes(content), sizeBytes: content.length, content };
}

test.each(['layer', 'config', 'manifest'] as const)(
  'a changed %s is found by its digest',
  async (which) => {
    await using archive = await soundArchive();
    const blob = which === 'layer' ? archive.image.layers[1] : archive.image[which];
    const name = pathOf(blob?.digest);
    const bytes = archive.files.get(name) ?? Buffer.alloc(0);
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;

    expect(await codes(archive)).toContain(`tampered ${name}`);
  },
);

test('one bit flipped anywhere in a file of the archive is found', async () => {
  await using archive = await soundArchive();
  const sound = await readFile(await writeArchive(archive));
  const at = [...archive.files.values()].reduce<{ from: number; to: number }[]>(
    (places, { length }) => {
      const last = places.at(-1)?.to ?? 0;
      const from = Math.ceil(last / 512) * 512 + 512;
      return [...places, { from, to: from + length }];
    },
    [],
  );
  const positions = at.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => from + i),
  );
  const path = archive.at('flipped.tar');
  await assertProperty(
    asyncProperty(nat(positions.length - 1), nat(7), async (index, bit) => {
      const bytes = Buffer.from(sound);
      const position = positions[index] ?? 0;
      bytes[position] = (bytes[position] ?? 0) ^ (1 << bit);
      await writeFile(path, bytes);
      expect((await verifyImage(path)).findings).not.toEqual([]);
    }),
    tries(100),
  );
});

test('an archive that is cut off anywhere is found', async () => {
  await using archive = await soundArchive();
  const sound = await readFile(await writeArchive(archive));
  const path = archive.at('cut.tar');
  await assertProperty(
    asyncProperty(nat(sound.length - 1), async (length) => {
      await writeFile(path, sound.subarray(0, length));
      expect((await verifyImage(path)).findings).not.toEqual([]);
    }),
    tries(60),
  );
});

test('layers that do not hold what the config says are found, though every digest is right', async () => {
  await using archive = await soundArchive();
  archive.image = await makeContent({ wrongDiffIds: true });
  archive.files = filesOf(archive.image);

  expect(await codes(archive)).toEqual(
    archive.image.layers.map(({ digest }) => `disagreement ${pathOf(digest)}`),
  );
});

const gzipped = gzipSync('x'.repeat(100));

test.each([
  ['that is damaged gzip', gzipped.subarray(0, -4)],
  ['with zero bytes after its gzip', Buffer.concat([gzipped, Buffer.alloc(512)])],
])('a layer %s is invalid, and a config with extra diff IDs disagrees', async (_name, broken) => {
  await using archive = await soundArchive();
  const layer = { digest: digestOfBytes(broken), sizeBytes: broken.length, content: broken };
  const config = JSON.parse(Buffer.from(contentOf(archive.image.config)).toString());
  const manifest = JSON.parse(Buffer.from(contentOf(archive.image.manifest)).toString());
  manifest.layers = [{ ...manifest.layers[0], digest: layer.digest, size: layer.sizeBytes }];
  const few = { ...archive.image, manifest: blobOf(JSON.stringify(manifest)), layers: [layer] };
  archive.files = filesOf(few);
  expect(await codes(archive)).toEqual([`disagreement ${pathOf(archive.image.config.digest)}`]);

  config.rootfs.diff_ids.length = 1;
  const fitting = blobOf(JSON.stringify(config));
  Object.assign(manifest.config, { digest: fitting.digest, size: fitting.sizeBytes });
  archive.files = filesOf({ ...few, config: fitting, manifest: blobOf(JSON.stringify(manifest)) });
  expect(await codes(archive)).toEqual([`invalid ${pathOf(layer.digest)}`]);
});

test('a missing layer, a missing document and files that do not belong are named', async () => {
  await using archive = await soundArchive();
  const layer = pathOf(archive.image.layers[0]?.digest);
  const stray = pathOf(digestOfBytes(Buffer.from('stray')));
  archive.files.delete(layer);
  archive.files.delete('oci-layout');
  archive.files.set(stray, Buffer.from('stray'));
  archive.files.set('readme', Buffer.from('hello'));

  expect((await codes(archive)).toSorted()).toEqual(
    [`extra ${stray}`, 'extra readme', `missing ${layer}`, 'missing oci-layout'].toSorted(),
  );
});

test.each([
  ['another config', (text: string) => text.replace(/(?<="Config":"blobs\/sha256\/)./, swap)],
  ['a layer left out', (text: string) => text.replace(/("Layers":\[)"[^"]*",/, '$1')],
  ['another name', (text: string) => text.replace('tool:1.0', 'tool:2.0')],
  // Go takes the last of two keys, whatever their case.
  ['a second key', (text: string) => text.replace('"RepoTags"', '"config":"x","RepoTags"')],
  ['a second image', (text: string) => `[${text.slice(1, -1)},${text.slice(1, -1)}]`],
])('%s in manifest.json, which docker load reads, is found', async (_name, change) => {
  await using archive = await soundArchive();
  edit(archive, 'manifest.json', change);

  expect(await codes(archive)).toEqual([
    expect.stringMatching(/^(?:disagreement|invalid) manifest\.json$/),
  ]);
});

function swap(digit: string): string {
  return digit === '0' ? '1' : '0';
}

test('a wrong size, name, tag or media type in index.json is found', async () => {
  await using archive = await soundArchive();
  edit(archive, 'index.json', (text) => text.replace(/"size":\d+/, '"size":7'));
  expect(await codes(archive)).toContain(`disagreement ${pathOf(archive.image.manifest.digest)}`);

  archive.files = filesOf(archive.image);
  edit(archive, 'index.json', (text) => text.replace('tool:1.0', 'evil:1.0'));
  expect(await codes(archive)).toEqual(['disagreement manifest.json']);

  archive.files = filesOf(archive.image);
  edit(archive, 'index.json', (text) => text.replace('"1.0"', '"0.9"'));
  expect(await codes(archive)).toEqual(['disagreement index.json']);

  archive.files = filesOf(archive.image);
  edit(archive, 'index.json', (text) =>
    text.replace('vnd.oci.image.manifest', 'vnd.oci.image.other'),
  );
  expect(await codes(archive)).toEqual(['disagreement index.json']);
});

test.each(['../evil', '/etc/passwd', 'blobs/../../x', 'a\\b', 'C:evil'])(
  'the hostile name %s is refused',
  async (name) => {
    await using archive = await soundArchive();
    const path = await writeArchive(archive, [...archive.files, [name, Buffer.from('x')]]);
    expect((await verifyImage(path)).findings).toEqual([
      { code: 'invalid', file: path, message: expect.stringContaining(JSON.stringify(name)) },
    ]);
  },
);

test('a member that occurs twice is refused, and so is a link in a folder', async () => {
  await using archive = await soundArchive();
  const doubled = await writeArchive(archive, [
    ...archive.files,
    ['manifest.json', Buffer.from('[]')],
  ]);
  const [twice] = (await verifyImage(doubled)).findings;
  expect(twice?.message).toContain('"manifest.json" is in it twice');

  const layout = await writeFolder(archive);
  await symlink('/etc/passwd', join(layout, 'readme'));
  const [link] = (await verifyImage(layout)).findings;
  expect(link?.message).toContain('"readme" is neither file nor folder');
});

test('images are distinguished from bundles and from anything else', async () => {
  await using archive = await soundArchive();
  const other = archive.at('other.tar');
  await writeFile(
    other,
    packUstar([{ path: 'brewpull-bundle/bundle.json', content: Buffer.from('{}'), mode: 0o644 }]),
  );
  const text = archive.at('text');
  await writeFile(text, 'hello');

  expect(await findKind(await writeArchive(archive))).toBe('image');
  expect(await findKind(await writeFolder(archive))).toBe('image');
  expect(await findKind(other)).toBe('bundle');
  await expect(findKind(text)).rejects.toThrow('it is neither a tar nor gzip');
  await expect(findKind(archive.path)).rejects.toThrow(
    'a folder that is not a bundle, mirror or image layout',
  );
  await expect(findKind(archive.at('absent'))).rejects.toThrow('there is no such file or folder');
  await expect(verifyImage(archive.at('absent'))).rejects.toMatchObject({ code: 'ENOENT' });
});
