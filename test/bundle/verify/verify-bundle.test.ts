import {
  appendFile,
  cp,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOfBytes } from '../../../src/core/digest.ts';
import { listArchive } from '../../../src/archive/gzip.ts';
import { writeTar } from '../../../src/archive/write-tar.ts';
import { KNOWN_INSTALLERS } from '../../../src/bundle/installer/known-installers.ts';
import { readInstaller } from '../../../src/bundle/installer/script.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { TOOL } from '../../../src/core/tool.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { forge as forgeIn } from '../../support/brew/forge.ts';

let folder = '';
let bundle = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-verify-'));
  bundle = join(folder, 'out');
  const cache = join(folder, 'cache');
  const items = [
    await makeBottle(cache, { formula: 'library', isRequested: false }),
    await makeBottle(cache, { formula: 'editor', dependencies: ['library'] }),
  ];
  const contents = {
    targets: [{ target: parseTargetTag('big_sur'), items }],
    lock: undefined,
    receipts: [],
  };
  await writeBundle(contents, { path: join(folder, 'linked'), format: 'folder' });
  // A copy, so that damage does not reach the cache.
  await cp(join(folder, 'linked'), bundle, { recursive: true });
  await writeBundle(contents, { path: join(folder, 'b.tar'), format: 'tar' });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const BOTTLE = 'bottles/editor--1.0.big_sur.bottle.tar.gz';
const INDEX = 'registry/homebrew/core/editor/1.0.big_sur.index.json';

async function codes(path = bundle): Promise<readonly string[]> {
  return (await verifyBundle(path)).map(({ code, file }) => `${code} ${file}`);
}

function forge(name: string, change: (text: string) => string): Promise<void> {
  return forgeIn(bundle, name, change);
}

test('a bundle as written is sound, also with what a Mac leaves in folders', async () => {
  expect(await verifyBundle(bundle)).toEqual([]);
  expect(await verifyBundle(join(folder, 'b.tar'))).toEqual([]);
  await writeFile(join(bundle, '.DS_Store'), 'x');
  await writeFile(join(bundle, 'bottles', '._editor'), 'x');
  expect(await verifyBundle(bundle)).toEqual([]);
});

test('every single file is missed, and one changed byte in it is found', async () => {
  const sums = await readFile(join(bundle, 'SHA256SUMS'), 'utf8');
  const names = sums
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  for (const name of names) {
    const path = join(bundle, name);
    const bytes = await readFile(path);
    await rm(path);
    expect(await codes()).toContain(`missing ${name}`);
    const changed = Buffer.from(bytes);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    await writeFile(path, changed);
    expect(await codes()).toContain(`tampered ${name}`);
    await writeFile(path, bytes);
  }
  expect(names.length).toBeGreaterThan(12);
  expect(await codes()).toEqual([]);
});

test('an extra file, a link and a missing list are found', async () => {
  await writeFile(join(bundle, 'bottles/extra'), 'x');
  expect(await codes()).toEqual(['extra bottles/extra', 'extra bottles/extra']);
  await rm(join(bundle, 'bottles/extra'));
  await symlink('/etc/passwd', join(bundle, 'bottles/link'));
  expect(await codes()).toEqual([`invalid ${bundle}`]);
  await rm(join(bundle, 'bottles/link'));
  await rm(join(bundle, 'SHA256SUMS'));
  expect(await codes()).toContain('missing SHA256SUMS');
});

test('a file with a forged sum is held against bundle.json and the registry', async () => {
  await forge(BOTTLE, () => 'another bottle');
  expect(await codes()).toEqual([`disagreement ${BOTTLE}`, `disagreement ${BOTTLE}`]);
});

