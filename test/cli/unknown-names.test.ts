import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { makeCaskList } from '../support/answers/cask-list.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';

const BIG_SUR = ['--target', 'big_sur'];

/** hello, which has the alias hi; docker, which is also a cask; tail, which was never built. */
const world = once(async () => {
  const registry = await startRegistry({ access: 'open' });
  const shaOf = (formula: string): string => {
    const publication = { formula, pkgVersion: '2.12', tags: ['big_sur'] };
    return publishBottles(registry, publication).bottles.get('big_sur')?.sha256 ?? '';
  };
  const textOf = (name: string): string =>
    formulaText({ name, version: '2.12', bottle: { entries: { big_sur: shaOf(name) } } });
  const tap = await buildTap({
    commits: [
      {
        subject: 'all',
        date: '2023-05-01T12:00:00Z',
        write: {
          'Formula/h/hello.rb': textOf('hello'),
          'Formula/d/docker.rb': textOf('docker'),
          'Formula/t/tail.rb': formulaText({ name: 'tail', version: '1' }),
        },
        link: { 'Aliases/hi': '../Formula/h/hello.rb' },
      },
    ],
  });
  const { answers, ...files } = await makeTravellingFiles(tap, ['big_sur', 'monterey']);
  const casks = await makeCaskList(['docker', 'firefox']);
  return {
    tap,
    registry,
    answers,
    casks: casks.path,
    [Symbol.asyncDispose]: async () => {
      await casks[Symbol.asyncDispose]();
      await files[Symbol.asyncDispose]();
      await tap[Symbol.asyncDispose]();
      await registry.close();
    },
  };
});

/** Where names are looked up. */
const SOURCES = {
  'a clone': () => ({ tap: world().tap, registry: world().registry, packagedCasks: world().casks }),
  'the answers in the package': () => ({
    registry: world().registry,
    packagedAnswers: world().answers,
    packagedCasks: world().casks,
  }),
};

const ALL = [...(['a clone', 'the answers in the package'] as const)].flatMap((source) =>
  (['resolve', 'pull', 'plan', 'bundle', 'lock'] as const).map((command) => ({ source, command })),
);

test.each(ALL)('$command reports all unknown names at once, with $source', async (row) => {
  await using home = await cliHome(SOURCES[row.source]());
  const names = ['helo', 'hello', 'firefox', 'dockr'];

  const { code, stderr } = await home.run([row.command, ...names, ...BIG_SUR]);
  const lines = stderr.split('\n').filter((line) => /^(?:brewpull|next):/.test(line));

  expect(code).toBe(row.command === 'resolve' || row.command === 'pull' ? 6 : 1);
  expect(lines).toHaveLength(6);
  expect(lines.filter((_, index) => index % 2 === 0)).toEqual([
    expect.stringContaining('no formula named helo in'),
    expect.stringContaining('firefox is a cask of homebrew/cask, not a formula'),
    expect.stringContaining('no formula named dockr in'),
  ]);
  expect(lines[1]).toMatch(/^next: Did you mean hello\b/);
  expect(lines[3]).toContain('brew fetch --cask firefox');
  expect(lines[5]).toBe('next: Did you mean docker?');
});

test('a name that is unknown for several targets is reported once', async () => {
  await using home = await cliHome(SOURCES['the answers in the package']());

  const targets = [...BIG_SUR, '--target', 'monterey'];
  const { code, stderr } = await home.run(['plan', 'helo', 'hello', ...targets]);

  expect(code).toBe(1);
  expect(stderr.match(/no formula named helo/g)).toHaveLength(1);
});

test('unknown names in a list and in a Brewfile are all reported', async () => {
  await using home = await cliHome(SOURCES['the answers in the package']());
  await writeFile(home.at('work/names.txt'), 'helo\n');
  await writeFile(home.at('work/Brewfile'), 'brew "dockr"\ncask "firefox"\n');

  const files = ['--from-file', 'names.txt', '--brewfile', 'Brewfile'];
  const { code, stderr } = await home.run(['bundle', ...files, ...BIG_SUR]);

  expect(code).toBe(1);
  expect(stderr).toContain('no formula named helo');
  expect(stderr).toContain('no formula named dockr');
});

