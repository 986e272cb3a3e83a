import { rm } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { answersOfTap, writeAnswers, type AnswersOf } from '../support/answers/answers-of-tap.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const TRUE_SHA = '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02';
const FILE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
const BIG_SUR = ['--target', 'big_sur'];
/** No git is found, so a run that starts one fails. */
const WITHOUT_GIT = { env: { PATH: '/nonexistent' } };

const world = once(() => startVimWorld({ inOrder: true }));

/** A fresh machine whose brewpull comes with answers. */
async function freshHome(said: AnswersOf = {}): Promise<CliHome> {
  const home = await cliHome({ registry: world().registry });
  const path = home.at('packaged.answers');
  await writeAnswers(path, await answersOfTap(world().tap.path, said));
  return home;
}

function asked(): string[] {
  return world().registry.requests.map(({ host, path }) => `${host} ${path}`);
}

function packaged(home: CliHome): { packagedAnswers: string; env: { PATH: string } } {
  return { packagedAnswers: home.at('packaged.answers'), ...WITHOUT_GIT };
}

test('a fresh machine knows the last vim for Big Sur without git and without a request', async () => {
  await using home = await freshHome();
  const result = await home.run(['resolve', 'vim', ...BIG_SUR, '--json'], packaged(home));

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [
      {
        pkgVersion: '9.0.1900',
        sha256: world().standIns[TRUE_SHA],
        path: null,
        introducedBy: { commit: null, date: '2023-09-16T20:15:00Z' },
        droppedBy: { commit: null, date: '2023-09-28T20:15:00Z', pkgVersion: '9.0.1900_1' },
        sources: ['atlas'],
        source: {
          kind: 'answers',
          description: `the file of answers in brewpull's package, from the history of 2023-08-13 to 2023-10-19`,
          asOf: '2023-10-19T20:15:00Z',
          searchedFrom: '2023-08-13T20:15:00Z',
        },
        searchedFrom: '2023-08-13T20:15:00Z',
      },
    ],
  });
  expect(asked()).toEqual([]);
});

test('the text names the source and the period it covers', async () => {
  await using home = await freshHome();
  const { stdout } = await home.run(['resolve', 'vim', ...BIG_SUR], packaged(home));

  expect(stdout).toContain('  built   2023-09-16\n');
  expect(stdout).toContain(
    "  source  the file of answers in brewpull's package, from the history of 2023-08-13 to 2023-10-19\n",
  );
});

test('pull reads one index, one manifest and one blob', async () => {
  await using home = await freshHome();
  const result = await home.run(['vim', ...BIG_SUR, '--json'], packaged(home));

  expect(result.code).toBe(0);
  expect(await home.placed()).toContain(FILE);
  const { manifestDigest } = JSON.parse(result.stdout).results[0];
  const blob = `registry /v2/homebrew/core/vim/blobs/sha256:${world().standIns[TRUE_SHA] ?? ''}`;
  // The token, the challenge that asks for it, and the blob's other host are peculiar to ghcr.io.
  expect(
    world()
      .registry.requests.filter(({ host, status }) => host === 'registry' && status !== 401)
      .map(({ host, path }) => `${host} ${path}`),
  ).toEqual([
    'registry /v2/homebrew/core/vim/manifests/9.0.1900',
    `registry /v2/homebrew/core/vim/manifests/${String(manifestDigest)}`,
    blob,
  ]);
});

test('for a system that still gets bottles, only versions newer than the file are looked up', async () => {
  await using home = await freshHome({ at: world().tap.oid('vim: update 9.0.2000 bottle.') });
  const argv = ['resolve', 'vim', '--target', 'arm64_sonoma', '--json'];
  const result = await home.run(argv, packaged(home));

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [{ pkgVersion: '9.0.2050', sources: ['registry'], source: { kind: 'registry' } }],
  });
  const manifests = asked().filter((line) => line.includes('/manifests/'));
  expect(manifests).toEqual([expect.stringContaining('/manifests/9.0.2050')]);
});

test('if nothing newer exists, the answer comes from the file', async () => {
  await using home = await freshHome();
  const argv = ['resolve', 'vim', '--target', 'arm64_sonoma', '--json'];
  const result = await home.run(argv, packaged(home));

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [{ pkgVersion: '9.0.2050', sources: ['atlas'], droppedBy: null }],
  });
  expect(asked().filter((line) => line.includes('/manifests/'))).toEqual([]);
  expect(asked().some((line) => line.includes('/tags/list'))).toBe(true);
});

