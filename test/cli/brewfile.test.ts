import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { managedCopyPath } from '../../src/workspace/histories/managed-copy-path.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const TARGETS = ['--target', 'big_sur', '--target', 'x86_64_linux'];

/** Puts a synced copy of a tap into the cache. */
async function sync(home: CliHome, tap: string, names: readonly string[]): Promise<void> {
  const bottle = { entries: { big_sur: 'ab'.repeat(32), x86_64_linux: 'cd'.repeat(32) } };
  const write = Object.fromEntries(
    names.map((name) => [`Formula/${name}.rb`, formulaText({ name, version: '1.0', bottle })]),
  );
  const directory = managedCopyPath(home.cache, tap);
  await buildTap({ commits: [{ subject: 'all', write }], directory });
}

async function run(
  home: CliHome,
  text: string,
  command: readonly string[],
  more: readonly string[] = [],
): Promise<CliResult> {
  await writeFile(join(home.work, 'Brewfile'), text);
  return home.run([...command, '--brewfile', 'Brewfile', ...more]);
}

interface Answer {
  readonly requested: string;
  readonly target: { readonly bottleTag: string };
  readonly tap: string;
}

interface Locked {
  readonly changes: readonly {
    readonly target: { readonly bottleTag: string };
    readonly formula: string;
  }[];
}

interface Planned {
  readonly plans: readonly { readonly items: readonly { readonly formula: string }[] }[];
  readonly skipped: readonly object[];
}

function answersOf({ stdout }: CliResult): readonly string[] {
  const { results }: { results: readonly Answer[] } = JSON.parse(stdout);
  return results.map(({ requested, target, tap }) => `${requested} ${target.bottleTag} ${tap}`);
}

test('each target gets what the Brewfile asks for it, and the JSON lists what is skipped', async () => {
  await using home = await cliHome();
  await sync(home, 'homebrew/core', ['vim', 'mac', 'linux']);
  const text = `brew "vim"; cask "firefox"
brew "mac" if OS.mac?
brew "linux" if OS.linux?
`;
  const result = await run(home, text, ['resolve', '--history', 'git', '--json'], TARGETS);

  expect(result.code).toBe(0);
  expect(answersOf(result)).toEqual([
    'vim big_sur homebrew/core',
    'mac big_sur homebrew/core',
    'vim x86_64_linux homebrew/core',
    'linux x86_64_linux homebrew/core',
  ]);
  expect(JSON.parse(result.stdout).skipped).toEqual([
    {
      source: 'Brewfile',
      line: 1,
      text: 'cask "firefox"',
      code: 'not-a-formula',
      reason: 'cask is not a formula',
      bottleTags: ['big_sur', 'x86_64_linux'],
    },
    expect.objectContaining({ line: 2, code: 'condition-false', bottleTags: ['x86_64_linux'] }),
    expect.objectContaining({ line: 3, code: 'condition-false', bottleTags: ['big_sur'] }),
  ]);
  expect(result.stderr).toContain(
    'Brewfile:3: brew "linux": its condition does not hold (big_sur)',
  );
});

test('a bare name means homebrew/core if it has that formula, and otherwise the one tap that does', async () => {
  await using home = await cliHome();
  await sync(home, 'homebrew/core', ['vim']);
  await sync(home, 'acme/old', ['vim', 'hello']);
  await sync(home, 'acme/new', ['other']);
  const text = 'tap "acme/old"\ntap "acme/new"\nbrew "vim"\nbrew "hello"\n';
  const result = await run(home, text, [
    'resolve',
    '--history',
    'git',
    '--json',
    '--target',
    'big_sur',
  ]);

  expect(answersOf(result)).toEqual([
    'vim big_sur homebrew/core',
    'acme/old/hello big_sur acme/old',
  ]);
});

test('a bare name that two taps have is refused, as by brew', async () => {
  await using home = await cliHome();
  await sync(home, 'homebrew/core', ['vim']);
  await sync(home, 'acme/old', ['hello']);
  await sync(home, 'acme/new', ['hello']);
  const text = 'tap "acme/old"\ntap "acme/new"\nbrew "hello"\n';
  const result = await run(home, text, ['resolve', '--history', 'git', '--target', 'big_sur']);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('hello is in acme/old and in acme/new');
});

test('a tap that was not synced is reported, and stops nothing', async () => {
  await using home = await cliHome();
  await sync(home, 'homebrew/core', ['vim']);
  const text = 'tap "far/away"\nbrew "vim"\nbrew "mystery"\n';
  const result = await run(home, text, [
    'resolve',
    '--history',
    'git',
    '--json',
    '--target',
    'big_sur',
  ]);

  expect(JSON.parse(result.stdout).results).toMatchObject([
    { status: 'found', formula: 'vim' },
    { status: 'not-a-formula', requested: 'mystery' },
  ]);
  expect(result.stderr).toContain('run brewpull sync --tap far/away');
});

test('without a clone the registry says which tap has a bare name', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry({ access: 'open' });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'] });
  const own = { formula: 'hello', pkgVersion: '1.0', tap: 'acme/old', tags: ['big_sur'] };
  publishBottles(registry, own);
  const place = ['--registry', registry.url.href, '--target', 'big_sur'];
  const result = await run(
    home,
    'tap "acme/old"\nbrew "vim"\nbrew "hello"\n',
    ['resolve', '--json'],
    place,
  );

  expect(answersOf(result)).toEqual([
    'vim big_sur homebrew/core',
    'acme/old/hello big_sur acme/old',
  ]);
});

test('if a Brewfile leaves nothing to do, brewpull says what was skipped, even with -q', async () => {
  await using home = await cliHome();
  const text = 'cask "firefox"\nbrew "linux" if OS.linux?\n';
  const result = await run(home, text, ['pull', '--target', 'big_sur', '-q']);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('Brewfile:1: cask "firefox": cask is not a formula');
  expect(result.stderr).toContain('Brewfile:2: brew "linux": its condition does not hold');
});

test('a Brewfile that leaves nothing to do never means everything in a lock', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'] });
  const place = ['--registry', registry.url.href, '--target', 'big_sur', '--lock', 'my.lock'];
  const made = await run(home, 'brew "vim"\n', ['pull', '--history', 'registry'], place);
  const again = await run(home, 'cask "firefox"\n', ['pull', '--history', 'registry'], place);

  expect(made.code).toBe(0);
  expect(again.code).toBe(2);
});

test('lock and plan take what is asked for each target', async () => {
  await using home = await cliHome();
  await using registry = await startRegistry();
  for (const formula of ['vim', 'mac']) {
    publishBottles(registry, { formula, pkgVersion: '9.0', tags: ['big_sur', 'x86_64_linux'] });
  }
  const text = 'brew "vim"\nbrew "mac" if OS.mac?\n';
  const place = ['--registry', registry.url.href, '--history', 'registry', '--json', ...TARGETS];
  const locked = await run(home, text, ['lock'], place);
  const planned = await run(home, text, ['plan'], place);

  const { changes }: Locked = JSON.parse(locked.stdout);
  expect(changes.map(({ target, formula }) => `${formula} ${target.bottleTag}`)).toEqual([
    'mac big_sur',
    'vim big_sur',
    'vim x86_64_linux',
  ]);
  const { plans, skipped }: Planned = JSON.parse(planned.stdout);
  expect(plans.map(({ items }) => items.map(({ formula }) => formula))).toEqual([
    ['mac', 'vim'],
    ['vim'],
  ]);
  expect(skipped).toMatchObject([{ line: 2, bottleTags: ['x86_64_linux'] }]);
});
