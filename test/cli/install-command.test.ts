import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { Machine } from '../support/brew/machine.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { formulaText, type FormulaFacts } from '../support/tap/formula-text.ts';

const registry = once(async () => {
  const made = await startRegistry();
  const dependencies = ['gettext', 'user/tap/lua'].map((name) => ({ name, pkgVersion: '1.0' }));
  const conflicts = ['ex-vi', 'macvim'];
  const formula = formulaText({ name: 'vim', version: '9.0', conflicts });
  const vim = { formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'], dependencies };
  publishBottles(made, { ...vim, formulaText: formula });
  const disabled = 'disable! date: "2024-01-01", because: :unmaintained';
  const relic = formulaText({ name: 'relic', version: '1.0' }).replace(
    'def install',
    `${disabled}\n  def install`,
  );
  publishBottles(made, {
    formula: 'relic',
    pkgVersion: '1.0',
    tags: ['big_sur'],
    formulaText: relic,
  });
  publishBottles(made, { formula: 'wget', pkgVersion: '1.2', rebuild: 1, tags: ['big_sur'] });
  const bare = { pkgVersion: '2.1', tags: ['big_sur'] };
  const textOf = (name: string, more: Partial<FormulaFacts> = {}): string =>
    formulaText({ name, version: '2.1', ...more });
  publishBottles(made, { formula: 'tree', ...bare, formulaText: textOf('tree') });
  const built = textOf('sl', { buildDependencies: ['cmake'] });
  publishBottles(made, { formula: 'sl', ...bare, formulaText: built });
  publishBottles(made, { formula: 'odd', ...bare, formulaText: 'class Odd < (' });
  const one = [{ name: 'zlib', pkgVersion: '1.0' }];
  publishBottles(made, { formula: 'xz', ...bare, dependencies: one });
  const untold = { big_sur: { withoutTab: true } };
  publishBottles(made, { formula: 'jq', pkgVersion: '2.1', tags: untold });
  return made;
});

function pull(
  home: CliHome,
  argv: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  return home.run([...argv, '--target', 'big_sur', '--history', 'registry'], more);
}

/** The line on standard error that is the command for brew. */
function commandIn({ stderr }: CliResult): string {
  return (
    stderr
      .split('\n')
      .find((line) => line.includes('brew install'))
      ?.trim() ?? ''
  );
}

test.each([
  ['4.1.25', '4.1.25', false],
  ['4.6.3', 'Homebrew 4.6.3-12-gabcdef', false],
  ['4.6.4', '4.6.4', true],
  ['5.0.16', '5.0.16', false],
  ['5.0.16', undefined, true],
  ['6.0.18', undefined, true],
  ['4.1.25', undefined, true],
])(
  '-v shows the command that brew %s accepts for one bottle (version given: %s)',
  async (brewVersion, told, developer) => {
    await using home = await cliHome({ registry: registry() });
    const said = told === undefined ? [] : ['--brew-version', told];
    const result = await pull(home, ['vim', '-v', ...said]);

    expect(result).toMatchObject({
      code: 0,
      stdout: `${join(home.work, 'vim--9.0.big_sur.bottle.tar.gz')}\n`,
    });
    const command = commandIn(result);
    expect(command).toContain('--force-bottle --ignore-dependencies ./vim--9.0.big_sur.bottle');
    expect(command.includes('HOMEBREW_DEVELOPER=1')).toBe(developer);
    expect(command.includes('ex-vi')).toBe(developer);
    expect(result.stderr).toContain('It needs gettext, lua: install those first');
    await using mac = await Machine.create({ brewVersion });
    const ended = await mac.run(['sh', '-c', command], { cwd: home.work });
    expect(ended.code).toBe(0);
    expect(await readdir(join(mac.prefix, 'opt'))).toEqual(['vim']);
  },
);

test('--json has the command for every bottle, and standard error has none', async () => {
  await using home = await cliHome({ registry: registry() });
  const result = await pull(home, ['vim', 'wget', '--json', '--brew-version', '4.2.0']);
  const { results } = JSON.parse(result.stdout);

  expect(results).toMatchObject([
    { install: { command: expect.stringContaining('./vim--9.0.big_sur.bottle.tar.gz') } },
    { install: { command: expect.stringContaining('./wget--1.2.big_sur.bottle.1.tar.gz') } },
  ]);
  expect(results[0].install.notes).toHaveLength(2);
  expect(commandIn(result)).toBe('');
  expect(dirname(results[0].file)).toBe(home.work);
});

test.each([
  ['2023-12-31', false],
  ['2024-01-01', true],
])('on %s the command forces brew to install a disabled formula: %s', async (day, isForced) => {
  await using home = await cliHome({ registry: registry() });
  const command = commandIn(
    await pull(home, ['relic', '-v'], { now: () => new Date(`${day}T12:00:00Z`) }),
  );

  expect(command.includes('--ignore-dependencies --force ./relic')).toBe(isForced);
});

test.each([
  ['vim', 'For the Mac, with the 2 others that it needs and an installer:'],
  ['xz', 'For the Mac, with the other that it needs and an installer:'],
  ['jq', 'For the Mac, with all that it needs and an installer:'],
  ['relic', 'For the Mac, with an installer:'],
  // What its formula mentions is not known.
  ['odd', 'For the Mac, with an installer:'],
])('after a pull of %s the next step is a bundle, in two lines', async (name, head) => {
  await using home = await cliHome({ registry: registry() });
  const { stderr } = await pull(home, [name], { now: () => new Date('2024-05-01T00:00:00Z') });

  const [said, line, ...rest] = stderr.trimEnd().split('\n').slice(-2);
  expect([said, ...rest]).toEqual([head]);
  const question = '--target big_sur --history registry --registry';
  expect(line).toBe(`  brewpull bundle ${name} ${question} ${registry().url.href}`);
});

test.each([
  ['tree', '4.6.3', '4.6.3'],
  ['tree', '4.6.4', '4.6.4'],
  ['tree', '5.0.16', '5.0.16'],
  ['tree', '4.1.25', undefined],
  // Its formula names only a build dependency.
  ['sl', '4.2.21', undefined],
  ['sl', '6.0.18', undefined],
])(
  'brew reinstall is suggested for %s, which needs nothing, and works in brew %s (version given: %s)',
  async (name, brewVersion, told) => {
    await using home = await cliHome({ registry: registry() });
    const said = told === undefined ? [] : ['--brew-version', told];
    const { stderr, stdout } = await pull(home, [name, ...said]);
    const [file = ''] = stdout.trimEnd().split('\n');
    const lines = stderr.split('\n').filter((line) => /^ {2}(?:bash|brew) /.test(line));

    expect(lines).toEqual([
      `  bash offline-brew.sh ./${basename(file)}`,
      `  brew reinstall ./${basename(file)}`,
    ]);
    expect(stderr).toContain(`With an installer instead: brewpull bundle ${name} --target big_sur`);
    await using mac = await Machine.create({ brewVersion });
    const { stdout: script } = await runCli(['offline-brew'], { cwd: home.work });
    await writeFile(join(home.work, 'offline-brew.sh'), script);
    const ended = await mac.run(['sh', '-ec', lines.join('\n')], { cwd: home.work });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(join(mac.prefix, 'opt'))).toEqual([name]);
  },
);

