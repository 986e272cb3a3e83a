import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brewNote } from '../../../src/bundle/probe/brew-note.ts';
import { parseProbe } from '../../../src/bundle/probe/probe-schema.ts';
import { cpuWarning } from '../../../src/bundle/probe/cpu-warning.ts';
import { probeSnippet } from '../../../src/bundle/probe/probe-script.ts';
import { InvalidFileError } from '../../../src/core/errors.ts';
import { Machine } from '../../support/brew/machine.ts';

async function probe(mac: Machine, env: Record<string, string> = {}): Promise<string> {
  const script = join(mac.folder, 'probe.sh');
  await writeFile(script, probeSnippet());
  const { code, stdout, stderr } = await mac.run(['sh', script], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const read = (text: string): ReturnType<typeof parseProbe> =>
  parseProbe(Buffer.from(text), 'mac.json');

test('the script describes a Mac in one line, and changes nothing', async () => {
  await using mac = await Machine.create({ brewVersion: '4.6.4' });
  const keg = join(mac.prefix, 'Cellar/python@3.12');
  for (const version of ['3.12.0', '3.12.1_1', 'half "made"'])
    await mkdir(join(keg, version), { recursive: true });
  await writeFile(join(keg, '3.12.0/INSTALL_RECEIPT.json'), '{}');
  await writeFile(join(keg, '3.12.1_1/INSTALL_RECEIPT.json'), '{}');
  await mkdir(join(mac.prefix, 'opt'));
  await mac.run([
    'ln',
    '-s',
    '../Cellar/python@3.12/3.12.1_1',
    join(mac.prefix, 'opt/python@3.12'),
  ]);
  const before = await readdir(mac.prefix, { recursive: true });
  const printed = await probe(mac);

  expect(printed.trimEnd()).not.toContain('\n');
  expect(read(printed)).toMatchObject({
    target: { bottleTag: 'big_sur' },
    systemVersion: '11.7.10',
    prefix: mac.prefix,
    cellar: `${mac.prefix}/Cellar`,
    brewVersion: '4.6.4',
    cpuFamily: undefined,
    kegs: [
      { name: 'python@3.12', version: '3.12.0', isLinked: false },
      { name: 'python@3.12', version: '3.12.1_1', isLinked: true },
    ],
  });
  expect(await readdir(mac.prefix, { recursive: true })).toEqual(before);
});

/** Writes the files that say which Ruby a brew needs, as in Homebrew/brew; `current` is the Ruby that is there. */
async function layRuby(
  mac: Machine,
  { wanted = '4.0.6', tag = 'catalina', current = '', tree = '.' } = {},
): Promise<void> {
  const vendor = join(mac.prefix, tree, 'Library/Homebrew/vendor');
  await mkdir(join(vendor, 'portable-ruby', current, 'bin'), { recursive: true });
  await writeFile(join(vendor, 'portable-ruby-version'), `${wanted}\n`);
  await writeFile(join(vendor, 'portable-ruby-x86_64-darwin'), `ruby_TAG=${tag}\nruby_SHA=00\n`);
  if (current === '') return;
  await symlink(current, join(vendor, 'portable-ruby/current'));
  for (const name of ['ruby', 'bundle'])
    await writeFile(join(vendor, 'portable-ruby', current, 'bin', name), '', { mode: 0o755 });
}

const PORTABLE = { ruby: 'portable', rubyVersion: '4.0.6', rubyWanted: '4.0.6' };

test('a brew with its Ruby is started without access to the network, and nothing is kept', async () => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  await layRuby(mac, { current: '4.0.6' });
  const { brew } = read(await probe(mac));

  expect(brew).toEqual({
    ...PORTABLE,
    starts: 'yes',
    reason: '',
    arch: 'x86_64',
    rubyTag: 'catalina',
  });
  expect(await mac.calls()).toEqual(['config']);
  const environment = await readFile(join(mac.prefix, 'stand-in/environment'), 'utf8');
  for (const name of ['NO_AUTO_UPDATE', 'NO_INSTALL_FROM_API', 'NO_GITHUB_API', 'NO_ANALYTICS'])
    expect(environment).toContain(`HOMEBREW_${name}=1\n`);
  expect(environment).toMatch(/^HOMEBREW_CACHE=.*\/tmp\/brewpull\./m);
  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
});

const CACHED = 'portable-ruby-4.0.6.catalina.bottle.tar.gz';

test.each([
  ['none', 'no', 'Portable Ruby 4.0.6 is not there', {}],
  ['outdated', 'no', 'it has Portable Ruby 3.4.5 and needs 4.0.6', { current: '3.4.5' }],
  ['cached', 'unknown', 'Portable Ruby 4.0.6 is in the cache', { cached: CACHED }],
  ['cached', 'unknown', 'when it first starts', { cached: CACHED, current: '3.4.5' }],
])('a brew whose Ruby is %s is not started, as it would change', async (ruby, starts, why, is) => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  await layRuby(mac, 'current' in is ? { current: is.current } : {});
  if ('cached' in is) {
    const cache = join(mac.folder, 'Library/Caches/Homebrew');
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, is.cached ?? ''), '');
  }
  const { brew } = read(await probe(mac));

  expect(brew).toMatchObject({ ruby, starts, reason: expect.stringContaining(why) });
  expect(await mac.calls()).toEqual([]);
});

