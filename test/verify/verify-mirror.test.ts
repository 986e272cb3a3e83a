import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { treeBlobPath, treeManifestPath } from '../../src/mirror/tree/file/tree-layout.ts';
import { openMirror } from '../../src/mirror/tree/file/open-mirror.ts';
import { digestOf, hexOfBytes } from '../../src/core/digest.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import type { CliResult } from '../support/cli/run-cli.ts';
import { HAS_SIGNERS, signSsh } from '../support/signing/sign-file.ts';
import { makeSshKey } from '../support/signing/signing-keys.ts';
import { makeMirrorTree } from '../support/mirror/make-mirror-tree.ts';

const TREE = {
  bottles: [
    { formula: 'one', pkgVersion: '1.0', tags: ['big_sur'] },
    { formula: 'two', pkgVersion: '2.0', tags: ['big_sur'] },
  ],
  targets: ['big_sur'],
} as const;

test('a mirror is verified file by file, and each finding names its file', async () => {
  await using home = await cliHome();
  const tree = join(home.work, 'tree');
  await makeMirrorTree(tree, TREE);
  const sound = await home.run(['verify', 'tree']);
  expect(sound.code, sound.stderr).toBe(0);
  expect(sound.stdout).toContain('tree: ok, 2 bottles');

  const [one, two] = (await openMirror(tree)).contents.bottles;
  if (one === undefined || two === undefined) throw new Error('no bottles');
  const blobOf = (bottle: typeof one): string =>
    treeBlobPath(bottle.repository, digestOf(bottle.sha256));
  await appendFile(join(tree, blobOf(one)), 'x');
  await rm(join(tree, blobOf(two)));
  await writeFile(join(tree, 'note.txt'), 'mine');
  const run = await home.run(['verify', 'tree', '--json']);
  expect(run.code).toBe(4);
  const [{ kind, findings }] = JSON.parse(run.stdout).results;
  expect(kind).toBe('mirror');
  expect(
    findings.map(({ code, file }: { readonly code: string; readonly file: string }) => [
      code,
      file,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['tampered', blobOf(one)],
      ['missing', blobOf(two)],
      ['extra', 'note.txt'],
    ]),
  );
  expect(findings.length).toBe(3);
});

test('a manifest that the sums leave out, and a reference that is another index, are findings', async () => {
  await using home = await cliHome();
  const tree = join(home.work, 'tree');
  await makeMirrorTree(tree, TREE);
  const [one, two] = (await openMirror(tree)).contents.bottles;
  if (one === undefined || two === undefined) throw new Error('no bottles');
  const manifest = treeManifestPath(one.repository, one.manifestDigest);
  const reference = treeManifestPath(two.repository, two.reference);
  await rm(join(tree, manifest));
  await writeFile(join(tree, reference), '{}');
  const sums = join(tree, 'SHA256SUMS');
  const lines = (await readFile(sums, 'utf8')).split('\n').flatMap((line) => {
    if (line.endsWith(manifest)) return [];
    return line.endsWith(reference) ? [`${hexOfBytes(Buffer.from('{}'))}  ${reference}`] : [line];
  });
  await writeFile(sums, lines.join('\n'));

  const run = await home.run(['verify', 'tree', '--json']);

  expect(run.code).toBe(4);
  expect(JSON.parse(run.stdout).results[0].findings).toEqual([
    expect.objectContaining({ code: 'disagreement', file: manifest }),
    expect.objectContaining({ code: 'disagreement', file: reference }),
  ]);
});

test.each([
  ['mirror.json', 'not JSON'],
  ['SHA256SUMS', 'abc'],
])('a damaged %s is a finding', async (name, text) => {
  await using home = await cliHome();
  await makeMirrorTree(join(home.work, 'tree'), TREE);
  await writeFile(join(home.work, 'tree', name), text);
  const run = await home.run(['verify', 'tree', '--json']);
  expect(run.code).toBe(4);
  expect(JSON.parse(run.stdout).results[0].findings[0]).toMatchObject({ code: 'invalid' });
});

test.skipIf(!HAS_SIGNERS)(
  'a signature of the sums is not a foreign file, and is checked when a key is named',
  async () => {
    await using home = await cliHome();
    const tree = join(home.work, 'tree');
    await makeMirrorTree(tree, TREE);
    const { path: key } = makeSshKey(home.work, 'ours');
    const verify = (): Promise<CliResult> =>
      home.run(['verify', 'tree', '--signer', 'ours.pub'], { env: { PATH: process.env['PATH'] } });
    expect((await verify()).stdout).toContain(
      'SHA256SUMS.sig is missing: it would hold the signature by ours.pub',
    );
    signSsh(key, join(tree, 'SHA256SUMS'));
    expect(await verify()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('SHA256SUMS has a good signature by the ssh key SHA256:'),
    });
    signSsh(key, join(tree, 'mirror.json'));
    await rename(join(tree, 'mirror.json.sig'), join(tree, 'SHA256SUMS.sig'));
    const other = await verify();
    expect(other.stdout).toContain('SHA256SUMS.sig belongs to another file');
    expect(other.code).toBe(4);
    const unasked = await home.run(['verify', 'tree']);
    expect(unasked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('not checked: SHA256SUMS.sig;'),
    });
    await writeFile(join(tree, 'SHA256SUMS.sig'), 'x'.repeat(70_000));
    expect(await verify()).toMatchObject({ code: 4, stdout: expect.stringContaining('too large') });
    await rm(join(tree, 'SHA256SUMS.sig'));
    await mkdir(join(tree, 'SHA256SUMS.sig'));
    expect(await verify()).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('is a folder'),
    });
  },
);