// Their reinstall moves the keg aside and fails.
test.each(['4.6.18', '4.6.20'])('a bundle is suggested instead for brew %s', async (version) => {
  await using home = await cliHome({ registry: registry() });
  const { stderr } = await pull(home, ['tree', '--brew-version', version]);

  expect(stderr).not.toContain('brew reinstall');
  expect(stderr).toContain('  brewpull bundle tree ');
});

test('the suggested bundle has exactly the names and targets that were typed', async () => {
  await using home = await cliHome({ registry: registry() });
  const typed = ['--macos', 'Big Sur', '--arch', 'amd64', '--exact'];
  const argv = ['vim', 'xz', ...typed, '--history', 'registry', '--concurrency', '2'];
  const { stderr } = await home.run([...argv, '-o', 'here']);

  const line = `brewpull bundle vim xz --macos 'Big Sur' --arch amd64 --exact --history registry --registry ${registry().url.href}`;
  expect(stderr.trimEnd().split('\n').slice(-2)).toEqual([
    'For the Mac, with all that they need and an installer:',
    `  ${line}`,
  ]);
});

test('what cannot be typed again in one line is described in words', async () => {
  await using home = await cliHome({ registry: registry() });
  const { stderr } = await pull(home, ['--from-file', '-'], { stdin: 'vim\nxz\n' });

  expect(stderr.trimEnd().split('\n').at(-1)).toBe(
    '  brewpull bundle, with the same names and target',
  );
});

test.each([
  ['with -q', ['-q']],
  ['with --dry-run', ['--dry-run']],
  ['for a name that brew does not take', ['-o', 'vim.tar.gz']],
])('no command is shown %s', async (_why, argv) => {
  await using home = await cliHome({ registry: registry() });
  const result = await pull(home, ['vim', '-v', ...argv]);

  expect(result.code).toBe(0);
  expect(result.stderr).not.toMatch(/brew (?:re)?install|brewpull bundle/);
});

test('no bundle is suggested when a name failed, because the bundle would fail too', async () => {
  await using home = await cliHome({ registry: registry() });
  const result = await pull(home, ['vim', 'nosuch']);

  expect(result.code).toBe(6);
  expect(result.stderr).not.toContain('brewpull bundle');
});

test('an invalid version of brew is refused before any request', async () => {
  await using home = await cliHome({ registry: registry() });
  registry().requests.length = 0;
  const result = await pull(home, ['vim', '--brew-version', 'latest; rm -rf']);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('is not a version of brew');
  expect(registry().requests).toEqual([]);
});

test('the version of brew can come from the environment', async () => {
  await using home = await cliHome({ registry: registry() });
  const result = await pull(home, ['vim', '-v'], { env: { BREWPULL_BREW_VERSION: '4.1.0' } });

  expect(result.stderr).toContain('(brew 4.1.0)');
});
