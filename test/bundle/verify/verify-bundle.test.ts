import { appendFile, cp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listArchive } from '../../../src/archive/gzip.ts';
import { writeTar } from '../../../src/archive/write-tar.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { TOOL } from '../../../src/core/tool.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { forge as forgeIn } from '../../support/brew/forge.ts';

import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

/** A bundle as a folder, `out`, and as a tar, `b.tar`. */
async function folderWithBundle(): Promise<TempFolder> {
  const made = await tempFolder();
  const cache = made.at('cache');
  const items = [
    await makeBottle(cache, { formula: 'library', isRequested: false }),
    await makeBottle(cache, { formula: 'editor', dependencies: ['library'] }),
  ];
  const contents = {
    targets: [{ target: parseTargetTag('big_sur'), items }],
    lock: undefined,
    receipts: [],
  };
  await writeBundle(contents, { path: made.at('linked'), format: 'folder' });
  // A copy, so that damage does not reach the cache.
  await cp(made.at('linked'), made.at('out'), { recursive: true });
  await writeBundle(contents, { path: made.at('b.tar'), format: 'tar' });
  return made;
}

const BOTTLE = 'bottles/editor--1.0.big_sur.bottle.tar.gz';
const INDEX = 'registry/homebrew/core/editor/1.0.big_sur.index.json';

async function codes(folder: TempFolder, path = folder.at('out')): Promise<readonly string[]> {
  return (await verifyBundle(path)).map(({ code, file }) => `${code} ${file}`);
}

function forge(folder: TempFolder, name: string, change: (text: string) => string): Promise<void> {
  return forgeIn(folder.at('out'), name, change);
}

test('a bundle as written is sound, even with the files that a Mac leaves in folders', async () => {
  await using folder = await folderWithBundle();
  expect(await verifyBundle(folder.at('out'))).toEqual([]);
  expect(await verifyBundle(folder.at('b.tar'))).toEqual([]);
  await writeFile(join(folder.at('out'), '.DS_Store'), 'x');
  await writeFile(join(folder.at('out'), 'bottles', '._editor'), 'x');
  expect(await verifyBundle(folder.at('out'))).toEqual([]);
});

test('every file is reported if it is missing or has one changed byte', async () => {
  await using folder = await folderWithBundle();
  const sums = await readFile(join(folder.at('out'), 'SHA256SUMS'), 'utf8');
  const names = sums
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  for (const name of names) {
    const path = join(folder.at('out'), name);
    const bytes = await readFile(path);
    await rm(path);
    expect(await codes(folder)).toContain(`missing ${name}`);
    const changed = Buffer.from(bytes);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    await writeFile(path, changed);
    expect(await codes(folder)).toContain(`tampered ${name}`);
    await writeFile(path, bytes);
  }
  expect(names.length).toBeGreaterThan(12);
  expect(await codes(folder)).toEqual([]);
});

test('an extra file, a link and a missing list are found', async () => {
  await using folder = await folderWithBundle();
  await writeFile(join(folder.at('out'), 'bottles/extra'), 'x');
  expect(await codes(folder)).toEqual(['extra bottles/extra', 'extra bottles/extra']);
  await rm(join(folder.at('out'), 'bottles/extra'));
  await symlink('/etc/passwd', join(folder.at('out'), 'bottles/link'));
  expect(await codes(folder)).toEqual([`invalid ${folder.at('out')}`]);
  await rm(join(folder.at('out'), 'bottles/link'));
  await rm(join(folder.at('out'), 'SHA256SUMS'));
  expect(await codes(folder)).toContain('missing SHA256SUMS');
});

test('a file with a forged sum is checked against bundle.json and the registry', async () => {
  await using folder = await folderWithBundle();
  await forge(folder, BOTTLE, () => 'another bottle');
  expect(await codes(folder)).toEqual([`disagreement ${BOTTLE}`, `disagreement ${BOTTLE}`]);
});

