import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BASH, layBundle, runInstaller } from '../../support/brew/bundled.ts';
import { Machine } from '../../support/brew/machine.ts';

/** Every way of installing bottles by path, and every way of marking dependencies. */
const BREWS = ['4.1.25', '4.6.3', '4.6.4', '5.0.16', '6.0.18'];

const step = (...lines: readonly string[]): readonly string[] => [
  'def post_install',
  ...lines.map((line) => `  ${line}`),
  'end',
];
const TOOL = { formula: 'tool', formulaLines: step('(var/"tool-ran").write "yes"') };
const NEW_TOOL = { formula: 'tool', formulaLines: ['removed_dsl', ...TOOL.formulaLines] };
const MARK = 'var/brewpull/post-install/tool';
const UNTIL_MENDED = {
  formula: 'tool',
  formulaLines: step('raise "no" unless (etc/"mended").exist?', '(var/"tool-ran").write "yes"'),
};

const readOf = async (mac: Machine, path: string): Promise<string | undefined> =>
  readFile(join(mac.prefix, path), 'utf8').catch(() => undefined);

test.each(BREWS)('the step of a formula that brew %s cannot read is run', async (brewVersion) => {
  await using mac = await Machine.create({ brewVersion });
  await layBundle(mac, 'big_sur', NEW_TOOL);
  const ended = await runInstaller(mac);

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(await readOf(mac, 'var/tool-ran')).toBe('yes\n');
  // The keg has what the bottle contains.
  expect(await readOf(mac, 'Cellar/tool/1.0/.brew/tool.rb')).toContain('removed_dsl');
  expect(await readdir(join(mac.prefix, 'var'))).toEqual(['homebrew', 'tool-ran']);
  expect(await readdir(join(mac.prefix, 'Library'))).toEqual(['Homebrew']);
  expect((await runInstaller(mac)).stdout).toContain('[1/1] tool 1.0: installed already\n');
});

test.each(BREWS)(
  'a step that fails is reported, and tried again, with brew %s',
  async (brewVersion) => {
    await using mac = await Machine.create({ brewVersion });
    await layBundle(mac, 'big_sur', UNTIL_MENDED);
    const failed = await runInstaller(mac);

    expect(failed.code).toBe(6);
    expect(failed.stderr).toBe('install.sh: the post-install step of tool 1.0 did not finish\n');
    expect(failed.stdout).toContain('Of 1: 1 installed, 0 there already, 0 kept newer, 0 failed');
    expect(failed.stdout).toContain('\nWithout their post-install step: tool 1.0. Run this again');
    // The location of brew itself does not matter to the user.
    expect(failed.stdout).not.toContain('.rb:1:in');
    expect(await readOf(mac, MARK)).toBe('1.0\n');
    expect((await runInstaller(mac, '--dry-run')).stdout).toContain(
      'installed already; its post-install step would be run',
    );
    expect((await runInstaller(mac)).code).toBe(6);
    await mkdir(join(mac.prefix, 'etc'));
    await writeFile(join(mac.prefix, 'etc/mended'), '');
    const mended = await runInstaller(mac);
    expect(mended.code).toBe(0);
    expect(mended.stdout).toContain('installed already; running its post-install step...');
    expect(await readOf(mac, 'var/tool-ran')).toBe('yes\n');
    expect(await readdir(join(mac.prefix, 'var'))).toEqual(['homebrew', 'tool-ran']);
    expect((await runInstaller(mac)).stdout).toContain('[1/1] tool 1.0: installed already\n');
  },
);

test('a list of steps that is newer than this brew is reported, because it cannot be run', async () => {
  await using mac = await Machine.create({ brewVersion: '5.0.16' });
  const formulaLines = ['post_install_steps do', '  mkdir_p "x", base: :var', 'end'];
  await layBundle(mac, 'big_sur', { formula: 'tool', formulaLines });
  const ended = await runInstaller(mac);
  expect(ended.code).toBe(6);
  expect(ended.stdout).toContain("undefined method 'post_install_steps'");
  expect(ended.stdout).toContain('Without their post-install step: tool 1.0.');
  await mac.become({ brewVersion: '6.0.18' });

  expect((await runInstaller(mac)).code).toBe(0);
});

