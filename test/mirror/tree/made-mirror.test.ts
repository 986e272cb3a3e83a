import { expect, test } from 'vitest';

import { digestOf } from '../../../src/core/digest.ts';
import { openMirror } from '../../../src/mirror/tree/file/open-mirror.ts';
import { treeBlobPath, treeManifestPath } from '../../../src/mirror/tree/file/tree-layout.ts';
import { hashFile } from '../../../src/store/read/hash-file.ts';
import { execFileSync } from '../../support/limits/processes.ts';
import { makeMirrorTree } from '../../support/mirror/make-mirror-tree.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('the mirror that tests make can be opened, and everything it names exists', async () => {
  await using folder = await tempFolder();
  const tree = await makeMirrorTree(folder.at('mirror'), {
    bottles: [
      { formula: 'vim', pkgVersion: '9.0', tags: ['big_sur', 'arm64_big_sur'], needs: ['perl'] },
      { formula: 'perl', pkgVersion: '5.36', tags: ['big_sur'], fillerBytes: 50_000 },
      { formula: 'openssl@3', pkgVersion: '3.1_1', rebuild: 2, tags: ['all'] },
    ],
    targets: ['big_sur', 'arm64_big_sur'],
    answers: { 'homebrew-core.answers': Buffer.from('x') },
  });

  const { contents } = await openMirror(tree.path);

  expect(contents).toEqual(tree.contents);
  expect(contents.bottles.map(({ formula, targets }) => [formula, targets.length])).toEqual([
    ['openssl@3', 2],
    ['perl', 1],
    ['vim', 1],
    ['vim', 1],
  ]);
  for (const bottle of contents.bottles) {
    const { repository, sha256, sizeBytes, indexDigest, reference } = bottle;
    const digest = digestOf(sha256);
    const blob = await hashFile(folder.at('mirror', treeBlobPath(repository, digest)));
    expect(blob).toEqual({ digest, sizeBytes });
    const index = await hashFile(folder.at('mirror', treeManifestPath(repository, reference)));
    expect(index.digest).toBe(indexDigest);
  }
  execFileSync('sha256sum', ['--quiet', '--check', 'SHA256SUMS'], { cwd: tree.path });
});