test('root does not start brew', async () => {
  await using mac = await Machine.create({ uid: 0 });
  await layRuby(mac, { current: '4.0.6' });

  expect(read(await probe(mac)).brew).toMatchObject({ starts: 'unknown', ruby: 'portable' });
  expect(await mac.calls()).toEqual([]);
});

test('what brew says when it does not start is reduced to one harmless line', async () => {
  await using mac = await Machine.create();
  await layRuby(mac, { current: '4.0.6' });
  const brew = `#!/bin/sh
[ "$1" != config ] || { printf 'Error: no\\033[2J "\\\\\\\\" \\302\\233\\177 \\344x\\nmore\\n' >&2; exit 1; }
case $1 in --cellar) echo ${quoted(mac.prefix)}/Cellar ;; --version) echo Homebrew 6.0.18 ;; *) echo ${quoted(mac.prefix)} ;; esac
`;
  await writeFile(join(mac.prefix, 'bin/brew'), brew);

  expect(read(await probe(mac)).brew).toMatchObject({
    starts: 'no',
    reason: 'no?[2J "\\\\" ??? ?x',
  });
});

const quoted = (path: string): string => `'${path}'`;

test('if brew does not start, one that was laid down beside it is described', async () => {
  await using mac = await Machine.create({ brewVersion: '6.0.18' });
  await layRuby(mac);
  const tree = 'Homebrew-4.6.10';
  await layRuby(mac, { wanted: '3.4.5', tag: 'el_capitan', current: '3.4.5', tree });
  const beside = `#!/bin/sh
case $1 in
  --repository) echo ${quoted(mac.prefix)}/${tree} ;;
  --version) echo Homebrew 4.6.10 ;;
  --cellar) echo ${quoted(mac.prefix)}/Cellar ;;
  *) echo ${quoted(mac.prefix)} ;;
esac
`;
  await writeFile(join(mac.prefix, 'bin/brew-4.6.10'), beside, { mode: 0o755 });
  const found = read(await probe(mac));

  expect(found.brewVersion).toBe('4.6.10');
  expect(found.brew).toMatchObject({ starts: 'yes', ruby: 'portable', rubyVersion: '3.4.5' });
  await rm(join(mac.prefix, tree), { recursive: true });
  const first = read(await probe(mac));
  expect(first.brewVersion).toBe('6.0.18');
  expect(first.brew).toMatchObject({ starts: 'no', rubyWanted: '4.0.6' });
});

test('a brew that does not answer is given up after a time limit', async () => {
  await using mac = await Machine.create();
  await layRuby(mac, { current: '4.0.6' });
  const real = await readFile(join(mac.prefix, 'bin/brew'), 'utf8');
  const slow = real.replace('set -u', '[ "$1" != config ] || exec sleep 60\nset -u');
  await writeFile(join(mac.prefix, 'bin/brew'), slow);
  const printed = await probe(mac, { PROBE_SECONDS: '1' });

  expect(read(printed).brew).toMatchObject({
    starts: 'unknown',
    reason: 'brew config did not end within 1 seconds',
  });
  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
}, 20_000);

test.each([
  ['x86_64', 'el_capitan'],
  ['arm64', 'arm64_big_sur'],
])(
  'before 4.3 brew says in vendor-install.sh what its Ruby is built for: %s',
  async (arch, tag) => {
    await using mac = await Machine.create({ arch });
    const library = join(mac.prefix, 'Library/Homebrew');
    await mkdir(join(library, 'vendor'), { recursive: true });
    await mkdir(join(library, 'cmd'), { recursive: true });
    await writeFile(join(library, 'vendor/portable-ruby-version'), '3.1.4\n');
    const names = ['el_capitan', 'arm64_big_sur', 'x86_64_linux'].map(
      (each) => `    ruby_FILENAME="portable-ruby-3.1.4.${each}.bottle.tar.gz"\n`,
    );
    await writeFile(join(library, 'cmd/vendor-install.sh'), names.join(''));

    expect(read(await probe(mac)).brew).toMatchObject({ ruby: 'none', rubyTag: tag, arch });
  },
);

