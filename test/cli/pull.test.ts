import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runCli } from '../support/cli/run-cli.ts';
import { startVimWorld, type VimWorld } from '../support/world/vim-world.ts';
import { once } from '../support/once.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';

const FILE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
const SIDECAR = 'vim--9.0.1900.big_sur.bottle.json';
const TRUE_SHA = '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02';
const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];

const world = once(startVimWorld);

function git(): string[] {
  return ['--tap-dir', world().tap.path];
}

function argvFor(home: CliHome, { tap, registry }: VimWorld): string[] {
  const place = ['--tap-dir', tap.path, '--registry', registry.url.href];
  return ['vim', ...BIG_SUR, ...place, '--cache-dir', home.cache];
}

function standIn(): Uint8Array {
  const bottle = world().published.get('9.0.1900')?.bottles.get('big_sur');
  if (bottle === undefined) throw new Error('the world has no such bottle');
  return bottle.bytes;
}

test('resolve finds vim for macOS 11 on Intel in history, with the commit that introduced its bottle', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['resolve', 'vim', ...BIG_SUR, ...git(), '--json']);

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(result.stdout)).toEqual({
    schemaVersion: 2,
    skipped: [],
    target: { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' },
    results: [
      {
        formula: 'vim',
        tap: 'homebrew/core',
        status: 'found',
        requested: 'vim',
        target: { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' },
        version: '9.0.1900',
        revision: 0,
        pkgVersion: '9.0.1900',
        rebuild: 0,
        bottleTag: 'big_sur',
        match: 'exact',
        wanted: null,
        last: null,
        sha256: world().standIns[TRUE_SHA],
        rootUrl: 'https://ghcr.io/v2/homebrew/core',
        repository: 'homebrew/core/vim',
        reference: '9.0.1900',
        fileName: FILE,
        path: 'Formula/v/vim.rb',
        introducedBy: {
          commit: world().tap.oid('vim: update 9.0.1900 bottle.'),
          date: '2023-09-16T20:15:00Z',
        },
        droppedBy: {
          commit: world().tap.oid('vim: update 9.0.1900_1 bottle.'),
          date: '2023-09-28T20:15:00Z',
          pkgVersion: '9.0.1900_1',
        },
        sources: ['git'],
        source: {
          kind: 'git',
          description: `homebrew/core at ${world().tap.path}`,
          asOf: '2023-10-19T20:15:00Z',
          searchedFrom: null,
        },
        searchedFrom: null,
        notes: [],
      },
    ],
  });
  expect(world().registry.requests).toEqual([]);
});

test.each([
  ['from history', () => git(), ['git', 'registry']],
  ['from the registry alone', () => ['--history', 'registry'], ['registry']],
])('pull %s gives the bottle and its sidecar', async (_name, source, sources) => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['vim', ...BIG_SUR, ...source(), '--json']);

  expect(result).toMatchObject({ code: 0 });
  expect(JSON.parse(result.stdout).results).toMatchObject([
    {
      status: 'pulled',
      pkgVersion: '9.0.1900',
      file: join(home.work, FILE),
      sidecar: join(home.work, SIDECAR),
      sizeBytes: standIn().length,
      sources,
    },
  ]);
  expect(await home.placed()).toEqual([SIDECAR, FILE].toSorted());
  expect((await readFile(join(home.work, FILE))).equals(standIn())).toBe(true);
  const sidecar = JSON.parse(await readFile(join(home.work, SIDECAR), 'utf8'));
  expect(sidecar.vim.bottle.tags.big_sur).toHaveProperty('tab');
});

test('without --json, standard output has only the paths', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['vim', ...BIG_SUR, ...git(), '-o', 'out/deep']);

  expect(result).toMatchObject({ code: 0, stdout: `${home.at('work/out/deep', FILE)}\n` });
});

test('a second pull downloads nothing, and accepts the same bytes in place', async () => {
  await using home = await cliHome({ registry: world().registry });
  await home.run(['vim', ...BIG_SUR, ...git()]);
  world().registry.requests.length = 0;
  const result = await home.run(['vim', ...BIG_SUR, ...git(), '--json']);

  expect(JSON.parse(result.stdout).results).toMatchObject([{ status: 'cached' }]);
  expect(world().registry.requests.filter(({ host }) => host === 'blobs')).toEqual([]);
});

