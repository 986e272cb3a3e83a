import { expect, test } from 'vitest';

import { hexOfBytes } from '../../../../src/core/digest.ts';
import { parsePkgVersion } from '../../../../src/core/pkg-version.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';
import { lookForNewer } from '../../../../src/bottle/resolve/registry/look-for-newer.ts';
import { foundInRegistry } from '../../../../src/bottle/resolve/registry/registry-answer.ts';
import type { FoundBottle, Resolution } from '../../../../src/bottle/resolve/resolution.ts';
import { createAsking } from '../../../support/registry/asking.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { publishBottles } from '../../../support/registry/publish-bottles.ts';

/** A version in a registry, when it was published, and for which systems. */
type Version = readonly [
  pkgVersion: string,
  day: string,
  tags: readonly string[],
  rebuild?: number,
];

/** What a file says that was made when the registry had only the first versions. */
interface Told {
  readonly pkgVersion: string;
  readonly day: string;
  readonly bottleTag: string;
  readonly target: string;
}

const VIM = { requested: 'vim', tap: 'homebrew/core' } as const;

function toldBottle({ pkgVersion, day, bottleTag, target }: Told): FoundBottle {
  const found = foundInRegistry({
    ...VIM,
    name: 'vim',
    target: parseTargetTag(target),
    release: { pkgVersion, rebuild: 0 },
    bottleTag,
    sha256: hexOfBytes('told'),
    match: bottleTag === target ? 'exact' : bottleTag === 'all' ? 'all' : 'older',
    droppedBy: undefined,
    override: undefined,
  });
  const commit = { oid: undefined, date: `${day}T00:00:00Z` };
  return { ...found, introducedBy: { commit, path: undefined, oid: undefined } };
}

/** Asks a registry with these versions what came after the newest one that a file knows. */
async function look(
  versions: readonly Version[],
  told: Told,
  newest: string,
): Promise<{ answer: Resolution | undefined; read: readonly string[] }> {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  for (const [pkgVersion, day, tags, rebuild = 0] of versions) {
    const created = `${day}T00:00:00Z`;
    publishBottles(registry, { formula: 'vim', pkgVersion, rebuild, created, tags });
  }
  const read: string[] = [];
  const { client } = asking;
  const [answer] = await lookForNewer(
    {
      ...VIM,
      told: [toldBottle(told)],
      newest: { ...parsePkgVersion(newest), rebuild: 0 },
      exactOnly: false,
      before: undefined,
      signal: new AbortController().signal,
      onIndex: (reference) => read.push(reference),
    },
    {
      override: { registry: registry.url, prefix: '' },
      listReferences: (url, repository) => client.listTags(url, repository),
      readDocument: (url, repository, reference) => client.getManifest(url, repository, reference),
      placeOf: async (url, repository) => client.placeOf(url, repository),
    },
  );
  return { answer, read };
}

const SONOMA = { bottleTag: 'arm64_sonoma', target: 'arm64_sonoma' };

test('nothing is read when nothing is newer', async () => {
  const versions: Version[] = [
    ['1.1', '2024-01-01', ['arm64_sonoma']],
    ['1.2', '2024-02-01', ['arm64_sonoma']],
  ];
  const told = { pkgVersion: '1.2', day: '2024-02-01', ...SONOMA };
  const { answer, read } = await look(versions, told, '1.2');

  expect(read).toEqual([]);
  expect(answer).toMatchObject({ pkgVersion: '1.2', droppedBy: undefined });
});

test('a newer version or rebuild takes precedence over what the file says', async () => {
  const told = { pkgVersion: '1.2', day: '2024-02-01', ...SONOMA };
  const rebuilt = await look(
    [
      ['1.2', '2024-02-01', ['arm64_sonoma']],
      ['1.2', '2024-03-01', ['arm64_sonoma'], 1],
    ],
    told,
    '1.2',
  );
  const newer = await look(
    [
      ['1.1', '2024-01-01', ['arm64_sonoma']],
      ['1.2', '2024-02-01', ['arm64_sonoma']],
      ['1.3', '2024-04-01', ['arm64_sonoma']],
    ],
    told,
    '1.2',
  );

  expect(rebuilt.answer).toMatchObject({ pkgVersion: '1.2', rebuild: 1 });
  expect(newer).toMatchObject({ answer: { pkgVersion: '1.3' }, read: ['1.3'] });
});

test('the bottle in the file is dropped by the first newer version without one', async () => {
  const { answer, read } = await look(
    [
      ['1.2', '2024-02-01', ['arm64_sonoma']],
      ['1.3', '2024-04-01', ['arm64_sequoia']],
      ['1.4', '2024-05-01', ['arm64_sequoia']],
    ],
    { pkgVersion: '1.2', day: '2024-02-01', ...SONOMA },
    '1.2',
  );

  expect(answer).toMatchObject({ pkgVersion: '1.2', droppedBy: { pkgVersion: '1.3' } });
  expect(read.toSorted()).toEqual(['1.3', '1.4']);
});

test('the order of upload reveals a version scheme that has changed since', async () => {
  const { answer } = await look(
    [
      ['2023.01', '2023-01-01', ['arm64_sonoma']],
      ['1.0', '2024-04-01', ['arm64_sonoma']],
    ],
    { pkgVersion: '2023.01', day: '2023-01-01', ...SONOMA },
    '2023.01',
  );

  expect(answer).toMatchObject({ pkgVersion: '1.0' });
});

test('a version that has since got a bottle for another system is read again', async () => {
  const { answer } = await look(
    [['1.2', '2024-02-01', ['arm64_sonoma', 'arm64_sequoia']]],
    { pkgVersion: '1.2', day: '2024-02-01', bottleTag: 'arm64_sonoma', target: 'arm64_sequoia' },
    '1.2',
  );

  expect(answer).toMatchObject({ pkgVersion: '1.2', bottleTag: 'arm64_sequoia', match: 'exact' });
});

test('a version whose bottles the file does not know is read', async () => {
  const { answer } = await look(
    [
      ['1.2', '2024-02-01', ['arm64_sonoma']],
      ['1.3', '2024-04-01', ['arm64_sonoma']],
    ],
    { pkgVersion: '1.2', day: '2024-02-01', ...SONOMA },
    '1.3',
  );

  expect(answer).toMatchObject({ pkgVersion: '1.3' });
});

test('a registry without the formula has nothing newer', async () => {
  const { answer } = await look([], { pkgVersion: '1.2', day: '2024-02-01', ...SONOMA }, '1.2');

  expect(answer).toMatchObject({ pkgVersion: '1.2', status: 'found' });
});
