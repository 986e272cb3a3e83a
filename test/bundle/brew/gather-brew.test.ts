import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { openBrewChooser, type BrewRequest } from '../../../src/bundle/brew/choose-brews.ts';
import { gatherBrew, type GatheredBrew } from '../../../src/bundle/brew/gather-brew.ts';
import type { BrewRelease } from '../../../src/bundle/brew/release/brew-release.ts';
import { readTreeFacts } from '../../../src/bundle/brew/release/tree-facts.ts';
import { parseBrewOrigin } from '../../../src/bundle/brew/source/brew-origin.ts';
import { fetchTreeByGit } from '../../../src/bundle/brew/source/fetch-by-git.ts';
import { asTree } from '../../../src/bundle/brew/source/source-tree.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { Brewpull } from '../../../src/workspace/brewpull.ts';
import type { BrewpullOptions } from '../../../src/workspace/options.ts';
import { startServer } from '../../support/http/fault-server.ts';
import { once } from '../../support/once.ts';
import { runGit } from '../../support/tap/build-tap.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { NEW_BREW, RUBY, startBrewWorld, type BrewWorld } from '../../support/world/brew-world.ts';

const TARGET = parseTargetTag('big_sur');

const world = once(startBrewWorld);

/** How one run differs from a usual one. */
interface Run {
  readonly world?: BrewWorld;
  readonly source?: string;
  readonly options?: Partial<BrewpullOptions>;
  /** What the table says differently from the tree. */
  readonly row?: Partial<BrewRelease>;
}

/** Gathers the newest release of the world, with a table that has it. */
async function gather(folder: TempFolder, run: Run = {}): Promise<GatheredBrew> {
  const { brew, tap, registry } = run.world ?? world();
  const brewpull = new Brewpull({
    history: 'auto',
    tapClones: [{ tap: undefined, path: tap.path }],
    before: undefined,
    at: undefined,
    registry: registry.url.href,
    cacheDirectory: folder.at('cache'),
    concurrency: 1,
    proxy: undefined,
    certificateAuthorities: [],
    offline: false,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...run.options,
  });
  try {
    const origin = parseBrewOrigin(run.source ?? brew.path, (path) => path);
    const release = await tableRow(brew.path);
    const request: BrewRequest = {
      tag: undefined,
      origin,
      releases: [{ ...release, ...run.row }],
      locked: new Map(),
      wanted: new Set([TARGET.bottleTag]),
    };
    const chooser = await openBrewChooser(brewpull, request, [TARGET]);
    const chosen = await chooser.choose(TARGET, []);
    if (chosen === undefined) throw new Error('nothing was chosen');
    return await gatherBrew(brewpull, chosen, { target: TARGET, origin });
  } finally {
    await brewpull.close();
  }
}

/** The row that a table would have for the newest release. */
async function tableRow(path: string): Promise<BrewRelease> {
  await using folder = await tempFolder();
  const brewpull = new Brewpull({
    history: 'registry',
    tapClones: [],
    before: undefined,
    at: undefined,
    registry: undefined,
    cacheDirectory: folder.path,
    concurrency: 1,
    proxy: undefined,
    certificateAuthorities: [],
    offline: true,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
  });
  const { tree, said } = await fetchTreeByGit(brewpull, { url: path, login: undefined }, NEW_BREW);
  const { commit = '', date = '', tree: oid = '' } = said;
  const facts = readTreeFacts(asTree(tree));
  return { ...facts, tag: NEW_BREW, date, commit, tree: oid, isInTable: true };
}

test('a release in the table is fetched by git, and then taken from the cache', async () => {
  await using folder = await tempFolder();
  const first = await gather(folder);
  const second = await gather(folder, { source: folder.at('no such clone') });

  expect(first.from).toBe('git');
  expect(first.witnesses).toEqual(['registry', 'history']);
  expect(first.notes).toEqual([
    `Homebrew ${NEW_BREW} asks for the Command Line Tools on this Mac before it pours a bottle`,
  ]);
  expect(second.from).toBe('cache');
  expect(second.locked).toEqual(first.locked);
});