test('with --offline newer bottles are not looked for, and a warning says so', async () => {
  await using home = await freshHome();
  const argv = ['resolve', 'vim', '--target', 'arm64_sonoma', '--offline', '--json'];
  const result = await home.run(argv, packaged(home));

  expect(result.code).toBe(0);
  expect(result.stderr).toContain(
    'bottles newer than 2023-10-19 were not looked for: the registry is not asked with --offline',
  );
  expect(JSON.parse(result.stdout)).toMatchObject({ results: [{ pkgVersion: '9.0.2050' }] });
});

test('if the file has no bottle, the registry is searched for an older one', async () => {
  await using home = await freshHome({
    at: world().tap.oid('vim: update 9.0.2050 bottle.'),
    targets: ['big_sur', 'catalina'],
  });
  const result = await home.run(['resolve', 'vim', '--target', 'catalina'], packaged(home));

  expect(result.code).toBe(3);
  expect(asked().filter((line) => line.includes('/manifests/'))).not.toEqual([]);
  expect(result.stderr).toContain(
    'has no bottle for macOS 10.15 Catalina on Intel (catalina) in the registry',
  );
});

test.each([['--offline'], ['--history=atlas']])(
  'with %s "no bottle" is reported only for the period that the file covers',
  async (option) => {
    await using home = await freshHome();
    const argv = ['resolve', 'vim', '--target', 'catalina', option];
    const result = await home.run(argv, packaged(home));

    expect(result.code).toBe(3);
    expect(result.stderr).toContain(
      'vim has no bottle for macOS 10.15 Catalina on Intel (catalina) in the history from 2023-08-13 on',
    );
    expect(result.stderr).toContain('brewpull sync');
    expect(asked()).toEqual([]);
  },
);

test('for an unknown name, similar names are suggested, with and without a network', async () => {
  await using home = await freshHome();
  for (const more of [[], ['--offline'], ['--history=atlas']]) {
    const result = await home.run(['resolve', 'vmi', ...BIG_SUR, ...more], packaged(home));

    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain('Did you mean vim?');
  }
});

test('if only the registry could answer and it cannot be asked, the hint suggests similar names', async () => {
  await using home = await freshHome({ targets: ['big_sur'] });
  const argv = ['resolve', 'vmi', '--target', 'arm64_tahoe', '--offline'];
  const result = await home.run(argv, packaged(home));

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('Did you mean vim?');
});

test('targets that the file covers and others are answered in one run', async () => {
  await using home = await freshHome({ targets: ['big_sur'] });
  const argv = ['resolve', 'vim', ...BIG_SUR, '--target', 'arm64_ventura', '--json'];
  const result = await home.run(argv, packaged(home));

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [
      { pkgVersion: '9.0.1900', source: { kind: 'answers' } },
      { pkgVersion: '9.0.2050', source: { kind: 'registry' } },
    ],
  });
});

test('with --history atlas a target that no file covers is an error', async () => {
  await using home = await freshHome({ targets: ['big_sur'] });
  const argv = ['resolve', 'vim', '--target', 'arm64_ventura', '--history', 'atlas'];
  const result = await home.run(argv, packaged(home));

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('says nothing about arm64_ventura');
  expect(asked()).toEqual([]);
});

test('with --history atlas an old file warns that newer bottles may exist, unless the system gets no more', async () => {
  await using home = await freshHome();
  const ask = (target: string) =>
    home.run(['resolve', 'vim', '--target', target, '--history', 'atlas'], packaged(home));

  expect((await ask('arm64_sonoma')).stderr).toContain('newer bottles may exist');
  expect((await ask('big_sur')).stderr).toBe('');
});

test('a file cannot answer for a time before its own state', async () => {
  await using home = await freshHome();
  const ask = (...more: string[]) =>
    home.run(['resolve', 'vim', ...BIG_SUR, '--json', ...more], packaged(home));

  const past = await ask('--before', '2023-09-10');
  expect(JSON.parse(past.stdout)).toMatchObject({
    results: [{ pkgVersion: '9.0.1850', source: { kind: 'registry' } }],
  });
  const later = await ask('--before', '2023-12-01');
  expect(JSON.parse(later.stdout)).toMatchObject({ results: [{ source: { kind: 'answers' } }] });
  const refused = await ask('--before', '2023-09-10', '--history', 'atlas');
  expect(refused.code).toBe(2);
  expect(refused.stdout).toContain('cannot say what the last bottle was before 2023-09-10');
});

