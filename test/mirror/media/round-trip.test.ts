import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { unportableReason } from '../../../src/bundle/file/portable-name.ts';
import { joinMedia } from '../../../src/mirror/media/join/join-mirror.ts';
import { splitMirror } from '../../../src/mirror/media/split/split-mirror.ts';
import { listFiles } from '../../../src/store/read/list-files.ts';
import { execFileSync } from '../../support/limits/processes.ts';
import { SMALL_MEDIUM, makeMediaWorld } from '../../support/mirror/small-media.ts';
import { once } from '../../support/once.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const world = once(makeMediaWorld);

test('a mirror that is split and joined is the same mirror', async () => {
  await using folder = await tempFolder();
  const { media } = world();

  const joined = await joinMedia(media, { output: folder.at('joined') });

  expect(media.length).toBeGreaterThan(3);
  expect(joined).toMatchObject({ status: 'joined', media: media.length, missing: [] });
  execFileSync('diff', ['-r', world().mirror, folder.at('joined')]);
});

test('media have names that every disk allows, and no more bytes than requested', async () => {
  for (const medium of world().media) {
    let bytes = 0;
    for await (const name of listFiles(medium)) {
      expect(unportableReason(name)).toBe(undefined);
      expect(name).toBe(
        /^(?:media\.json|README\.txt|SHA256SUMS)$/.exec(name)?.[0] ?? name.toLowerCase(),
      );
      bytes += (await stat(join(medium, name))).size;
    }
    expect(bytes).toBeLessThanOrEqual(SMALL_MEDIUM);
    execFileSync('sha256sum', ['--quiet', '--strict', '--check', 'SHA256SUMS'], { cwd: medium });
  }
});

test('equal mirrors give equal media, and a second split changes nothing', async () => {
  await using folder = await tempFolder();
  execFileSync('cp', ['-r', world().mirror, folder.at('copy')]);

  const again = { output: folder.at('media'), mediumBytes: SMALL_MEDIUM };
  const first = await splitMirror(folder.at('copy'), again);
  const second = await splitMirror(folder.at('copy'), again);

  expect(first.status).toBe('written');
  expect(second.status).toBe('unchanged');
  execFileSync('diff', ['-r', world().output, folder.at('media')]);
});

test('what is neither cut nor packed shares its bytes with the mirror', async () => {
  const links: string[] = [];
  for (const medium of world().media) {
    for await (const name of listFiles(medium)) {
      if ((await stat(join(medium, name))).nlink > 1) links.push(name);
    }
  }
  const large = [...world().tree.published]
    .flatMap(({ bottles }) => [...bottles.values()])
    .filter(({ sizeBytes }) => sizeBytes > 300_000 && sizeBytes < SMALL_MEDIUM);

  expect(links.map((name) => name.slice(-64)).toSorted()).toEqual(
    large.map(({ sha256 }) => String(sha256)).toSorted(),
  );
});