test('the script describes Linux', async () => {
  await using mac = await Machine.create({ brewVersion: '4.6.4' });
  await mac.become({ system: 'linux', arch: 'aarch64' });

  expect(read(await probe(mac)).target.bottleTag).toBe('arm64_linux');
});

function described(fields: Record<string, unknown>): string {
  return JSON.stringify({
    schemaVersion: 1,
    system: 'macos',
    systemVersion: '13.6',
    arch: 'x86_64',
    cpuFamily: '',
    prefix: '',
    cellar: '',
    brewVersion: '',
    kegs: [],
    ...fields,
  });
}

test('a processor that is older than the bottles gets a warning', () => {
  const nehalem = String(0x6b5a4cd2);
  const penryn = String(0x78ea4fbc);
  // sysctl printed signed numbers.
  const icelake = String(0x38435547);

  expect(cpuWarning(read(described({ cpuFamily: nehalem })))).toContain('(nehalem) is older');
  expect(
    cpuWarning(read(described({ cpuFamily: nehalem, systemVersion: '11.7' }))),
  ).toBeUndefined();
  expect(cpuWarning(read(described({ cpuFamily: penryn, systemVersion: '11.7' })))).toContain(
    '(penryn)',
  );
  expect(cpuWarning(read(described({ cpuFamily: icelake })))).toBeUndefined();
  expect(cpuWarning(read(described({ cpuFamily: '1' })))).toBeUndefined();
});

const BREW = {
  starts: 'yes',
  reason: '',
  arch: 'x86_64',
  ruby: 'portable',
  rubyVersion: '4.0.6',
  rubyWanted: '4.0.6',
  rubyTag: 'catalina',
};

test.each([
  ['one that starts', {}, {}, undefined],
  ['a probe of an older script', { brew: undefined }, {}, undefined],
  ['none', { brew: undefined, prefix: '' }, {}, 'no Homebrew was found on that machine'],
  ['one that fails', {}, { starts: 'no', reason: 'bad luck' }, 'does not start: bad luck; --with'],
  [
    'one whose Ruby is for a newer macOS',
    { systemVersion: '10.13.6' },
    { starts: 'no', reason: 'dyld: Symbol not found' },
    'its Portable Ruby 4.0.6 is built for macOS 10.15 and newer, and that Mac has 10.13 (dyld: Symbol not found); --with-brew',
  ],
  [
    'one that would unpack such a Ruby',
    { systemVersion: '10.13.6' },
    { starts: 'unknown', ruby: 'cached', reason: 'it is in the cache' },
    'will not start: its Portable Ruby 4.0.6 is built for macOS 10.15',
  ],
  ['one that starts all the same', { systemVersion: '10.13.6' }, {}, undefined],
  ['one that was not tried', {}, { starts: 'unknown', ruby: 'cached' }, undefined],
  [
    'an Intel one on Apple silicon',
    { arch: 'arm64' },
    {},
    'for Intel, and bottles for arm64_ventura',
  ],
  ['a kind of Ruby of a newer script', {}, { ruby: 'truffle' }, undefined],
])('the note says what keeps that brew from the bundle: %s', (_what, machine, brew, said) => {
  const fields = { prefix: '/usr/local', brew: { ...BREW, ...brew }, ...machine };
  const note = brewNote(read(described(fields)));

  if (said === undefined) expect(note).toBeUndefined();
  else expect(note).toContain(said);
});

test.each([
  ['not JSON', '{'],
  ['another version', described({ schemaVersion: 2 })],
  ['a macOS that never was', described({ systemVersion: '17.0' })],
  ['a processor without bottles', described({ arch: 'ppc' })],
  ['a relative prefix', described({ prefix: 'usr/local' })],
  ['control characters of brew', described({ brew: { ...BREW, reason: '\u001b[2J' } })],
  ['control characters', described({ brewVersion: '4\u001b[2J' })],
])('%s is refused', (_what, text) => {
  expect(() => read(text)).toThrow(InvalidFileError);
});