test.each([
  ['history', () => git()],
  ['registry', () => ['--history', 'registry']],
])(
  '--offline gives the same file with a warm cache (%s), and exit 5 with a cold one',
  async (_name, source) => {
    await using home = await cliHome({ registry: world().registry });
    const cold = await home.run(['vim', ...BIG_SUR, ...source(), '--offline']);
    expect(cold.code).toBe(5);
    expect(cold.stderr).toContain('without --offline');
    expect(await home.placed()).toEqual([]);

    await home.run(['vim', ...BIG_SUR, ...source(), '-o', 'first']);
    world().registry.requests.length = 0;
    const warm = await home.run(['vim', ...BIG_SUR, ...source(), '--offline', '-o', 'second']);
    expect(warm).toMatchObject({ code: 0, stdout: `${home.at('work/second', FILE)}\n` });
    expect(world().registry.requests).toEqual([]);
  },
);

test('--dry-run says what would be fetched, and fetches nothing', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['vim', ...BIG_SUR, ...git(), '--dry-run', '--json']);

  expect(JSON.parse(result.stdout).results).toMatchObject([
    { status: 'planned', isCached: false, sizeBytes: standIn().length },
  ]);
  expect(await home.placed()).toEqual([]);
  expect(world().registry.requests.filter(({ host }) => host === 'blobs')).toEqual([]);
});

test('-o - writes the bottle to standard output', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['vim', ...BIG_SUR, ...git(), '-o', '-']);

  expect(result.code).toBe(0);
  expect(result.stdoutBytes.equals(standIn())).toBe(true);
  expect(await home.placed()).toEqual([]);
});

test('one unknown name does not stop the others: exit 6, and the right name is suggested', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['vmi', ...BIG_SUR, ...git(), '--from-file', '-'], {
    stdin: '# editors\nvim\n',
  });

  expect(result.code).toBe(6);
  expect(result.stderr).toContain('no formula named vmi');
  expect(result.stderr).toContain('Did you mean vim?');
  expect(await home.placed()).toContain(FILE);
});

test('a mistyped command stops before anything is fetched', async () => {
  await using home = await cliHome({ registry: world().registry });
  const mistyped = await home.run(['resolv', 'vim', ...BIG_SUR, ...git()]);
  const plain = await home.run(['vim', 'git', ...BIG_SUR, ...git(), '--dry-run']);

  expect(mistyped).toMatchObject({ code: 2, stdout: '' });
  expect(mistyped.stderr).toContain('next: Run brewpull resolve vim --macos 11');
  expect(plain.stderr).not.toContain('is not a command');
});

test('a Brewfile is read, and an entry that is not a formula is listed as skipped', async () => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(home.at('work/Brewfile'), 'tap "a/b"\nbrew "vim"\ncask "firefox"\n');
  const result = await home.run([...BIG_SUR, ...git(), '--brewfile', 'Brewfile', '-o', 'out']);

  expect(result.code).toBe(0);
  expect(result.stderr).toContain('skipped: Brewfile:3: cask "firefox"');
});

test.each([
  ['an unknown formula', ['nosuchformula', ...BIG_SUR], 1, 'no formula named nosuchformula'],
  ['a macOS that never had it', ['vim', '--macos', '10.6'], 3, 'It has bottles for'],
  [
    'an impossible pair',
    ['vim', '--macos', '10.15', '--arch', 'arm64'],
    2,
    'never ran on Apple silicon',
  ],
  ['no target', ['vim'], 2, '--macos is missing'],
  ['no name', BIG_SUR, 2, 'no formula is named'],
  ['a mistyped option', ['vim', '--macso', '11'], 2, 'Did you mean --macos?'],
])('%s: exit code and the next step', async (_name, argv, code, text) => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run([...argv, ...git()]);

  expect(result.code).toBe(code);
  expect(result.stderr).toContain(text);
  expect(await home.placed()).toEqual([]);
});

test('another file under the final name is never overwritten', async () => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(join(home.work, FILE), 'mine');
  const result = await home.run(['vim', ...BIG_SUR, ...git()]);

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('is there with other content');
  expect(await readFile(join(home.work, FILE), 'utf8')).toBe('mine');
});

test('an output folder below a file is refused with the next step', async () => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(home.at('work/file'), '');
  await chmod(home.at('work/file'), 0o444);
  const result = await home.run(['vim', ...BIG_SUR, ...git(), '-o', 'file/deep']);

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('next:');
});

test.each([
  ['a flipped bit', { flipBitAt: 100 }],
  ['a truncated blob', { truncateTo: 500 }],
])(
  '%s every time: exit 4, both values shown, nothing under the final name',
  async (_name, fault) => {
    await using home = await cliHome({ registry: world().registry });
    await using broken = await startVimWorld();
    broken.registry.fault({ host: 'blobs' }, fault, 50);
    const result = await runCli(argvFor(home, broken), { cwd: home.work });

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/expected .+, got .+/);
    expect(await home.placed()).toEqual([]);
  },
);

