import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cliHome } from '../../../support/cli/cli-home.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { startVimWorld } from '../../../support/world/vim-world.ts';
import { MACHINE, now, runDoctor as doctor } from '../../../support/cli/run-doctor.ts';

const run = promisify(execFile);

test('if everything works, each check is reported, the exit code is 0 and nothing is changed', async () => {
  await using world = await startVimWorld();
  await using home = await cliHome({ tap: world.tap, registry: world.registry });

  const found = await doctor(home);
  const text = await home.run(['doctor'], { now, env: MACHINE });

  expect(found.stderr).toBe('');
  expect(found.code).toBe(0);
  expect(text.code).toBe(0);
  expect(found.of('git')).toMatchObject({ status: 'ok', code: 'GIT' });
  expect(found.of('node').facts).toMatchObject({ version: process.versions.node });
  expect(found.of('cache')).toMatchObject({ code: 'CACHE', facts: { exists: false } });
  expect(found.of('clones').facts).toMatchObject({
    clones: [{ origin: 'named', path: world.tap.path, atlas: 'none', isCutOff: false }],
  });
  expect(found.of('registry')).toMatchObject({ code: 'REGISTRY', facts: { status: 401 } });
  expect(found.of('token')).toMatchObject({ status: 'ok', code: 'TOKEN' });
  expect(found.of('clock')).toMatchObject({ status: 'ok', code: 'CLOCK' });
  expect(found.of('credentials').code).toBe('NO_CREDENTIALS');
  expect(text.stdout).toMatch(/^ok {4}registry .* answers as a registry in \d+ ms$/m);
  expect(text.stdout.trimEnd().split('\n').length).toBeLessThan(20);
  // A cache that did not exist is not created.
  expect(await readdir(home.path)).toEqual(['work']);
});

test('a file of authorities that cannot be read fails for an option and warns for a variable', async () => {
  await using registry = await startRegistry();
  await using home = await cliHome({ registry });

  const option = await doctor(home, ['--ca-file', 'missing.pem']);
  const variable = await doctor(home, [], { env: { SSL_CERT_FILE: '/nowhere.pem' } });

  expect(option.of('authorities')).toMatchObject({ status: 'failed', error: { code: 'USAGE' } });
  expect(option.of('registry').status).toBe('ok');
  expect(variable.of('authorities')).toMatchObject({
    status: 'warning',
    code: 'AUTHORITIES_NOT_READ',
    facts: { variables: [{ variable: 'SSL_CERT_FILE', certificates: 0 }] },
  });
});

test('a cache on a read-only file system fails, and is not written to', async ({ skip }) => {
  await using home = await cliHome();
  await mkdir(home.cache);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', home.cache]);
  } catch {
    skip('only root can mount a file system');
  }
  try {
    const found = await doctor(home, ['--offline']);

    expect(found.of('cache')).toMatchObject({
      status: 'failed',
      code: 'CACHE_READ_ONLY',
      facts: { writable: false },
    });
    expect(found.code).toBe(1);
  } finally {
    await run('umount', [home.cache]);
  }
});

test('a cache in which nothing can be created fails', async ({ skip }) => {
  skip(!existsSync('/proc/self'), 'there is no /proc');
  await using home = await cliHome();
  const argv = ['doctor', '--offline', '--cache-dir', '/proc/x'];
  const result = await runCli(argv, { cwd: home.work, env: MACHINE, now });

  expect(result.stdout).toMatch(/^FAIL +cache .*nothing can be made in \/proc/m);
  expect(result.code).toBe(1);
});

test.for(['user', 'project'])(
  'a bad file of options of the %s is reported, and no server is asked because it may forbid that',
  async (whose) => {
    await using registry = await startRegistry();
    await using home = await cliHome({ registry });
    const folder = home.at('work', '.config', 'brewpull');
    await mkdir(folder, { recursive: true });
    const path =
      whose === 'user'
        ? home.at('work', '.config', 'brewpull', 'config.json')
        : home.at('work', '.brewpull.json');
    await writeFile(path, '{ "offline": true, "nonsense": 1 }');

    const found = await doctor(home);
    const other = await home.run(['cache']);

    expect(found.of('configuration')).toMatchObject({
      status: 'failed',
      code: 'CONFIGURATION_INVALID',
      error: { code: 'USAGE' },
    });
    expect(found.of('registry')).toMatchObject({ status: 'skipped' });
    expect(registry.requests).toEqual([]);
    expect(found.code).toBe(2);
    // Every other command still refuses it.
    expect(other.code).toBe(2);
  },
);