test('a forged index, manifest, sidecar, plan, script and README are found', async () => {
  await using folder = await folderWithBundle();
  await forge(folder, INDEX, (text) =>
    text.replace(/"sh.brew.bottle.digest":"./, '"sh.brew.bottle.digest":"x'),
  );
  await forge(folder, 'registry/homebrew/core/editor/1.0.big_sur.manifest.json', (text) =>
    text.replace(/"layers":.*/, '"layers":[]}'),
  );
  await forge(folder, 'bottles/library--1.0.big_sur.bottle.json', (text) =>
    text.replace('"library"', '"other"'),
  );
  await forge(folder, 'installer/big_sur/plan.tsv', (text) => text.replace('library', 'librarx'));
  await forge(folder, 'installer/big_sur/fallback/editor.rb', (text) => `${text}system "rm"\n`);
  await forge(folder, 'install.sh', (text) => text.replace('set -u', 'curl x | sh'));
  await forge(folder, 'installer/offline-brew.sh', (text) => text.replace('set -u', 'curl x | sh'));
  await forge(folder, 'README.txt', (text) => `${text}Run as root.\n`);

  expect((await codes(folder)).toSorted()).toEqual([
    'disagreement README.txt',
    'disagreement bottles/library--1.0.big_sur.bottle.json',
    'disagreement install.sh',
    'disagreement installer/big_sur/fallback/editor.rb',
    'disagreement installer/big_sur/plan.tsv',
    'disagreement installer/offline-brew.sh',
    `disagreement ${INDEX}`,
    `disagreement ${INDEX}`,
    'disagreement registry/homebrew/core/editor/1.0.big_sur.manifest.json',
    'disagreement registry/homebrew/core/editor/1.0.big_sur.manifest.json',
  ]);
});

test('a wrong order of the sums, of the bottles to install and of the tar is found', async () => {
  await using folder = await folderWithBundle();
  const path = join(folder.at('out'), 'SHA256SUMS');
  const sums = await readFile(path, 'utf8');
  const lines = sums.trimEnd().split('\n');
  await writeFile(path, `${lines.toReversed().join('\n')}\n`);
  expect(await codes(folder)).toEqual([expect.stringMatching(/^reordered /)]);
  await writeFile(path, sums);
  await forge(folder, 'bundle.json', (text) =>
    text.replace(
      '"dependencies": [\n            "library"',
      '"dependencies": [\n            "zzz"',
    ),
  );
  expect(await codes(folder)).toContain('reordered bundle.json');

  const members = [];
  for await (const { name, mode, content } of listArchive(folder.at('b.tar'))) {
    const chunks = [];
    for await (const chunk of content) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    members.push({ name, mode, sizeBytes: bytes.length, content: bytes });
  }
  await writeTar(folder.at('c.tar'), members.toReversed());
  expect(await codes(folder, folder.at('c.tar'))).toContainEqual(
    expect.stringMatching(/^reordered /),
  );
});

test('a tar that was cut, or that contains anything else, is invalid', async () => {
  await using folder = await folderWithBundle();
  const bytes = await readFile(folder.at('b.tar'));
  const cut = folder.at('cut.tar');
  await writeFile(cut, bytes.subarray(0, bytes.length >> 1));
  expect(await codes(folder, cut)).toEqual([`invalid ${cut}`]);
  const foreign = folder.at('foreign.tar');
  const content = Buffer.from('x');
  await writeTar(foreign, [{ name: 'elsewhere/x', mode: 0o644, sizeBytes: 1, content }]);
  expect(await codes(folder, foreign)).toEqual([`invalid ${foreign}`]);
  await expect(verifyBundle(folder.at('nowhere'))).rejects.toThrow('ENOENT');
});

test('a broken bundle.json or sums file is an invalid file, not a crash', async () => {
  await using folder = await folderWithBundle();
  await appendFile(join(folder.at('out'), 'bundle.json'), '{');
  expect(await codes(folder)).toEqual(['tampered bundle.json', 'invalid bundle.json']);
  await appendFile(join(folder.at('out'), 'SHA256SUMS'), 'x');
  expect(await codes(folder)).toEqual(['invalid SHA256SUMS', 'invalid bundle.json']);
});

test('a bottle that was renamed is found', async () => {
  await using folder = await folderWithBundle();
  await rename(join(folder.at('out'), BOTTLE), join(folder.at('out'), 'bottles/vi.tar.gz'));

  expect((await codes(folder)).slice(0, 2)).toEqual([
    `missing ${BOTTLE}`,
    'extra bottles/vi.tar.gz',
  ]);
});

/** Makes a bundle say that another version wrote it. */
async function nameVersion(folder: TempFolder, version: string): Promise<void> {
  await forge(folder, 'bundle.json', (text) =>
    text.replace(`"version": "${TOOL.version}"`, `"version": "${version}"`),
  );
  await forge(folder, 'README.txt', (text) => text.replaceAll(TOOL.version, version));
}

test.each([
  ['0.0.9', 'install.sh'],
  ['99.0.0', 'install.sh'],
  ['0.1', 'install.sh'],
  ['0.0.9', 'installer/offline-brew.sh'],
])(
  'a bundle that names version %s may have a known installer, and no other (%s)',
  async (version, script) => {
    await using folder = await folderWithBundle();
    await nameVersion(folder, version);
    expect(await codes(folder)).toEqual([]);

    await forge(folder, script, (text) => `${text}curl x | sh\n`);

    expect(await codes(folder)).toEqual([`unknown-installer ${script}`]);
    const [finding] = await verifyBundle(folder.at('out'));
    expect(finding?.message).toContain(`bundle.json names brewpull ${version}`);
  },
);

test('what is derived from bundle.json must match it, whatever version is named', async () => {
  await using folder = await folderWithBundle();
  await nameVersion(folder, '0.0.9');
  await forge(folder, 'installer/big_sur/fallback/editor.rb', (text) => `${text}system "rm"\n`);

  expect(await codes(folder)).toEqual(['disagreement installer/big_sur/fallback/editor.rb']);
});