test('--json has an error of its own for each name', async () => {
  await using home = await cliHome(SOURCES['the answers in the package']());

  const { stdout } = await home.run(['plan', 'helo', 'firefox', 'tail', ...BIG_SUR, '--json']);
  const { error } = JSON.parse(stdout);

  expect(error.code).toBe('FORMULA_NOT_FOUND');
  expect(error.errors).toMatchObject([
    { code: 'FORMULA_NOT_FOUND', formula: 'helo', suggestions: ['hello'], cask: null },
    { code: 'FORMULA_NOT_FOUND', formula: 'firefox', suggestions: [], cask: 'homebrew/cask' },
    { code: 'NO_BOTTLE' },
  ]);
});

test('with --json, a single unknown name is the error itself', async () => {
  await using home = await cliHome(SOURCES['a clone']());

  const { stdout } = await home.run(['bundle', 'helo', ...BIG_SUR, '--json']);

  expect(JSON.parse(stdout).error).toMatchObject({ formula: 'helo', suggestions: ['hello'] });
});

test.each(['a clone', 'the answers in the package'] as const)(
  'history and coverage say what a name may mean, with %s',
  async (source) => {
    await using home = await cliHome(SOURCES[source]());

    const mistyped = await home.run(['history', 'helo']);
    const cask = await home.run(['history', 'firefox']);
    const { registry: _, ...withoutServer } = SOURCES[source]();
    await using other = await cliHome(withoutServer);
    const coverage = await other.run(['coverage', 'helo', ...BIG_SUR]);

    expect(mistyped.code).toBe(1);
    expect(mistyped.stderr).toMatch(/next: Did you mean hello\b/);
    expect(cask.stderr).toContain('firefox is a cask');
    expect(coverage.stderr).toContain('Did you mean hello?');
  },
);

test.each(['resolve', 'pull', 'bundle'])(
  '%s recognizes a cask that is written with its tap, even without a network',
  async (command) => {
    await using home = await cliHome(SOURCES['the answers in the package']());
    const offline = [...BIG_SUR, '--offline'];

    const cask = await home.run([command, 'homebrew/cask/firefox', ...offline]);
    const unknown = await home.run([command, 'homebrew/cask/nonsense', ...offline]);

    expect(cask.code).toBe(1);
    expect(cask.stderr).toContain('firefox is a cask of homebrew/cask, not a formula');
    expect(unknown.code).toBe(5);
  },
);

test('a formula takes precedence over a cask of the same name', async () => {
  await using home = await cliHome(SOURCES['the answers in the package']());

  const { code } = await home.run(['resolve', 'docker', ...BIG_SUR]);

  expect(code).toBe(0);
});

test('a damaged list of casks is ignored, and is not an error', async () => {
  await using home = await cliHome({ ...SOURCES['a clone'](), packagedCasks: world().answers });

  const { code, stderr } = await home.run(['resolve', 'firefox', ...BIG_SUR]);

  expect(code).toBe(1);
  expect(stderr).toContain('no formula named firefox');
});

test('with the registry alone, names are still looked up in the files at hand', async () => {
  await using home = await cliHome(SOURCES['the answers in the package']());
  const alone = [...BIG_SUR, '--history', 'registry'];

  const alias = await home.run(['resolve', 'hi', ...alone, '--json']);
  const mistyped = await home.run(['resolve', 'helo', ...alone]);

  expect(JSON.parse(alias.stdout).results).toMatchObject([{ formula: 'hello', status: 'found' }]);
  expect(mistyped.stderr).toContain('Did you mean hello');
});

const CAPITALS = [
  { from: 'a clone', sources: SOURCES['a clone'] },
  { from: 'the answers in the package', sources: SOURCES['the answers in the package'] },
  { from: 'the registry alone', sources: () => ({ registry: world().registry }) },
];

test.each(CAPITALS)('capitals are forgiven, with $from', async ({ sources }) => {
  await using home = await cliHome(sources());

  const resolved = await home.run(['resolve', 'HELLO', ...BIG_SUR, '--json']);
  const bundled = await home.run(['bundle', 'homebrew/core/Hello', ...BIG_SUR]);

  expect(JSON.parse(resolved.stdout).results).toMatchObject([
    { formula: 'hello', requested: 'HELLO', status: 'found' },
  ]);
  expect(resolved.stderr).toContain('note: HELLO is read as hello');
  expect(bundled.code).toBe(0);
});

test('capitals in a Brewfile with taps are forgiven as well', async () => {
  await using home = await cliHome(SOURCES['a clone']());
  await writeFile(home.at('work/Brewfile'), 'tap "user/tap"\nbrew "Hello"\n');

  const { code, stderr } = await home.run(['plan', '--brewfile', 'Brewfile', ...BIG_SUR]);

  expect(code).toBe(0);
  expect(stderr).toBe('');
});
