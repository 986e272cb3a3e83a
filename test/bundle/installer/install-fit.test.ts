import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BASH, layBundle, runInstaller } from '../../support/brew/bundled.ts';
import { Machine } from '../../support/brew/machine.ts';

const TOOLS = 'the Command Line Tools are not installed, and this Homebrew needs them';

test.each([
  ['4.1.25', 'x86_64', false],
  ['4.1.25', 'arm64', true],
  ['6.0.9', 'x86_64', false],
  ['6.0.9', 'arm64', true],
  ['6.0.10', 'x86_64', false],
  ['6.0.10', 'arm64', true],
  ['6.0.12', 'x86_64', false],
  ['6.0.12', 'arm64', false],
  ['6.0.15', 'arm64', false],
  ['6.0.16', 'x86_64', true],
  ['6.0.16', 'arm64', false],
  ['6.0.18', 'x86_64', true],
])(
  'whether brew %s on %s requires the Command Line Tools: %s',
  async (brewVersion, arch, isNeeded) => {
    await using mac = await Machine.create({ brewVersion, arch, tools: 'missing' });
    await layBundle(mac, arch === 'arm64' ? 'arm64_big_sur' : 'big_sur', { formula: 'a' });
    const ended = await runInstaller(mac);

    expect(ended.code).toBe(isNeeded ? 3 : 0);
    expect(ended.stderr.includes(TOOLS)).toBe(isNeeded);
    expect((await mac.calls()).some((call) => call.startsWith('install'))).toBe(!isNeeded);
    await mac.become({ brewVersion, arch });
    expect((await runInstaller(mac)).code).toBe(0);
  },
);

const RUBY = 'portable-ruby-3.4.5.el_capitan.bottle.tar.gz';
const CACHE = 'Library/Caches/Homebrew';

test("a Portable Ruby in the user's cache is found, and the cache stays unchanged", async () => {
  await using mac = await Machine.create({ ruby: 'missing' });
  await layBundle(mac, 'big_sur', { formula: 'a' });
  const cache = join(mac.folder, CACHE);
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, `${RUBY}.incomplete`), 'half');
  const without = await runInstaller(mac);
  expect(without.code).toBe(3);
  expect(without.stderr).toBe(
    [
      'install.sh: this Homebrew does not start without a network: Error: Failed to download ruby from the following locations:',
      '      - https://ghcr.io/v2/homebrew/portable-ruby/portable-ruby/blobs/sha256:0c78b38f',
      '    Error: Failed to install Homebrew Portable Ruby (and your system version is too old)!',
      '',
    ].join('\n'),
  );
  await writeFile(join(cache, RUBY), 'ruby');
  expect(await runInstaller(mac)).toMatchObject({ code: 0, stderr: '' });

  expect(await readdir(cache)).toEqual([RUBY, `${RUBY}.incomplete`]);
  expect(await readFile(join(cache, RUBY), 'utf8')).toBe('ruby');
  expect(await readFile(join(mac.prefix, 'stand-in/environment'), 'utf8')).not.toContain(CACHE);
});

test('a Portable Ruby that brew refuses is named with its path', async () => {
  await using mac = await Machine.create({ ruby: 'missing' });
  await layBundle(mac, 'big_sur', { formula: 'a' });
  const cache = join(mac.folder, 'other cache');
  await mkdir(cache);
  await writeFile(join(cache, RUBY), 'damaged');
  const script = join(mac.folder, 'bundle/install.sh');
  const { code, stderr } = await mac.run([BASH, script], { env: { HOMEBREW_CACHE: cache } });

  expect(code).toBe(3);
  expect(stderr).toContain('without a network: Error: Checksum mismatch.\n');
  expect(stderr).toContain(`     Archive: ${join(cache, RUBY)}\n`);
});

test.each(['4.1.25', '4.6.3', '5.0.16'])(
  'brew %s warns once that it does not support this macOS, and gives other warnings each time',
  async (brewVersion) => {
    await using mac = await Machine.create({ brewVersion, unsupported: '11' });
    const formulaLines = ['removed_dsl'];
    await layBundle(mac, 'big_sur', { formula: 'a', formulaLines }, { formula: 'b', formulaLines });
    const { code, stdout } = await runInstaller(mac);

    expect(code).toBe(0);
    expect(
      stdout.match(/Warning: You are using macOS 11\.\n {4}We \(and Apple\) do not/g),
    ).toHaveLength(1);
    expect(stdout.match(/do not provide|buggy/g)).toHaveLength(brewVersion === '4.1.25' ? 2 : 1);
    expect(stdout.match(/Warning: Unreadable formula in/g)).toHaveLength(2);
  },
);

test('the switch for paths is set only for the commands that need it', async () => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  await layBundle(mac, 'big_sur', {
    formula: 'a',
    formulaLines: ['removed_dsl', 'def post_install', 'end'],
  });
  const brew = join(mac.prefix, 'bin/brew');
  await mac.run(['cp', brew, join(mac.prefix, 'bin/real')]);
  const keep = `echo "$1 \${HOMEBREW_TESTS-no}" >>'${mac.folder}/switches'`;
  await writeFile(brew, `#!/bin/sh\n${keep}\nexec '${mac.prefix}/bin/real' "$@"\n`);
  expect((await runInstaller(mac, '--pin')).code).toBe(0);
  await rm(join(mac.prefix, 'var/homebrew/linked/a'));
  expect((await runInstaller(mac)).code).toBe(0);

  const switches = (await readFile(join(mac.folder, 'switches'), 'utf8')).trimEnd().split('\n');
  expect([...new Set(switches.filter((line) => !line.startsWith('--')))].toSorted()).toEqual([
    'config no',
    'install 1',
    'link no',
    'pin no',
    'postinstall 1',
  ]);
});

test.each([
  ['.homebrew/brew.env', {}],
  ['config/homebrew/brew.env', { XDG_CONFIG_HOME: 'config' }],
  ['brew/etc/homebrew/brew.env', {}],
])("brew's environment file %s does not interfere", async (file, env) => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  await layBundle(mac, 'big_sur', { formula: 'a', formulaLines: ['removed_dsl'] });
  const path = join(mac.folder, file);
  await mkdir(join(path, '..'), { recursive: true });
  const lines = [
    'HOMEBREW_CACHE=/nowhere',
    'HOMEBREW_FORBID_PACKAGES_FROM_PATHS=1',
    'HOMEBREW_NO_INSTALL_FROM_API=',
    'HOMEBREW_DEVELOPER=1',
    'HOMEBREW_TEMP=/their own',
  ];
  const text = lines.map((line) => `${line}\n`).join('');
  await writeFile(path, text);
  const script = join(mac.folder, 'bundle/install.sh');
  const ended = await mac.run([BASH, script], { env });

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const environment = await readFile(join(mac.prefix, 'stand-in/environment'), 'utf8');
  expect(environment).toContain('HOMEBREW_TESTS=1\n');
  expect(environment).toContain('HOMEBREW_NO_INSTALL_FROM_API=1\n');
  expect(environment).toContain('HOMEBREW_TEMP=/their own\n');
  expect(environment).not.toMatch(/(?:DEVELOPER|PATHS)=./);
  expect(await readFile(path, 'utf8')).toBe(text);
  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
});