test('without git the archive of the tag is fetched, through a redirect, and gives the same tar', async () => {
  await using folder = await tempFolder();
  const files = ['archive', '--format=tar.gz', `--prefix=brew-${NEW_BREW}/`];
  await runGit(world().brew.path, [...files, '-o', folder.at('x.tar.gz'), NEW_BREW]);
  const archive = await readFile(folder.at('x.tar.gz'));
  await using server = await startServer((request, response) => {
    if (request.url === `/Homebrew/brew/archive/refs/tags/${NEW_BREW}.tar.gz`) {
      response.writeHead(302, { location: '/codeload' }).end();
    } else if (request.url === '/codeload') response.writeHead(200).end(archive);
    else response.writeHead(404).end();
  });
  const byGit = await gather(folder);
  await using other = await tempFolder();
  const options = { tapClones: [], environment: { PATH: other.at('empty') } };
  const source = new URL('/Homebrew/brew', server.url).href;
  const byArchive = await gather(other, { source, options });

  expect(byArchive.from).toBe('archive');
  expect(byArchive.locked).toEqual(byGit.locked);
  expect(byArchive.record.source).toBe(source);
  expect(byArchive.record.connection).toMatchObject({ peerAddress: '127.0.0.1' });
  await using third = await tempFolder();
  await expect(
    gather(third, { source: new URL('/other', server.url).href, options }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each<readonly [string, Partial<BrewRelease>]>([
  ['the tree', { tree: 'a'.repeat(40) }],
  ['the commit', { commit: 'b'.repeat(40) }],
  ['the date', { date: '2029-12-31' }],
  ['whether it takes bottles by path', { takesPaths: true }],
  ['where it asks for the Command Line Tools', { toolsFor: ['arm64'] }],
  ['the oldest macOS that it allows', { oldestMacosAllowed: '11' }],
])('a table row that is wrong about %s is refused as a disagreement', async (what, row) => {
  await using folder = await tempFolder();
  await expect(gather(folder, { row })).rejects.toMatchObject({
    code: 'DISAGREEMENT',
    message: expect.stringContaining(what),
    left: { source: "brewpull's table" },
  });
});

test('an archive with one changed byte is refused with both object ids', async () => {
  await using folder = await tempFolder();
  await using changed = await startBrewWorld({ files: { 'README.md': '# Homebrew!\n' } });
  const row = await tableRow(world().brew.path);
  const tree = (await runGit(changed.brew.path, ['rev-parse', `${NEW_BREW}^{tree}`])).trim();
  const files = ['archive', '--format=tar.gz', '--prefix=brew/', '-o', folder.at('x.tar.gz')];
  await runGit(changed.brew.path, [...files, NEW_BREW]);
  await expect(gather(folder, { source: folder.at('x.tar.gz') })).rejects.toMatchObject({
    code: 'DISAGREEMENT',
    left: { value: row.tree },
    right: { value: tree },
  });
  await writeFile(folder.at('x.tar.gz'), 'no archive');
  await expect(gather(folder, { source: folder.at('x.tar.gz') })).rejects.toMatchObject({
    code: 'INVALID_FILE',
  });
});

test('a Ruby with one byte changed is refused, and nothing of it is kept', async () => {
  await using folder = await tempFolder();
  world().registry.fault({ host: 'blobs' }, { flipBitAt: 30 }, 2);
  try {
    await expect(gather(folder)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  } finally {
    world().registry.clearFaults();
  }
  expect((await gather(folder)).ruby.status).toBe('pulled');
});

test("another sha256 in homebrew-core's own formula is an error with both values", async () => {
  await using folder = await tempFolder();
  await using odd = await startBrewWorld({ formulaSha256: 'c'.repeat(64) });
  await expect(gather(folder, { world: odd })).rejects.toMatchObject({
    code: 'DISAGREEMENT',
    left: { source: 'the tree of Homebrew' },
    right: { value: 'c'.repeat(64) },
  });
});

test('an index that names another sha256 is an error, and a missing index is reported', async () => {
  await using folder = await tempFolder();
  await using odd = await startBrewWorld();
  const index = odd.registry;
  const place = 'homebrew/core/portable-ruby';
  const sha256 = odd.ruby.bottles.get('catalina')?.sha256 ?? '';
  const bytes = JSON.stringify({
    schemaVersion: 2,
    manifests: [
      {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest: `sha256:${'d'.repeat(64)}`,
        size: 100,
        annotations: {
          'org.opencontainers.image.ref.name': `${RUBY}.catalina`,
          'sh.brew.bottle.digest': 'e'.repeat(64),
        },
      },
    ],
  });
  index.putManifest(place, RUBY, JSON.parse(bytes));
  await expect(gather(folder, { world: odd })).rejects.toMatchObject({
    code: 'DISAGREEMENT',
    left: { value: sha256 },
    right: { value: 'e'.repeat(64) },
  });
  index.deleteReference(place, RUBY);
  const unlisted = await gather(folder, { world: odd });
  expect(unlisted.witnesses).toEqual(['history']);
  expect(unlisted.notes.join('\n')).toContain('no index confirms the sha256');
});

test('without a history of homebrew-core only the registry confirms the Ruby, and a note says so', async () => {
  await using folder = await tempFolder();
  const gathered = await gather(folder, { options: { history: 'registry', tapClones: [] } });
  expect(gathered.witnesses).toEqual(['registry']);
  expect(gathered.notes.join('\n')).toContain(
    `the history of homebrew/core does not confirm Portable Ruby ${RUBY}: there is none on this machine`,
  );
});

test('a tree with a link that leads out is refused before anything is packed', async () => {
  await using folder = await tempFolder();
  await using odd = await startBrewWorld({ links: { 'Library/out': '../../../etc' } });
  await expect(gather(folder, { world: odd })).rejects.toMatchObject({
    code: 'INVALID_FILE',
    message: expect.stringContaining('is a link that may lead out, to "../../../etc"'),
  });
});