test('a forged index, manifest, sidecar, plan, script and README are found', async () => {
  await forge(INDEX, (text) =>
    text.replace(/"sh.brew.bottle.digest":"./, '"sh.brew.bottle.digest":"x'),
  );
  await forge('registry/homebrew/core/editor/1.0.big_sur.manifest.json', (text) =>
    text.replace(/"layers":.*/, '"layers":[]}'),
  );
  await forge('bottles/library--1.0.big_sur.bottle.json', (text) =>
    text.replace('"library"', '"other"'),
  );
  await forge('installer/big_sur/plan.tsv', (text) => text.replace('library', 'librarx'));
  await forge('installer/big_sur/fallback/editor.rb', (text) => `${text}system "rm"\n`);
  await forge('install.sh', (text) => text.replace('set -u', 'curl x | sh'));
  await forge('README.txt', (text) => `${text}Run as root.\n`);

  expect((await codes()).toSorted()).toEqual([
    'disagreement README.txt',
    'disagreement bottles/library--1.0.big_sur.bottle.json',
    'disagreement install.sh',
    'disagreement installer/big_sur/fallback/editor.rb',
    'disagreement installer/big_sur/plan.tsv',
    `disagreement ${INDEX}`,
    `disagreement ${INDEX}`,
    'disagreement registry/homebrew/core/editor/1.0.big_sur.manifest.json',
    'disagreement registry/homebrew/core/editor/1.0.big_sur.manifest.json',
  ]);
});

test('another order is found: of sums, of installing, of the tar', async () => {
  const path = join(bundle, 'SHA256SUMS');
  const sums = await readFile(path, 'utf8');
  const lines = sums.trimEnd().split('\n');
  await writeFile(path, `${lines.toReversed().join('\n')}\n`);
  expect(await codes()).toEqual([expect.stringMatching(/^reordered /)]);
  await writeFile(path, sums);
  await forge('bundle.json', (text) =>
    text.replace(
      '"dependencies": [\n            "library"',
      '"dependencies": [\n            "zzz"',
    ),
  );
  expect(await codes()).toContain('reordered bundle.json');

  const members = [];
  for await (const { name, mode, content } of listArchive(join(folder, 'b.tar'))) {
    const chunks = [];
    for await (const chunk of content) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    members.push({ name, mode, sizeBytes: bytes.length, content: bytes });
  }
  await writeTar(join(folder, 'c.tar'), members.toReversed());
  expect(await codes(join(folder, 'c.tar'))).toContainEqual(expect.stringMatching(/^reordered /));
});

test('a tar that was cut, or that holds anything else, is invalid', async () => {
  const bytes = await readFile(join(folder, 'b.tar'));
  const cut = join(folder, 'cut.tar');
  await writeFile(cut, bytes.subarray(0, bytes.length >> 1));
  expect(await codes(cut)).toEqual([`invalid ${cut}`]);
  const foreign = join(folder, 'foreign.tar');
  const content = Buffer.from('x');
  await writeTar(foreign, [{ name: 'elsewhere/x', mode: 0o644, sizeBytes: 1, content }]);
  expect(await codes(foreign)).toEqual([`invalid ${foreign}`]);
  await expect(verifyBundle(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
});

test('a broken bundle.json or sums file is an invalid file, not a crash', async () => {
  await appendFile(join(bundle, 'bundle.json'), '{');
  expect(await codes()).toEqual(['tampered bundle.json', 'invalid bundle.json']);
  await appendFile(join(bundle, 'SHA256SUMS'), 'x');
  expect(await codes()).toEqual(['invalid SHA256SUMS', 'invalid bundle.json']);
});

test('a bottle under another name of its own is found', async () => {
  await rename(join(bundle, BOTTLE), join(bundle, 'bottles/vi.tar.gz'));

  expect((await codes()).slice(0, 2)).toEqual([`missing ${BOTTLE}`, 'extra bottles/vi.tar.gz']);
});

test('the digest that is kept of this version is the one of its installer', async () => {
  expect(`sha256:${KNOWN_INSTALLERS.get(TOOL.version)}`).toBe(digestOfBytes(await readInstaller()));
});

/** Makes a bundle say that another version wrote it. */
async function nameVersion(version: string): Promise<void> {
  await forge('bundle.json', (text) =>
    text.replace(`"version": "${TOOL.version}"`, `"version": "${version}"`),
  );
  await forge('README.txt', (text) => text.replaceAll(TOOL.version, version));
}

test.each(['0.0.9', '99.0.0', '0.1'])(
  'a bundle that names version %s may have a known installer, and no other',
  async (version) => {
    await nameVersion(version);
    expect(await codes()).toEqual([]);

    await forge('install.sh', (text) => `${text}curl x | sh\n`);

    expect(await codes()).toEqual(['unknown-installer install.sh']);
    const [finding] = await verifyBundle(bundle);
    expect(finding?.message).toContain(`bundle.json names brewpull ${version}`);
  },
);

test('what follows from bundle.json must follow from it whatever version is named', async () => {
  await nameVersion('0.0.9');
  await forge('installer/big_sur/fallback/editor.rb', (text) => `${text}system "rm"\n`);

  expect(await codes()).toEqual(['disagreement installer/big_sur/fallback/editor.rb']);
});