test('history and registry that disagree are an error with both digests: exit 4', async () => {
  await using home = await cliHome({ registry: world().registry });
  await using honest = await startVimWorld({ history: 'true' });
  const result = await runCli(argvFor(home, honest), { cwd: home.work });

  expect(result.code).toBe(4);
  expect(result.stderr).toContain(`sha256:${TRUE_SHA}`);
  expect(result.stderr).toContain(`sha256:${honest.standIns[TRUE_SHA] ?? ''}`);
  expect(await home.placed()).toEqual([]);
});

test('Ctrl-C leaves nothing half-made, exits 130, and the next run continues', async () => {
  await using home = await cliHome({ registry: world().registry });
  await using large = await startVimWorld({ fillerBytes: 3_000_000 });
  large.registry.fault({ host: 'blobs' }, { stallAfter: 1_000_000 });
  const argv = argvFor(home, large);
  const cwd = home.work;
  const stopped = await runCli(argv, {
    cwd,
    onStart: (interrupt) => {
      const timer = setInterval(() => {
        if (!large.registry.requests.some(({ host }) => host === 'blobs')) return;
        clearInterval(timer);
        setTimeout(interrupt, 200);
      }, 20);
    },
  });
  expect(stopped.code).toBe(130);
  expect(await home.placed()).toEqual([]);

  large.registry.requests.length = 0;
  const resumed = await runCli(argv, { cwd });
  expect(resumed.code).toBe(0);
  const sent = large.registry.requests.filter(({ host }) => host === 'blobs');
  expect(sent.map(({ status }) => status)).toEqual([206]);
  expect(sent[0]?.sentBytes).toBeLessThan(2_100_000);
});

test('a receipt says what was fetched, with its digest', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run([
    'vim',
    ...BIG_SUR,
    ...git(),
    '--receipt',
    'r.json',
    '--network-label',
    'home',
  ]);
  const receipt = JSON.parse(await readFile(home.at('work/r.json'), 'utf8'));

  expect(result.code).toBe(0);
  expect(receipt).toMatchObject({
    schemaVersion: 1,
    network: { label: 'home' },
    artifacts: [{ kind: 'bottle', formula: 'vim', pkgVersion: '9.0.1900', fileName: FILE }],
  });
  const digest = createHash('sha256').update(standIn()).digest('hex');
  expect(receipt.artifacts[0].blob.digest).toBe(`sha256:${digest}`);
});

test('--debug shows every request, and neither tokens nor signatures', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run(['vim', ...BIG_SUR, ...git(), '--debug']);
  const authorization = world()
    .registry.requests.map(({ headers }) =>
      String(headers['authorization'] ?? '').replace(/^\w+ /, ''),
    )
    .filter((token) => token !== '');

  expect(result.stderr).toContain('/v2/homebrew/core/vim/manifests/9.0.1900 200');
  expect(authorization.length).toBeGreaterThan(0);
  for (const token of authorization) expect(result.stderr).not.toContain(token);
  expect(result.stderr).not.toMatch(/sig=(?!\*)/);
});

test('each of two targets gets its own bottle', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await home.run([
    'vim',
    '--target',
    'big_sur',
    '--target',
    'ventura',
    ...git(),
    '--json',
  ]);
  const parsed = JSON.parse(result.stdout);

  expect(result.code).toBe(0);
  expect(parsed.targets).toHaveLength(2);
  expect(parsed.results).toMatchObject([
    { target: { bottleTag: 'big_sur' }, pkgVersion: '9.0.1900' },
    { target: { bottleTag: 'ventura' }, pkgVersion: '9.0.2050' },
  ]);
});

test('--before and --at answer from the history up to then', async () => {
  await using home = await cliHome({ registry: world().registry });
  const before = await home.run([
    'resolve',
    'vim',
    ...BIG_SUR,
    ...git(),
    '--before',
    '2023-09-01',
    '--json',
  ]);
  const at = await home.run([
    'resolve',
    'vim',
    ...BIG_SUR,
    ...git(),
    '--at',
    world().tap.oid('vim 9.0.1900'),
    '--json',
  ]);

  expect(JSON.parse(before.stdout).results).toMatchObject([
    { pkgVersion: '9.0.1800', droppedBy: null },
  ]);
  expect(JSON.parse(at.stdout).results).toMatchObject([
    { pkgVersion: '9.0.1850', droppedBy: null },
  ]);
});