test('files of options are reported with what they set, and a variable that sets nothing gives a warning', async () => {
  await using home = await cliHome();
  await writeFile(home.at('work', '.brewpull.json'), '{ "macos": "11" }');

  const found = await doctor(home, ['--offline'], { env: { BREWPULL_CACHEDIR: '/x' } });

  expect(found.of('configuration')).toMatchObject({
    status: 'warning',
    code: 'CONFIGURATION_UNKNOWN_VARIABLE',
    facts: { projectOptions: ['macos'], unknownVariables: ['BREWPULL_CACHEDIR'] },
  });
  expect(found.code).toBe(0);
});

test('a machine without git gives a warning, and fails if a clone is named', async () => {
  await using world = await startVimWorld();
  await using home = await cliHome();
  const env = { PATH: home.at('work') };

  const without = await doctor(home, ['--offline'], { env });
  const named = await doctor(home, ['--offline', '--tap-dir', world.tap.path], { env });

  expect(without.of('git')).toMatchObject({ status: 'warning', code: 'GIT' });
  expect(without.code).toBe(0);
  expect(named.of('git')).toMatchObject({ status: 'failed', error: { code: 'GIT' } });
  expect(named.code).toBe(1);
});

test('credentials are found and never shown', async () => {
  const account = { username: 'ada', password: 'hush-hush' };
  await using registry = await startRegistry({ account });
  await using home = await cliHome({ registry });
  const auth = Buffer.from('ada:hush-hush').toString('base64');
  const config = JSON.stringify({ auths: { [registry.url.host]: { auth } } });

  const found = await doctor(home, [], { env: { DOCKER_AUTH_CONFIG: config } });

  expect(found.of('credentials')).toMatchObject({
    status: 'ok',
    code: 'CREDENTIALS',
    facts: { foundIn: 'DOCKER_AUTH_CONFIG' },
  });
  expect(found.stdout).not.toContain('hush-hush');
  expect(found.stdout).not.toContain(auth);
  expect(registry.requests.every(({ headers }) => headers['authorization'] === undefined)).toBe(
    true,
  );
});

test('a named file of answers is reported if it is intact, and fails if it is damaged', async () => {
  await using world = await startVimWorld();
  await using home = await cliHome({ tap: world.tap });
  const made = await home.run(['atlas', 'export', '-o', 'team.answers']);
  await writeFile(home.at('work', 'broken.answers'), 'no answers');
  const ask = (name: string): ReturnType<typeof doctor> =>
    doctor(home, ['--offline'], {
      env: { BREWPULL_ATLAS: home.at('work', name) },
      now: () => new Date('2023-10-20T00:00:00Z'),
    });

  const sound = await ask('team.answers');
  const broken = await ask('broken.answers');

  expect(made.code).toBe(0);
  expect(sound.of('answers').facts).toMatchObject({
    files: [{ origin: 'named', tap: 'homebrew/core', isIntact: true, kind: 'answers' }],
  });
  expect(broken.of('answers')).toMatchObject({
    status: 'failed',
    code: 'ANSWERS_UNUSABLE',
    error: { code: 'INVALID_FILE' },
  });
  expect(broken.code).toBe(4);
});

test("the copy of sync and Homebrew's own clone are both found, with their ages and atlases", async () => {
  await using world = await startVimWorld();
  await using home = await cliHome();
  const taps = home.at('library', 'Taps', 'homebrew');
  await mkdir(taps, { recursive: true });
  await run('git', ['clone', '--quiet', world.tap.path, 'homebrew-core'], { cwd: taps });
  const synced = await home.run(['sync', '--remote', world.tap.path], { env: MACHINE });

  const found = await doctor(home, ['--offline'], {
    env: { HOMEBREW_LIBRARY: home.at('library') },
    now: () => new Date('2023-10-20T12:00:00Z'),
  });

  expect(synced.code).toBe(0);
  expect(found.of('clones')).toMatchObject({
    status: 'ok',
    code: 'CLONES',
    facts: {
      clones: [
        { origin: 'synced', ageDays: 0, isCutOff: false, atlas: 'current' },
        { origin: 'homebrew', ageDays: 0, isCutOff: false, atlas: 'none' },
      ],
    },
  });
});

test('with --offline no server is asked', async () => {
  await using registry = await startRegistry();
  await using home = await cliHome({ registry });

  const found = await doctor(home, ['--offline']);

  expect(registry.requests).toEqual([]);
  for (const name of ['registry', 'certificate', 'token', 'clock']) {
    expect(found.of(name)).toMatchObject({ status: 'skipped', code: 'OFFLINE' });
  }
});

test('words after doctor are refused', async () => {
  await using home = await cliHome();

  const result = await runCli(['doctor', 'vim'], { cwd: home.work });

  expect(result.code).toBe(2);
});
