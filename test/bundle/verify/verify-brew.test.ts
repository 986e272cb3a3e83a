import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import type { BundleBrew } from '../../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import {
  makeSourceTree,
  treeOidOf,
  type TreeFile,
} from '../../../src/bundle/brew/source/source-tree.ts';
import { packTree } from '../../../src/bundle/brew/source/tree-tar.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { packBytes } from '../../support/brew/brew-source.ts';
import { forge } from '../../support/brew/forge.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { brewFiles, NEW_BREW, RUBY } from '../../support/world/brew-world.ts';

const SOURCE = `brew/homebrew-${NEW_BREW}.tar`;
const RUBY_FILE = `brew/portable-ruby-${RUBY}.catalina.bottle.tar.gz`;
const RUBY_BYTES = Buffer.from('a Ruby');

/** How a bundle differs from a sound one. */
interface Oddity extends Partial<BundleBrew> {
  /** The tar, if it is not the one of the tree. */
  readonly tar?: Buffer;
}

/** A bundle with only Homebrew, as a folder `out`; `bundle.json` and the sums agree with what is odd about it. */
async function bundleOf({ tar, ...changes }: Oddity = {}): Promise<TempFolder> {
  const folder = await tempFolder();
  const rubyTags = { 'x86_64-darwin': ['catalina', hexOfBytes(RUBY_BYTES)] } as const;
  const files = Object.entries(brewFiles(rubyTags)).map(([path, text]): TreeFile => ({
    path,
    mode: '100644',
    bytes: Buffer.from(text),
  }));
  const tree = makeSourceTree(files, 'the tree');
  const bytes = tar ?? (await packTree(tree));
  await writeFile(folder.at('source'), bytes);
  await writeFile(folder.at('ruby'), RUBY_BYTES);
  const brew: BundleBrew = {
    tag: NEW_BREW,
    date: '2030-01-08',
    commit: 'a'.repeat(40),
    tree: treeOidOf(tree),
    source: { path: folder.at('source'), sha256: hexOfBytes(bytes), sizeBytes: bytes.length },
    ruby: {
      version: RUBY,
      bottleTag: 'catalina',
      repository: 'homebrew/core/portable-ruby',
      path: folder.at('ruby'),
      sha256: hexOfBytes(RUBY_BYTES),
      sizeBytes: RUBY_BYTES.length,
    },
    needsTools: true,
    ...changes,
  };
  const targets = [{ target: parseTargetTag('big_sur'), items: [], brew }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: folder.at('linked'), format: 'folder' });
  await cp(folder.at('linked'), folder.at('out'), { recursive: true });
  return folder;
}

async function messages(folder: TempFolder): Promise<string> {
  return (await verifyBundle(folder.at('out'))).map(({ message }) => `${message}\n`).join('');
}

test('a bundle with only Homebrew is sound, and its plan is one line', async () => {
  await using folder = await bundleOf();
  expect(await verifyBundle(folder.at('out'))).toEqual([]);
  const plan = await readFile(folder.at('out/installer/big_sur/brew.tsv'), 'utf8');
  const sums = await readFile(folder.at('out/SHA256SUMS'), 'utf8');
  const sumOf = (name: string): string =>
    sums
      .split('\n')
      .find((line) => line.endsWith(`  ${name}`))
      ?.slice(0, 64) ?? '';
  expect(plan.split('\n')).toEqual([
    '# tag\ttools\tsource\tsha256\truby-version\truby\tsha256',
    [NEW_BREW, 1, SOURCE, sumOf(SOURCE), RUBY, RUBY_FILE, sumOf(RUBY_FILE)].join('\t'),
    '',
  ]);
});

test.each([SOURCE, RUBY_FILE, 'installer/big_sur/brew.tsv', 'installer/lay-brew.sh'])(
  'one changed byte in %s is found, even if the sums were rewritten',
  async (name) => {
    await using folder = await bundleOf();
    const path = folder.at('out', name);
    const bytes = await readFile(path);
    bytes[600 % bytes.length] = (bytes[600 % bytes.length] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await messages(folder)).toContain(`${name} was changed: SHA256SUMS says `);
    const sums = await readFile(folder.at('out/SHA256SUMS'), 'utf8');
    const hex = createHash('sha256').update(bytes).digest('hex');
    const line = sums.split('\n').find((each) => each.endsWith(`  ${name}`)) ?? '';
    await writeFile(folder.at('out/SHA256SUMS'), sums.replace(line, `${hex}  ${name}`));
    expect(await messages(folder)).toContain(name);
  },
);

test.each<readonly [string, Oddity, string]>([
  [
    'another tree',
    { tree: 'b'.repeat(40) },
    `bundle.json says that its git tree is ${'b'.repeat(40)}`,
  ],
  [
    'other needs',
    { needsTools: false },
    'whether it asks for the Command Line Tools no, the tree in',
  ],
  [
    'a known release of another commit',
    { tag: '4.6.10' },
    "brewpull's table for Homebrew 4.6.10 31fb2adc84006f2a8d8533ac82ac34fd9ea34ff1",
  ],
])('a bundle.json that names %s is found', async (_name, changes, message) => {
  await using folder = await bundleOf(changes);
  expect(await messages(folder)).toContain(message);
});

test('a Ruby that the tree does not name is found by its sha256', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('other'), 'another Ruby');
  const other = Buffer.from('another Ruby');
  const ruby = {
    version: RUBY,
    bottleTag: 'catalina',
    repository: 'homebrew/core/portable-ruby',
    path: folder.at('other'),
    sha256: hexOfBytes(other),
    sizeBytes: other.length,
  };
  await using bundle = await bundleOf({ ruby });
  expect(await messages(bundle)).toBe(
    `bundle.json says the sha256 of Portable Ruby ${hexOfBytes(other)}, the tree in ${SOURCE} ${hexOfBytes(RUBY_BYTES)}\n`,
  );
});

test('a tar that brewpull would not make, one with a member that leads out, and a broken one are found', async () => {
  const member = (name: string) => ({
    name,
    mode: 0o644,
    sizeBytes: 1,
    content: Buffer.from('x'),
  });
  await using odd = await bundleOf({ tar: await packBytes([member('b'), member('a')]) });
  expect(await messages(odd)).toContain(
    `${SOURCE} is not the tar that brewpull makes of its files`,
  );
  await using out = await bundleOf({ tar: await packBytes([member('../a')]) });
  expect(await messages(out)).toContain('leads out with ..');
  await using none = await bundleOf({ tar: Buffer.from('no tar') });
  expect(await messages(none)).toContain(SOURCE);
});

test('a target without bottles and without Homebrew is reported', async () => {
  await using folder = await bundleOf();
  await forge(folder.at('out'), 'bundle.json', (text) => text.replace('"brew": {', '"beer": {'));
  expect(await messages(folder)).toContain('has no items');
});