test('a lock and a receipt record a date without a commit, and lead to the same bytes', async () => {
  await using home = await freshHome();
  const records = ['--lock', 'brewpull.lock.json', '--receipt', 'r.json'];
  const pulled = await home.run(['vim', ...BIG_SUR, ...records], packaged(home));
  const frozen = await home.run(
    ['vim', '--lock', 'brewpull.lock.json', '--frozen', '-o', 'again', '--json'],
    packaged(home),
  );
  const verified = await home.run(['verify', FILE, '--against', 'r.json'], WITHOUT_GIT);

  expect(pulled.code).toBe(0);
  expect(JSON.parse(frozen.stdout)).toMatchObject({
    results: [
      {
        status: 'cached',
        sources: ['lock', 'registry'],
        path: null,
        introducedBy: { commit: null, date: '2023-09-16T20:15:00Z' },
      },
    ],
  });
  expect(verified.code).toBe(0);
});

test('receipts from answers, from a clone and from the registry agree', async () => {
  await using home = await freshHome();
  const from = { home: [], tor: ['--tap-dir', world().tap.path], vpn: ['--history', 'registry'] };
  for (const [network, options] of Object.entries(from)) {
    const place = ['-o', network, '--receipt', `${network}.json`, '--network-label', network];
    const { packagedAnswers } = packaged(home);
    const result = await home.run(['vim', ...BIG_SUR, ...place, ...options], { packagedAnswers });
    expect(result.code).toBe(0);
    // Each network fetches it itself.
    await rm(home.cache, { recursive: true });
  }
  const compared = await runCli(['compare', 'home.json', 'tor.json', 'vpn.json', '--json'], {
    cwd: home.work,
  });

  expect(compared.code).toBe(0);
  expect(JSON.parse(compared.stdout)).toMatchObject({ verdict: 'agreed', networks: 3 });
});

test('a bundle from answers verifies, and its lock restores it', async () => {
  await using home = await freshHome();
  const bundled = await home.run(['bundle', 'vim', ...BIG_SUR, '-o', 'b'], packaged(home));
  const verified = await home.run(['verify', 'b'], WITHOUT_GIT);
  const lock = ['--lock', 'b/brewpull.lock.json', '--frozen'];
  const again = await home.run(['vim', ...BIG_SUR, ...lock, '-o', 'c'], packaged(home));

  expect(bundled.code).toBe(0);
  expect(verified.code).toBe(0);
  expect(again.code).toBe(0);
});

test('an unreachable registry is tried once, not once per name', async () => {
  await using home = await freshHome();
  world().registry.fault({ host: 'registry' }, { reset: true }, Infinity);
  try {
    const names = ['vim', 'homebrew/core/vim', 'Vim'];
    const argv = ['resolve', ...names, '--target', 'arm64_sonoma', '--concurrency', '1'];
    const one = await home.run(['resolve', 'vim', '--target', 'arm64_sonoma'], packaged(home));
    const tries = world().registry.requests.length;
    world().registry.requests.length = 0;
    const many = await home.run(argv, packaged(home));

    expect([one.code, many.code]).toEqual([0, 0]);
    expect(world().registry.requests).toHaveLength(tries);
    expect(many.stderr.match(/were not looked for/g)).toHaveLength(1);
  } finally {
    world().registry.clearFaults();
  }
});

test('if one target cannot be answered, the others still are', async () => {
  await using home = await freshHome({ targets: ['big_sur'] });
  const both = ['resolve', 'vim', ...BIG_SUR, '--target', 'x86_64_linux', '--json'];
  for (const more of [['--offline'], ['--history', 'atlas']]) {
    const result = await home.run([...both, ...more], packaged(home));

    expect(result.code).toBe(6);
    expect(JSON.parse(result.stdout)).toMatchObject({
      results: [{ pkgVersion: '9.0.1900', target: { bottleTag: 'big_sur' } }, { status: 'failed' }],
    });
  }
});

test('for another spelling, the registry is asked for the name that the file has', async () => {
  await using home = await freshHome({ targets: ['big_sur'] });
  const result = await home.run(
    ['resolve', 'VIM', '--target', 'ventura', '--json'],
    packaged(home),
  );

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [{ formula: 'vim', requested: 'VIM', status: 'found', sources: ['registry'] }],
  });
});

test('with --before a file reports what it cannot answer, whatever the command', async () => {
  await using home = await cliHome();
  await writeAnswers(home.at('packaged.answers'), await answersOfTap(world().tap.path, {}));
  for (const words of [
    ['history', 'vim', '--history', 'atlas'],
    ['history', 'vim'],
    ['coverage', ...BIG_SUR],
  ]) {
    const result = await home.run([...words, '--before', '2023-09-01'], packaged(home));

    expect(result.stderr).toContain('cannot say what the last bottle was before 2023-09-01');
  }
});
