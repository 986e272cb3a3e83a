import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeImage } from '../support/image/make-image.ts';
import { storeOf } from '../support/image/registry-store.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const FILE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
const SIDECAR = 'vim--9.0.1900.big_sur.bottle.json';

const world = once(startVimWorld);

function clone(): string[] {
  return ['--tap-dir', world().tap.path];
}

async function pull(home: CliHome): Promise<void> {
  const result = await home.run(['vim', '--target', 'big_sur', ...clone()]);
  expect(result.code).toBe(0);
}

function findingsOf({ stdout }: CliResult): { code: string; file: string; message: string }[] {
  return JSON.parse(stdout).results.flatMap(({ findings }: { findings: unknown[] }) => findings);
}

async function damage(home: CliHome, name: string, at = -20): Promise<void> {
  const path = join(home.work, name);
  const bytes = await readFile(path);
  bytes.writeUInt8((bytes.at(at) ?? 0) ^ 1, at < 0 ? bytes.length + at : at);
  await rm(path);
  await writeFile(path, bytes);
}

test('a bottle is verified by its sidecar, its formula and what the cache keeps', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  world().registry.requests.length = 0;
  const alone = await home.run(['verify', FILE]);
  const withClone = await home.run(['verify', FILE, ...clone()]);

  expect(alone).toMatchObject({ code: 0, stderr: '' });
  expect(alone.stdout).toContain(`${FILE}: ok, as its sidecar, the registry's index and`);
  expect(withClone.stdout).toContain('its formula');
  expect(world().registry.requests).toEqual([]);
});

test('a changed byte is found, and every witness that says otherwise is named', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  await damage(home, FILE);
  const result = await home.run(['verify', FILE, '--json', ...clone()]);

  expect(result.code).toBe(4);
  expect(findingsOf(result)).toMatchObject([
    { code: 'disagreement', file: FILE, message: expect.stringContaining('its sidecar says') },
    { code: 'contradicted', message: expect.stringContaining("the registry's index names") },
  ]);
});

test('a bottle that nothing at hand describes is not reported as good', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  await rm(join(home.work, SIDECAR));
  await rm(home.cache, { recursive: true });
  const result = await home.run(['verify', FILE]);

  expect(result.code).toBe(4);
  expect(result.stdout).toContain('nothing at hand says what');
  expect(result.stdout).toContain('--against');
});

test('history shows that a bottle has the name of another version', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  const renamed = 'vim--9.0.1677.big_sur.bottle.tar.gz';
  await writeFile(join(home.work, renamed), await readFile(join(home.work, FILE)));
  const result = await home.run(['verify', renamed, '--json', ...clone()]);

  expect(result.code).toBe(4);
  expect(findingsOf(result)).toMatchObject([
    { code: 'contradicted', message: expect.stringContaining('is vim 9.0.1900') },
  ]);
});

test("a bottle is verified under the longer name that brew's cache gives it", async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  const name = `${'a'.repeat(64)}--${FILE}`;
  await writeFile(join(home.work, name), await readFile(join(home.work, FILE)));
  const result = await home.run(['verify', name, ...clone()]);

  expect(result).toMatchObject({ code: 0 });
  expect(result.stdout).toContain('its formula');
});

test('the evidence is shown line by line, with what is missing', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  const result = await home.run(['verify', FILE, '--explain', ...clone()]);

  expect(result.code).toBe(0);
  for (const words of [
    /proven +commit +commit [0-9a-f]{40} is part of homebrew\/core at /,
    /proven +formula +/,
    /proven +checksum +/,
    /proven +layer +/,
    /absent +contents +/,
    /absent +provenance +/,
    /absent +api +/,
  ]) {
    expect(result.stdout).toMatch(words);
  }
});

