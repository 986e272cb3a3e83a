import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { readBottleIndex, type BottleIndex } from '../../../src/registry/documents/bottle-index.ts';
import { selectBottles } from '../../../src/registry/documents/bottle-selection.ts';
import { parseBottleTab } from '../../../src/registry/documents/bottle-tab-schema.ts';
import { buildSidecar } from '../../../src/registry/documents/sidecar.ts';
import { createAsking } from '../../support/registry/asking.ts';
import { startRegistry } from '../../support/registry/fake-registry.ts';
import { publishBottles, type Publication } from '../../support/registry/publish-bottles.ts';

async function publish(publication: Publication): Promise<BottleIndex> {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const { repository, reference } = publishBottles(registry, publication);
  const { document } = await asking.client.getManifest(registry.url, repository, reference);
  if (document.kind !== 'index') throw new Error('no index');
  return readBottleIndex(document, reference);
}

test.each([
  ['7.1.1-18', 0],
  ['7.1.1-18', 2],
  ['1.0', 3],
  ['2023-12-12', 0],
  ['9.0.1900_1', 1],
])('version %s with rebuild %i is read back', async (pkgVersion, rebuild) => {
  const index = await publish({ formula: 'x', pkgVersion, rebuild, tags: ['big_sur', 'all'] });

  expect(index).toMatchObject({ pkgVersion, rebuild, rejected: [] });
  expect(index.bottles.map(({ bottleTag }) => bottleTag)).toEqual(['big_sur', 'all']);
});

test('an all bottle is for every target, whichever machine its platform names', async () => {
  const index = await publish({
    formula: 'x',
    pkgVersion: '1.0',
    tags: { all: { osVersion: 'macOS 14' } },
  });

  for (const bottleTag of ['big_sur', 'arm64_tahoe', 'x86_64_linux']) {
    expect(selectBottles(index, parseTargetTag(bottleTag))).toHaveLength(1);
  }
});

test('a bottle for a system that brewpull does not know is selected by its platform', async () => {
  const index = await publish({
    formula: 'x',
    pkgVersion: '1.0',
    tags: { future_cat: { osVersion: 'macOS 11.7' }, big_sur: {} },
  });
  // The test support publishes an unreadable tag as built on Apple silicon.
  const tagsFor = (bottleTag: string): readonly string[] =>
    selectBottles(index, parseTargetTag(bottleTag)).map((bottle) => bottle.bottleTag);

  expect(tagsFor('arm64_big_sur')).toEqual(['future_cat']);
  expect(tagsFor('big_sur')).toEqual(['big_sur']);
  expect(tagsFor('arm64_monterey')).toEqual([]);
});

test('what an entry leaves out is unknown, and makes no sidecar', async () => {
  const index = await publish({
    formula: 'x',
    pkgVersion: '1.0',
    tags: { big_sur: { withoutSize: true, withoutTab: true } },
  });
  const [entry] = index.bottles;
  if (entry === undefined) throw new Error('no entry');

  expect(entry).toMatchObject({ sizeBytes: undefined, tabJson: undefined });
  expect(sidecarOf(index)).toBeUndefined();
});

test('a build record that is not an object is refused, because brew would fail on it', async () => {
  const index = await publish({ formula: 'x', pkgVersion: '1.0', tags: ['big_sur'] });
  const [entry] = index.bottles;
  if (entry === undefined) throw new Error('no entry');

  for (const tabJson of ['null', '[]', '"x"', '{']) {
    expect(() => sidecarOf({ ...index, bottles: [{ ...entry, tabJson }] })).toThrow(/build record/);
  }
});

test('dependencies of a build record are read with version, revision and rebuild', async () => {
  const index = await publish({
    formula: 'x',
    pkgVersion: '1.0',
    tags: ['big_sur'],
    dependencies: [
      { name: 'openssl@3', pkgVersion: '3.1.3_1', rebuild: 2 },
      { name: 'ca-certificates', pkgVersion: '2023-08-22', isDirect: false },
    ],
  });

  expect(parseBottleTab(index.bottles[0]?.tabJson ?? '', 'x').runtimeDependencies).toEqual([
    { name: 'openssl@3', version: '3.1.3', pkgVersion: '3.1.3_1', rebuild: 2, isDirect: true },
    {
      name: 'ca-certificates',
      version: '2023-08-22',
      pkgVersion: '2023-08-22',
      rebuild: undefined,
      isDirect: false,
    },
  ]);
});

function sidecarOf(index: BottleIndex): string | undefined {
  const [entry] = index.bottles;
  if (entry === undefined) throw new Error('no entry');
  return buildSidecar(index, entry, {
    bottle: {
      formula: 'x',
      pkgVersion: index.pkgVersion,
      bottleTag: entry.bottleTag,
      rebuild: index.rebuild,
    },
    fullName: 'user/tap/x',
    rootUrl: 'https://ghcr.io/v2/user/tap',
    cellar: 'any',
    formulaPath: 'Formula/x.rb',
    commit: 'c'.repeat(40),
  });
}