test('what a step needs from its formula comes along: constants and other methods', async () => {
  await using mac = await Machine.create({ brewVersion: '4.2.21' });
  const formulaLines = [
    'removed_dsl do',
    '  anything',
    'end',
    '',
    'NAMES = [',
    '  "one",',
    '].freeze',
    '',
    'def short = NAMES.first',
    'def one_line; end',
    ...step('if short', '  (var/"tool-ran").write "yes"', 'end'),
    '',
    'test do',
    '  system "true"',
    'end',
  ];
  await layBundle(mac, 'big_sur', { formula: 'tool', formulaLines });
  const brew = join(mac.prefix, 'bin/brew');
  await mac.run(['cp', brew, join(mac.prefix, 'bin/real')]);
  const keep = `[ "\${1-}" != postinstall ] || cp "$2" '${mac.folder}/recipe.rb'`;
  await writeFile(brew, `#!/bin/sh\n${keep}\nexec '${mac.prefix}/bin/real' "$@"\n`);
  expect((await runInstaller(mac)).code).toBe(0);

  expect(await readFile(join(mac.folder, 'recipe.rb'), 'utf8')).toMatch(
    new RegExp(
      String.raw`^class Tool < Formula\n(?:  \w+ ".*"\n)+` +
        [
          '  NAMES = [',
          '    "one",',
          '  ].freeze',
          '  def short = NAMES.first',
          '  def one_line; end',
          '  def post_install',
          '    if short',
          '      (var/"tool-ran").write "yes"',
          '    end',
          '  end',
          'end',
          '$',
        ]
          .map((line) => line.replaceAll(/[[\]()]/g, String.raw`\$&`))
          .join('\n')
          .replace('\n$', '\n$'),
    ),
  );
});

test('a step may refer to formulae that brew cannot read', async () => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  const library = { formula: 'library', isRequested: false, formulaLines: ['removed_dsl'] };
  const formulaLines = step('(var/"tool-ran").write "yes"', 'puts Formula["library"].opt_bin');
  await layBundle(mac, 'big_sur', library, {
    formula: 'tool',
    dependencies: ['library'],
    formulaLines,
  });

  expect(await runInstaller(mac)).toMatchObject({ code: 0, stderr: '' });
  expect(await readdir(join(mac.prefix, 'Library'))).toEqual(['Homebrew']);
});

test('an unreadable formula is installed after an older unreadable one', async () => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  const older = { ...NEW_TOOL, pkgVersion: '0.9' };
  await layBundle(mac, 'big_sur', older);
  expect((await runInstaller(mac)).code).toBe(0);
  await layBundle(mac, 'big_sur', NEW_TOOL);

  expect(await runInstaller(mac)).toMatchObject({ code: 0, stderr: '' });
  expect(await readdir(join(mac.prefix, 'Cellar/tool'))).toEqual(['0.9', '1.0']);
});

test('a mark of another version does not count', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, 'big_sur', TOOL);
  await runInstaller(mac);
  await mkdir(join(mac.prefix, 'var/brewpull/post-install'), { recursive: true });
  await writeFile(join(mac.prefix, MARK), '0.9\n');
  await runInstaller(mac);

  expect((await mac.calls()).filter((call) => call.startsWith('postinstall'))).toEqual([]);
});

test.each(['pour', 'step'])('after a power cut during the %s the step is run', async (where) => {
  await using mac = await Machine.create();
  await layBundle(mac, 'big_sur', where === 'pour' ? TOOL : NEW_TOOL);
  await mac.become(where === 'pour' ? { stall: 'tool' } : { stallPost: 'tool' });
  const cut = new AbortController();
  const running = mac.run([BASH, join(mac.folder, 'bundle/install.sh')], { signal: cut.signal });
  await mac.untilStalled();
  expect(await readOf(mac, MARK)).toBe('1.0\n');
  cut.abort();
  await running;
  await mac.become({});

  expect((await runInstaller(mac)).code).toBe(0);
  expect(await readOf(mac, 'var/tool-ran')).toBe('yes\n');
  expect(await readdir(join(mac.prefix, 'var'))).toEqual(['homebrew', 'tool-ran']);
});
