import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
/** A machine without git. */
const BARE = { env: { PATH: '/nowhere' } };

const world = once(startVimWorld);
const whole = once(() => makeTravellingFiles(world().tap));
const some = once(() => makeTravellingFiles(world().tap, ['big_sur', 'monterey']));

const RANGE = 'from the history of 2023-08-13 to 2023-10-19';

test('a file of answers shows the last bottle of each system, and names the command that brings the rest', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const { code, stdout, stderr } = await home.run(['history', 'vim'], BARE);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'vim',
    'VERSION   SINCE       11    12',
    '9.0.2050  2023-10-19        last',
    '9.0.1900  2023-09-16  last',
    'to get one of them: brewpull bundle vim=VERSION',
    `from the file of answers in brewpull's package, ${RANGE}: the last bottle of each system, for big_sur, monterey`,
    'brewpull sync brings all versions, with the commits that brought and dropped them',
    '',
  ]);
});

test('in JSON what a file does not know is null', async () => {
  await using home = await cliHome();
  const argv = ['history', 'vim', '--atlas', some().answers, '--json'];
  const { builds, ...head } = JSON.parse((await home.run(argv, BARE)).stdout);

  expect(head).toMatchObject({ extent: 'last', source: { kind: 'answers' } });
  expect(builds.at(-1).bottles).toMatchObject([
    {
      bottleTag: 'big_sur',
      pkgVersion: '9.0.1900',
      path: null,
      introducedBy: { commit: null, date: expect.stringMatching(/^2023-09-16T/) },
      droppedBy: { commit: null, pkgVersion: '9.0.1900_1' },
      isLast: true,
    },
  ]);
});

test('a page of only the last bottles says so', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const { stdout } = await home.run(['history', 'vim', '--html', '-'], BARE);

  expect(stdout).toMatch(/The last bottle of each system in the history of homebrew\/core from/);
  expect(stdout).toContain('from the file of answers in brewpull&#39;s package');
});

test('an atlas from elsewhere shows everything that the clone shows', async () => {
  await using home = await cliHome();
  const git = { env: { PATH: process.env['PATH'] } };
  const tapDir = ['--tap-dir', world().tap.path];
  const clone = await home.run(['history', 'vim', '--all', '--json', ...tapDir], git);
  const atlas = await home.run(
    ['history', 'vim', '--all', '--json', '--atlas', whole().atlas],
    BARE,
  );
  const text = await home.run(['history', 'vim', '--atlas', whole().atlas], BARE);

  const { source, ...rest } = JSON.parse(atlas.stdout);
  const { source: _, ...walked } = JSON.parse(clone.stdout);
  expect(rest).toEqual(walked);
  expect(source).toMatchObject({ kind: 'atlas' });
  expect(text.stdout).toMatch(/\nfrom the atlas .*\n$/);
});

test('--explain says when and why from the answers, without commits, which they do not have', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const { code, stdout } = await home.run(['history', 'vim', '--explain', ...BIG_SUR], BARE);
  const uncovered = await home.run(['history', 'vim', '--explain', '--target', 'sonoma'], BARE);

  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, 6)).toEqual([
    'vim 9.0.1900 is the last for macOS 11 Big Sur on Intel (big_sur)',
    '  its bottle is for big_sur, exactly this system',
    '',
    'Built 2023-09-16',
    '',
    'Dropped 2023-09-28: 9.0.1900_1 has no bottle for it',
  ]);
  expect(stdout).not.toContain('github.com');
  expect(stdout).toContain(`from the file of answers in brewpull's package, ${RANGE}`);
  expect(uncovered).toMatchObject({ code: 1, stdout: '' });
  expect(uncovered.stderr).toContain('says nothing about sonoma, only about big_sur, monterey');
});

test('a mistyped name gets suggestions from the file', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const near = await home.run(['history', 'vmi'], BARE);
  const far = await home.run(['history', 'something-else'], BARE);

  expect(near.code).toBe(1);
  expect(near.stderr).toContain('Did you mean vim?');
  expect(far.stderr).toContain('--history registry');
});

test('with nothing at hand the ways to get a history are named, including the registry', async () => {
  await using home = await cliHome();
  const { code, stderr } = await home.run(['history', 'vim'], BARE);

  expect(code).toBe(1);
  expect(stderr).toMatch(/next: Run brewpull sync, .*brewpull atlas fetch, .*--history registry/);
});

test('--history registry shows every bottle that the registry has, and makes nothing up', async () => {
  await using home = await cliHome({ registry: world().registry });
  const argv = ['history', 'vim', '--history', 'registry'];
  const text = await home.run([...argv, '--arch', 'amd64'], BARE);
  const asked = world().registry.requests.length;
  const json = await home.run([...argv, '--json', '--offline'], BARE);

  expect(text.code).toBe(0);
  expect(text.stdout.split('\n').slice(0, 4)).toEqual([
    'vim',
    expect.stringMatching(/^VERSION +SINCE +11 +12 +13 +14 +Linux$/),
    expect.stringMatching(/^9\.0\.2050 +\d{4}-\d\d-\d\d +last +last +last +last$/),
    expect.stringMatching(/^9\.0\.2000 +\d{4}-\d\d-\d\d +• +• +• +•$/),
  ]);
  expect(text.stdout).toMatch(/^9\.0\.1900 +\d{4}-\d\d-\d\d +last +•/m);
  expect(text.stdout).toContain('does not say when a formula dropped a bottle, or by which commit');
  // What was read is in the cache.
  expect(world().registry.requests.length).toBe(asked);
  const { builds, ...head } = JSON.parse(json.stdout);
  expect(head).toMatchObject({
    extent: 'registry',
    head: null,
    source: { kind: 'registry', description: expect.stringMatching(/\/homebrew\/core\/vim$/) },
  });
  const last = builds.find((build: { pkgVersion: string }) => build.pkgVersion === '9.0.1900');
  const big = last.bottles.find((each: { bottleTag: string }) => each.bottleTag === 'big_sur');
  expect(big).toMatchObject({
    sha256: world().published.get('9.0.1900')?.bottles.get('big_sur')?.sha256,
    cellar: null,
    path: null,
    introducedBy: { commit: null, date: last.since },
    isLast: true,
  });
  expect(big).not.toHaveProperty('droppedBy');
});

test('--history registry works as a page and with --explain', async () => {
  await using home = await cliHome({ registry: world().registry });
  const argv = ['history', 'vim', '--history', 'registry'];
  const page = await home.run([...argv, '--html', '-'], BARE);
  const why = await home.run([...argv, '--explain', ...BIG_SUR], BARE);

  expect(page.stdout).toContain('in the registry');
  expect(page.stdout).not.toMatch(/still offered|no newer since/);
  expect(why.stdout).toMatch(/^vim 9\.0\.1900 is the last for macOS 11 Big Sur on Intel/);
  expect(why.stdout).toContain('when it was dropped is not known');
});

test('--history registry reports a name that it does not have', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome({ registry });
  const result = await home.run(['history', 'vmi', '--history', 'registry'], BARE);

  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('no formula named vmi');
});
