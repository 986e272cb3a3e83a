import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { bottleFileName } from '../../../src/core/bottle-name.ts';
import { isSameSystem, parseBottleTag } from '../../../src/core/bottle-tag.ts';
import { parseTargetTag, type Target } from '../../../src/core/target.ts';
import {
  findBottle,
  readBottleIndex,
  type BottleIndex,
} from '../../../src/registry/documents/bottle-index.ts';
import { platformServes, selectBottles } from '../../../src/registry/documents/bottle-selection.ts';
import { parseBottleTab } from '../../../src/registry/documents/bottle-tab-schema.ts';
import { parseDocument, type ImageIndex } from '../../../src/registry/documents/document-schema.ts';
import { buildSidecar } from '../../../src/registry/documents/sidecar.ts';
import { platformAgrees } from '../../../src/registry/platform.ts';
import { formatRefName } from '../../../src/registry/reference.ts';

interface Fixture {
  readonly file: string;
  readonly formula: string;
  readonly reference: string;
  readonly digest: string;
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly count: number;
}

const FIXTURES: readonly Fixture[] = [
  {
    file: 'libmodplug_0.8.9.0-2',
    formula: 'libmodplug',
    reference: '0.8.9.0-2',
    digest: '5a1d1ea93580',
    pkgVersion: '0.8.9.0',
    rebuild: 2,
    count: 10,
  },
  {
    file: 'sdl2_2.26.0',
    formula: 'sdl2',
    reference: '2.26.0',
    digest: 'ab17659759bd',
    pkgVersion: '2.26.0',
    rebuild: 0,
    count: 8,
  },
  {
    file: 'sdl2_2.30.1',
    formula: 'sdl2',
    reference: '2.30.1',
    digest: '3877394709e5',
    pkgVersion: '2.30.1',
    rebuild: 0,
    count: 7,
  },
  {
    file: 'python@3.12',
    formula: 'python@3.12',
    reference: '3.12.2_1',
    digest: '2fd0318b9122',
    pkgVersion: '3.12.2_1',
    rebuild: 0,
    count: 7,
  },
  {
    file: 'virtualenv',
    formula: 'virtualenv',
    reference: '20.17.0',
    digest: '5190d0b11ea8',
    pkgVersion: '20.17.0',
    rebuild: 0,
    count: 8,
  },
];

const FOLDER = new URL('../../../fixtures/ghcr/', import.meta.url);

async function readFixture({
  file,
  reference,
}: Fixture): Promise<{ bytes: Buffer; image: ImageIndex; index: BottleIndex }> {
  const bytes = await readFile(new URL(`${file}.index.json`, FOLDER));
  const document = parseDocument(bytes, {
    what: file,
    contentType: 'application/vnd.oci.image.index.v1+json',
  });
  if (document.kind !== 'index') throw new Error(`${file} is no index`);
  return { bytes, image: document, index: readBottleIndex(document, reference) };
}

/** Every target that some entry of the index was built for. */
function targetsOf({ bottles }: BottleIndex): Target[] {
  return bottles.map(({ bottleTag }) => parseTargetTag(bottleTag));
}

describe.each(FIXTURES)('the real index of $formula $reference', (fixture) => {
  test('is what ghcr.io served, and reads as a bottle index with nothing left out', async () => {
    const { bytes, index } = await readFixture(fixture);
    const { pkgVersion, rebuild } = fixture;

    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 12)).toBe(fixture.digest);
    expect(index).toMatchObject({ pkgVersion, rebuild, rejected: [] });
    expect(index.bottles).toHaveLength(fixture.count);
    expect(index.source).toContain('Formula/');
    for (const bottle of index.bottles) {
      expect(bottle.refName).toBe(formatRefName(index, bottle.bottleTag));
      const bottleTag = parseBottleTag(bottle.bottleTag);
      expect(bottleTag !== undefined && platformAgrees(bottleTag, bottle.platform)).toBe(true);
    }
  });

  test('is read the same without the reference it was asked for by', async () => {
    const { image, index } = await readFixture(fixture);

    expect(readBottleIndex(image, undefined)).toEqual(index);
  });

  test('gives for every target its own entry and no other, also by platform', async () => {
    const { index } = await readFixture(fixture);

    for (const [at, target] of targetsOf(index).entries()) {
      const entry = index.bottles[at];
      expect(selectBottles(index, target)).toEqual([entry]);
      expect(findBottle(index, entry?.bottleTag ?? '', entry?.sha256)).toBe(entry);
      const byPlatform = index.bottles.filter(
        ({ platform }) => platform !== undefined && platformServes(platform, target),
      );
      expect(byPlatform).toEqual([entry]);
    }
  });

  test('has a build record for every bottle, and makes the sidecar that brew looks for', async () => {
    const { index } = await readFixture(fixture);
    const { formula } = fixture;

    for (const entry of index.bottles) {
      const { bottleTag, sha256, tabJson = '' } = entry;
      const { pkgVersion, rebuild } = index;
      const tab = parseBottleTab(tabJson, bottleTag);
      expect(tab.rejected).toEqual([]);
      expect(tab.runtimeDependencies).toBeDefined();
      const sidecar = buildSidecar(index, entry, {
        bottle: { formula, pkgVersion, bottleTag, rebuild },
        fullName: formula,
        rootUrl: 'https://ghcr.io/v2/homebrew/core',
        cellar: undefined,
        formulaPath: undefined,
        commit: undefined,
      });
      expect(JSON.parse(sidecar ?? '')).toMatchObject({
        [formula]: {
          formula: {
            name: formula,
            pkg_version: pkgVersion,
            tap_git_path: expect.stringMatching(/^Formula\/.*\.rb$/),
            tap_git_revision: index.revision,
          },
          bottle: {
            root_url: 'https://ghcr.io/v2/homebrew/core',
            rebuild,
            date: index.created,
            tags: {
              [bottleTag]: {
                local_filename: bottleFileName({ formula, pkgVersion, bottleTag, rebuild }),
                sha256,
                tab: JSON.parse(tabJson),
              },
            },
          },
        },
      });
    }
  });
});

test('the spellings of macOS 13 in one real index are one release', async () => {
  const [fixture] = FIXTURES;
  if (fixture === undefined) throw new Error('no fixture');
  const { index } = await readFixture(fixture);
  const spelled = index.bottles.flatMap(({ platform }) => platform?.osVersion ?? []);

  expect(spelled).toContain('macOS 13');
  expect(spelled).toContain('macOS 13.0');
  for (const bottleTag of ['ventura', 'arm64_ventura']) {
    const selected = selectBottles(index, parseTargetTag(bottleTag));
    expect(selected.map((bottle) => isSameSystem(bottle.bottleTag, bottleTag))).toEqual([true]);
  }
});
