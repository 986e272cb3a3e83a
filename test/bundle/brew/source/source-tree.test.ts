import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { gunzip } from '../../../../src/archive/gzip.ts';
import { packTar } from '../../../../src/archive/pack-tar.ts';
import {
  makeSourceTree,
  treeOidOf,
  type TreeFile,
} from '../../../../src/bundle/brew/source/source-tree.ts';
import { packTree, readTreeTar } from '../../../../src/bundle/brew/source/tree-tar.ts';
import { packBytes } from '../../../support/brew/brew-source.ts';
import { runGit } from '../../../support/tap/build-tap.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { execFileSync } from '../../../support/limits/processes.ts';
import * as fc from '../../../support/limits/random.ts';

function file(path: string, text = '', mode: TreeFile['mode'] = '100644'): TreeFile {
  return { path, mode, bytes: Buffer.from(text) };
}

const link = (path: string, to: string): TreeFile => file(path, to, '120000');

async function readBack(tar: Uint8Array, hasRoot = false): Promise<readonly TreeFile[]> {
  return readTreeTar(
    (async function* whole() {
      yield tar;
    })(),
    { what: 'the tar', hasRoot },
  );
}

test('the object id is the one that git gives the same files', async () => {
  await using folder = await tempFolder();
  const part = fc.constantFrom('a', 'a-b', 'a.b', 'ab', 'B0', 'é', '.github', 'a0');
  const entry = fc.tuple(
    fc.array(part, { minLength: 1, maxLength: 3 }),
    fc.string(),
    fc.constantFrom<TreeFile['mode']>('100644', '100755', '120000'),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (entries) => {
      const files = new Map<string, TreeFile>();
      for (const [parts, text, mode] of entries) {
        const path = `${parts.join('/')}.${files.size}`;
        files.set(path, mode === '120000' ? link(path, 'somewhere') : file(path, text, mode));
      }
      run += 1;
      const place = folder.at(String(run));
      await mkdir(place);
      await runGit(place, ['init', '--quiet']);
      for (const { path, mode, bytes } of files.values()) {
        const at = `${place}/${path}`;
        await mkdir(dirname(at), { recursive: true });
        if (mode === '120000') await symlink(Buffer.from(bytes).toString(), at);
        else await writeFile(at, bytes);
        if (mode === '100755') await chmod(at, 0o755);
      }
      await runGit(place, ['add', '--all', '--force', '.']);
      const oid = (await runGit(place, ['write-tree'])).trim();
      const tree = makeSourceTree(files.values(), 'the tree');
      expect(treeOidOf(tree)).toBe(oid);
      expect(await readBack(await packTree(tree))).toEqual(tree);
    }),
    { numRuns: 15 },
  );
});

test('a tree is packed to the same bytes in any order, and tar unpacks it with links and modes', async () => {
  await using folder = await tempFolder();
  const files = [
    file('bin/brew', '#!/bin/sh\n', '100755'),
    link('docs/README.md', '../README.md'),
    file('README.md', '# Homebrew\n'),
  ];
  const tar = await packTree(makeSourceTree(files, 'the tree'));
  const other = await packTree(makeSourceTree(files.toReversed(), 'the tree'));

  expect(other.equals(tar)).toBe(true);
  await writeFile(folder.at('x.tar'), tar);
  const list = execFileSync('tar', ['-tvf', folder.at('x.tar')], { encoding: 'utf8' });
  expect(list.split('\n').map((line) => line.slice(0, 10))).toEqual([
    '-rw-r--r--',
    '-rwxr-xr-x',
    'lrwxrwxrwx',
    '',
  ]);
  execFileSync('tar', ['-xf', folder.at('x.tar'), '-C', folder.path]);
  expect(await readFile(folder.at('docs/README.md'), 'utf8')).toBe('# Homebrew\n');
});

test.each<readonly [string, readonly TreeFile[]]>([
  ['leads out with ..', [file('a/../../b')]],
  ['is an absolute path', [file('/etc/passwd')]],
  ['is in a .git folder', [file('x/.GIT/hooks/post-checkout')]],
  ['differs from "A/b" only in case', [file('A/b'), file('A/B')]],
  ['differs from "Lib" only in case', [file('Lib/x'), file('lib/y')]],
  ['is in it twice', [file('a'), file('a')]],
  ['has other files below it', [link('a', 'b'), file('a/c')]],
  ['is a link that may lead out, to "/etc"', [link('a', '/etc')]],
  ['is a link that may lead out, to "../x"', [link('a', '../x')]],
  ['is a link that may lead out, to "../../x"', [link('b/a', '../../x')]],
  ['is a link that may lead out, to "c/../../x"', [link('b/a', 'c/../../x')]],
  [
    'is a link that may lead out, to "/usr/local/lib/pkgconfig/fuse.pc"',
    [link('fuse.pc', '/usr/local/lib/pkgconfig/fuse.pc')],
  ],
])('an entry that %s is refused', (reason, files) => {
  expect(() => makeSourceTree(files, 'the tree')).toThrow(reason);
});

test('a link of real trees that leads out is accepted if it is known', () => {
  const known = 'Library/Homebrew/os/mac/pkgconfig/fuse/fuse.pc';
  const files = [link(known, '/usr/local/lib/pkgconfig/fuse.pc')];
  expect(makeSourceTree(files, 'the tree')).toEqual(files);
});

test('an archive must have one folder at its top and contain only files and links', async () => {
  const of = (...names: readonly string[]): Promise<Buffer> =>
    packBytes(
      names.map((name) => ({ name, mode: 0o755, sizeBytes: 1, content: Buffer.from('x') })),
    );
  expect(await readBack(await of('brew-1/a', 'brew-1/b/c'), true)).toEqual([
    file('a', 'x', '100755'),
    file('b/c', 'x', '100755'),
  ]);
  await expect(readBack(await of('brew-1/a', 'other/b'), true)).rejects.toThrow(
    'more than one folder',
  );
  await expect(readBack(await of('a'), true)).rejects.toThrow('does not belong in it');
  const hard = await of('brew-1/a');
  // A hard link: its type is one higher in the header, and so is the checksum.
  const sum = parseInt(hard.toString('latin1', 148, 154), 8) + 1;
  hard[156] = '1'.charCodeAt(0);
  hard.write(sum.toString(8).padStart(6, '0'), 148, 'latin1');
  await expect(readBack(hard, true)).rejects.toThrow('"brew-1/a" does not belong in it');
});

test('an archive that unpacks to more than any Homebrew is refused while it is read', async () => {
  const zeros = (async function* many() {
    const chunk = Buffer.alloc(1024 * 1024);
    for (let count = 0; count < 257; count += 1) yield chunk;
  })();
  const entry = { name: 'brew-1/big', mode: 0o644, sizeBytes: 257 * 1024 * 1024, content: zeros };
  const chunks: Uint8Array[] = [];
  for await (const chunk of packTar([entry])) chunks.push(new Uint8Array(chunk));
  const packed = gzipSync(Buffer.concat(chunks), { level: 1 });
  await expect(
    readTreeTar(gunzip([packed], 'the archive'), { what: 'the archive', hasRoot: true }),
  ).rejects.toThrow('larger than any Homebrew');
});