test('damage in a bundle is reported with its file', async () => {
  await using home = await cliHome({ registry: world().registry });
  const made = await home.run(['bundle', 'vim', '--target', 'big_sur', ...clone(), '-o', 'bundle']);
  // This tap has only vim, and nothing that vim needs.
  expect(made.code).toBe(6);
  expect(await home.run(['verify', 'bundle'])).toMatchObject({
    code: 0,
    stdout: 'bundle: ok, 1 bottle\n',
  });

  await damage(home, `bundle/bottles/${FILE}`);
  const broken = await home.run(['verify', 'bundle', '--json']);
  expect(broken.code).toBe(4);
  expect(findingsOf(broken).map(({ file }) => file)).toContain(`bottles/${FILE}`);
});

test('verify finds a lock inside a bundle that names other bytes', async () => {
  await using home = await cliHome({ registry: world().registry });
  await home.run(['bundle', 'vim', '--target', 'big_sur', ...clone(), '-o', 'bundle']);
  const path = home.at('work/bundle/brewpull.lock.json');
  const lock = JSON.parse(await readFile(path, 'utf8'));
  const [bottle] = lock.targets[0].bottles;
  const other = '0'.repeat(64);
  Object.assign(bottle, { url: bottle.url.replace(bottle.sha256, other), sha256: other });
  await rm(path);
  await writeFile(path, JSON.stringify(lock));
  const result = await home.run(['verify', 'bundle', '--json']);

  expect(result.code).toBe(4);
  expect(findingsOf(result).map(({ code }) => code)).toEqual(
    expect.arrayContaining(['tampered', 'disagreement']),
  );
});

test('each of several paths has a result, and one bad path decides the exit code', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  await home.run(['bundle', 'vim', '--target', 'big_sur', ...clone(), '-o', 'bundle.tar']);
  expect(await home.run(['verify', FILE, 'bundle.tar'])).toMatchObject({ code: 0 });
  await damage(home, FILE);
  const result = await home.run(['verify', FILE, 'bundle.tar']);

  expect(result.code).toBe(4);
  expect(result.stdout).toMatch(/bottle\.tar\.gz: failed\n(?: .*\n)+bundle\.tar: ok/);
});

test('an image archive is verified on its own and against its receipt', async () => {
  await using home = await cliHome({ registry: world().registry });
  const { registry } = world();
  const repository = 'org/tool';
  await makeImage(storeOf(registry), { repository, tag: '1.0', platforms: ['linux/amd64'] });
  const name = `${registry.url.host}/${repository}:1.0`;
  const argv = ['image', name, '--platform', 'linux/amd64', '--cache-dir', home.cache];
  const pulled = await runCli([...argv, '--receipt', 'home.json'], { cwd: home.work });
  expect(pulled).toMatchObject({ code: 0 });
  const sound = await home.run(['verify', 'tool-1.0.tar', '--against', 'home.json']);
  const digest = JSON.parse(await readFile(home.at('work/home.json'), 'utf8')).artifacts[0].manifest
    .digest;

  expect(sound).toMatchObject({ code: 0, stderr: '' });
  expect(sound.stdout).toContain(`tool-1.0.tar: ok, ${name}, manifest ${digest}`);

  await damage(home, 'tool-1.0.tar', 600);
  const broken = await home.run(['verify', 'tool-1.0.tar', '--json']);
  expect(broken.code).toBe(4);
  expect(findingsOf(broken)[0]?.code).toBe('tampered');
});

test('a path that brewpull cannot verify is refused by name', async () => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(home.at('work/notes.txt'), 'hello');
  await mkdir(home.at('work/empty'));

  for (const path of ['notes.txt', 'empty', 'missing.tar']) {
    const result = await home.run(['verify', path]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(path);
  }
  expect(await home.run(['verify'])).toMatchObject({ code: 2 });
});

test('API data that Homebrew did not sign is not trusted', async () => {
  await using home = await cliHome({ registry: world().registry });
  await pull(home);
  await writeFile(home.at('work/formula.jws.json'), '{"payload":"{}","signatures":[]}');
  const result = await home.run(['verify', FILE, '--api-data', 'formula.jws.json']);

  expect(result.code).toBe(4);
  expect(result.stderr).toContain('JWS_KEY_UNKNOWN');
});
