import { readdir, readFile, rm, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { openBundle } from '../../src/bundle/file/open-bundle.ts';
import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { Machine } from '../support/brew/machine.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { startGitServer } from '../support/http/git-server.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { runGit } from '../support/tap/build-tap.ts';
import { NEW_BREW, OLD_BREW, RUBY, startBrewWorld } from '../support/world/brew-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startBrewWorld);

/** Bundles with the small Homebrew/brew as the source. */
function bundle(
  home: CliHome,
  argv: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  return home.run(['bundle', ...argv, '--brew-source', world().brew.path], more);
}

async function contentsOf(home: CliHome, name = 'b.tar') {
  const reader = await openBundle(home.at('work', name));
  await reader.close();
  return reader.contents;
}

test('a bundle brings Homebrew itself, proven by its tree and by the witnesses of its Ruby', async () => {
  await using home = await cliHome(world());
  const argv = ['editor', ...BIG_SUR, '--brew', NEW_BREW, '-o', 'b.tar', '--json'];
  const result = await bundle(home, argv);

  expect(result.code).toBe(0);
  const tree = (await runGit(world().brew.path, ['rev-parse', `${NEW_BREW}^{tree}`])).trim();
  const { sha256 } = world().ruby.bottles.get('catalina') ?? {};
  expect(JSON.parse(result.stdout).plans).toMatchObject([
    {
      brew: {
        tag: NEW_BREW,
        date: '2030-01-08',
        commit: world().brew.oid(NEW_BREW),
        tree,
        needsTools: true,
        reason: 'named with --brew',
        source: { from: 'git' },
        ruby: { version: RUBY, bottleTag: 'catalina', sha256, witnesses: ['registry', 'history'] },
      },
    },
  ]);
  expect(result.stderr).toContain(`Homebrew ${NEW_BREW} is newer than brewpull's table`);
  expect(await verifyBundle(home.at('work/b.tar'))).toEqual([]);
  const [target] = (await contentsOf(home)).targets;
  expect(target?.brew).toMatchObject({
    tree,
    source: { file: `brew/homebrew-${NEW_BREW}.tar` },
    ruby: { file: `brew/portable-ruby-${RUBY}.catalina.bottle.tar.gz`, sha256 },
  });
});

test('the same bytes come from git, over http and from an archive, each time with an empty cache', async () => {
  await using home = await cliHome(world());
  await using server = await startGitServer(world().brew);
  const names = ['editor', ...BIG_SUR, '--brew', NEW_BREW];
  const first = await bundle(home, [...names, '-o', 'one.tar', '--lock', 'l.json']);
  expect(first).toMatchObject({ code: 0 });
  await rm(home.cache, { recursive: true });
  const byHttp = ['--brew-source', server.repository.href, '-o', 'two.tar'];
  const again = await home.run(['bundle', ...names, ...byHttp]);
  expect(again).toMatchObject({ code: 0 });
  const archive = ['archive', '--format=tar.gz', `--prefix=brew-${NEW_BREW}/`, '-o'];
  await runGit(world().brew.path, [...archive, home.at('work/brew.tar.gz'), NEW_BREW]);
  await rm(home.cache, { recursive: true });
  const byPath = ['--brew-source', 'brew.tar.gz', '-o', 'three.tar'];
  const third = await home.run(['bundle', '--frozen', '--lock', 'l.json', ...byPath]);

  expect(third).toMatchObject({ code: 0 });
  const [one, two, three] = await Promise.all(
    ['one.tar', 'two.tar', 'three.tar'].map((name) => readFile(home.at('work', name))),
  );
  expect(two?.equals(one ?? Buffer.alloc(0))).toBe(true);
  expect(three?.equals(one ?? Buffer.alloc(0))).toBe(true);
});

test('--offline takes both the source and the Ruby from the cache', async () => {
  await using home = await cliHome(world());
  await using server = await startGitServer(world().brew);
  const source = ['--brew-source', server.repository.href];
  const names = ['bundle', ...BIG_SUR, '--brew', NEW_BREW, ...source];
  const before = await home.run([...names, '-o', 'one.tar', '--offline']);
  await home.run([...names, '-o', 'one.tar']);
  server.seen.length = 0;
  const after = await home.run([...names, '-o', 'two.tar', '--offline']);

  expect(before).toMatchObject({ code: 5 });
  expect(before.stderr).toContain(`Homebrew ${NEW_BREW} is not in the cache`);
  expect(after).toMatchObject({ code: 0 });
  expect(server.seen).toEqual([]);
  expect(await readFile(home.at('work/two.tar'))).toEqual(await readFile(home.at('work/one.tar')));
});

test('a bundle of Homebrew alone is sound and can be inspected, but push and serve refuse it', async () => {
  await using home = await cliHome(world());
  const made = await bundle(home, [...BIG_SUR, '--brew', NEW_BREW, '-o', 'b.tar']);
  const inspected = await runCli(['bundle', '--inspect', 'b.tar'], { cwd: home.work });
  const verified = await home.run(['verify', 'b.tar']);
  const run = (...argv: string[]): Promise<CliResult> => runCli(argv, { cwd: home.work });
  const pushed = await run('push', 'b.tar', world().registry.url.href);

  expect(made.stderr).toContain(`Homebrew ${NEW_BREW}, `);
  expect(made.code).toBe(0);
  expect(inspected.stdout).toContain(
    `Homebrew ${NEW_BREW} (2030-01-08) with Portable Ruby ${RUBY}.catalina`,
  );
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(pushed.code).toBe(2);
  expect(pushed.stderr).toContain('b.tar has no bottles, only Homebrew itself');
  const served = await run('serve', 'b.tar', '--port', '0');
  expect(served.code).toBe(2);
  expect(served.stderr).toContain('b.tar has no bottles, only Homebrew itself');
});

test('push sends the bottles of such a bundle, but not Homebrew itself', async () => {
  await using home = await cliHome(world());
  await using mirror = await startRegistry({ access: 'open' });
  await bundle(home, ['editor', ...BIG_SUR, '--brew', NEW_BREW, '-o', 'b.tar']);
  const argv = ['push', 'b.tar', mirror.url.href, '--json'];
  const pushed = await runCli(argv, { cwd: home.work });

  expect(pushed).toMatchObject({ code: 0 });
  expect(JSON.parse(pushed.stdout).results).toMatchObject([
    { formula: 'editor', status: 'pushed' },
  ]);
  expect(mirror.logged({ path: 'portable-ruby' })).toEqual([]);
});

test('two kinds of Macs share one tar, and each has the Ruby of its system', async () => {
  await using home = await cliHome(world());
  const both = [...BIG_SUR, '--target', 'arm64_ventura'];
  const result = await bundle(home, ['editor', ...both, '--brew', NEW_BREW, '-o', 'b']);

  expect(result).toMatchObject({ code: 0 });
  expect(await verifyBundle(home.at('work/b'))).toEqual([]);
  expect((await readdir(home.at('work/b/brew'))).toSorted()).toEqual([
    `homebrew-${NEW_BREW}.tar`,
    `portable-ruby-${RUBY}.arm64_big_sur.bottle.tar.gz`,
    `portable-ruby-${RUBY}.catalina.bottle.tar.gz`,
  ]);
  const { targets } = await contentsOf(home, 'b');
  expect(targets.map(({ brew }) => brew?.needsTools)).toEqual([true, false]);
});

test('--brew-source without a release is refused, and a dry run names the release and writes nothing', async () => {
  await using home = await cliHome(world());
  const plain = await bundle(home, ['editor', ...BIG_SUR, '-o', 'b.tar']);
  const dry = await home.run([
    'bundle',
    'editor',
    ...BIG_SUR,
    '--with-brew',
    '--dry-run',
    '--json',
  ]);

  expect(plain.code).toBe(2);
  expect(plain.stderr).toContain('--brew-source says where Homebrew itself is');
  expect(dry.code).toBe(0);
  expect(JSON.parse(dry.stdout).plans[0].brew).toMatchObject({
    tag: '6.0.18',
    source: null,
    reason: 'the newest Homebrew known to run on macOS 11',
  });
  expect(await home.placed()).toEqual([]);
});

test.each([
  [
    'a release that does not start there',
    ['--target', 'high_sierra', '--brew', '6.0.18'],
    'does not start on macOS 10.13',
  ],
  [
    'a release that there never was',
    [...BIG_SUR, '--brew', '4.6.99'],
    'is not a release of Homebrew that brewpull knows',
  ],
  [
    'a newer one that the source does not have',
    [...BIG_SUR, '--brew', '99.9.9'],
    'has no tag 99.9.9',
  ],
  ['what is no release', [...BIG_SUR, '--brew', '../main'], 'is not a release of Homebrew'],
  ['a path', [...BIG_SUR, '--brew', '99.0/../x'], 'is not a release of Homebrew'],
])('%s is refused before anything is fetched', async (_name, argv, message) => {
  await using home = await cliHome(world());
  const result = await bundle(home, [...argv, '-o', 'b.tar']);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(message);
  expect(await home.placed()).toEqual([]);
  expect(world().registry.logged({})).toEqual([]);
});

test('a lock keeps the release: --frozen restores it, other runs keep it, and only --brew changes it', async () => {
  await using home = await cliHome(world());
  const lockOf = async () => parseLock(await readFile(home.at('work/l.json')), 'l.json');
  const lock = ['--lock', 'l.json'];
  await bundle(home, ['editor', ...BIG_SUR, '--brew', OLD_BREW, ...lock, '-o', 'one.tar']);
  const restored = await bundle(home, ['--frozen', ...lock, '-o', 'two.tar']);
  const extended = await bundle(home, ['editor', '--with-brew', ...lock, '-o', 'three.tar']);
  await home.run(['lock', 'editor', ...BIG_SUR, ...lock]);
  const kept = await lockOf();
  const refused = await bundle(home, ['--brew', NEW_BREW, '--locked', ...lock, '-o', 'x.tar']);
  const frozen = await bundle(home, ['--brew', NEW_BREW, '--frozen', ...lock, '-o', 'x.tar']);
  const changed = await bundle(home, ['editor', '--brew', NEW_BREW, ...lock, '-o', 'four.tar']);

  for (const each of [restored, extended, changed]) expect(each).toMatchObject({ code: 0 });
  expect(await readFile(home.at('work/two.tar'))).toEqual(await readFile(home.at('work/one.tar')));
  expect((await contentsOf(home, 'three.tar')).targets[0]?.brew?.tag).toBe(OLD_BREW);
  expect(kept.targets[0]?.brew?.tag).toBe(OLD_BREW);
  expect(refused).toMatchObject({ code: 4 });
  expect(refused.stderr).toContain(`the lock says ${OLD_BREW}, the command line says ${NEW_BREW}`);
  expect(frozen.code).toBe(2);
  expect(changed.stderr).toContain('1 changed');
  expect((await lockOf()).targets[0]?.brew?.tag).toBe(NEW_BREW);
});

test('a lock that names another tree, commit, tar or Ruby than is found: exit 4, nothing written', async () => {
  await using home = await cliHome(world());
  await bundle(home, [...BIG_SUR, '--brew', NEW_BREW, '--lock', 'l.json', '-o', 'b.tar']);
  const text = await readFile(home.at('work/l.json'), 'utf8');
  const { brew } = parseLock(Buffer.from(text), 'l.json').targets[0] ?? {};
  for (const value of [brew?.tree, brew?.commit, brew?.sha256, brew?.ruby.sha256]) {
    const other = (value ?? '').replace(/^./, (first) => (first === '0' ? '1' : '0'));
    await writeFile(home.at('work/l.json'), text.replace(value ?? '', other));
    const result = await bundle(home, ['--frozen', '--lock', 'l.json', '-o', 'x.tar']);
    expect(result).toMatchObject({ code: 4, stdout: '' });
    expect(result.stderr).toContain(other);
    expect(result.stderr).toContain(value);
  }
  expect(await home.placed()).toEqual(['b.tar', 'l.json']);
});

test('receipts of several networks are also compared in what they say about Homebrew itself', async () => {
  await using home = await cliHome(world());
  for (const label of ['home', 'tor', 'work']) {
    await rm(home.cache, { recursive: true, force: true });
    const receipt = ['--receipt', `${label}.json`, '--network-label', label];
    const names = ['editor', ...BIG_SUR, '--brew', NEW_BREW, '-o', 'b.tar', '--force'];
    expect(await bundle(home, [...names, ...receipt])).toMatchObject({ code: 0 });
  }
  const compare = ['compare', 'home.json', 'tor.json', 'work.json'];
  const agreed = await runCli([...compare, '--json'], { cwd: home.work });
  const titles = JSON.parse(agreed.stdout).artifacts.map(({ title }: { title: string }) => title);
  expect(titles).toContain(`Homebrew ${NEW_BREW}`);
  expect(titles).toContain(`homebrew/core: portable-ruby--${RUBY}.catalina.bottle.tar.gz`);
  const receipt = JSON.parse(await readFile(home.at('work/tor.json'), 'utf8'));
  receipt.artifacts.find(({ kind }: { kind: string }) => kind === 'brew').tree = 'a'.repeat(40);
  await writeFile(home.at('work/tor.json'), JSON.stringify(receipt));
  const differ = await runCli(compare, { cwd: home.work });
  expect(differ.code).toBe(4);
  expect(differ.stdout).toContain(`tree ${'a'.repeat(40)} in tor.json`);
});

test('a machine without brew gets it from such a bundle, then its bottles', async () => {
  await using home = await cliHome(world());
  await using mac = await Machine.create();
  await rm(mac.prefix, { recursive: true });
  await bundle(home, ['editor', ...BIG_SUR, '--brew', NEW_BREW, '-o', 'b.tar']);
  await mac.run(['tar', '-xf', home.at('work/b.tar')]);
  const bash = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
  const prefix = `${mac.folder}/my brew`;
  const script = `${mac.folder}/brewpull-bundle/install.sh`;
  const installed = await mac.run([bash, script, '--brew-prefix', prefix]);

  expect(installed).toMatchObject({ code: 0, stderr: '' });
  expect(installed.stdout).toContain('Of 1: 1 installed');
  expect(await readFile(`${prefix}/Homebrew/README.md`, 'utf8')).toBe(`# Homebrew ${NEW_BREW}\n`);
});

test('an update does not bring the Homebrew that the other bundle brings', async () => {
  await using home = await cliHome(world());
  await bundle(home, ['editor', ...BIG_SUR, '--brew', NEW_BREW, '-o', 'old.tar']);
  const update = ['--brew', NEW_BREW, '--update', 'old.tar', '-o', 'new.tar'];
  const same = await bundle(home, ['editor', ...BIG_SUR, ...update]);
  await home.run(['bundle', 'editor', ...BIG_SUR, '-o', 'plain.tar']);
  const added = await bundle(home, ['editor', ...BIG_SUR, ...update.with(3, 'plain.tar')]);

  expect(same).toMatchObject({ code: 0, stdout: '' });
  expect(added).toMatchObject({ code: 0 });
  const [target] = (await contentsOf(home, 'new.tar')).targets;
  expect(target?.items).toEqual([]);
  expect(target?.brew).toBeDefined();
  expect(await verifyBundle(home.at('work/new.tar'))).toEqual([]);
});
