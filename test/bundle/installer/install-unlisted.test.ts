import { appendFile, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { forge } from '../../support/brew/forge.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
const BOTTLE = 'bottles/a--1.0.big_sur.bottle.tar.gz';
const EVIL = 'class Openssl < Formula\nsystem "touch pwned"\nend\n';

async function machineWithBundle(): Promise<Machine> {
  const made = await Machine.create();
  const item = await makeBottle(join(made.folder, 'cache'), { formula: 'a', stubs: ['cmake'] });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const linked = join(made.folder, 'linked');
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path: linked, format: 'folder' });
  // A copy, so that damage does not reach the linked files.
  await cp(linked, join(made.folder, 'the bundle'), { recursive: true });
  return made;
}

async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(join(mac.folder, 'the bundle'), 'install.sh'), ...args]);
}

/** How a run ended: its exit code and message, the calls of brew, and what it left behind. */
async function outcomeOf(mac: Machine, { code, stderr }: Ended): Promise<object> {
  return { code, stderr, calls: await mac.calls(), left: await readdir(join(mac.folder, 'tmp')) };
}

function refusal(message: string): object {
  return { code: 4, stderr: expect.stringContaining(message), calls: [], left: [] };
}

async function put(mac: Machine, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(join(mac.folder, 'the bundle'), name)), { recursive: true });
  await writeFile(join(join(mac.folder, 'the bundle'), name), text);
}

async function changeSums(mac: Machine, change: (text: string) => string): Promise<void> {
  const path = join(join(mac.folder, 'the bundle'), 'SHA256SUMS');
  await writeFile(path, change(await readFile(path, 'latin1')), 'latin1');
}

test.each([
  ['installer/big_sur/stubs/openssl@3.rb'],
  ['installer/big_sur/fallback/b.rb'],
  ['installer/other.tsv'],
  ['bottles/a--1.0.big_sur.bottle.1.tar.gz'],
  ['formulae/homebrew/core/x/a.rb'],
  ['registry/x.json'],
  ['.hidden/x.rb'],
  ['notes.txt'],
])('%s, which SHA256SUMS does not list, is refused by name and not used', async (name) => {
  await using mac = await machineWithBundle();
  await put(mac, name, EVIL);
  const message = `install.sh: ${name} is not part of this bundle (SHA256SUMS does not list it)`;

  for (const args of [['--check'], [], ['--dry-run']]) {
    expect(await outcomeOf(mac, await install(mac, ...args))).toEqual(refusal(message));
  }
});

test('odd names are refused, too, and cannot control the terminal', async () => {
  await using mac = await machineWithBundle();
  await put(mac, 'bottles/a b', 'x');
  await put(mac, 'installer/big_sur/stubs/a\nREADME.txt', 'x');
  await put(mac, 'installer/big_sur/stubs/\u001b[2J.rb', 'x');
  await put(mac, 'installer/big_sur/stubs/-rf.rb', 'x');
  const ended = await install(mac);

  for (const name of ['bottles/a b', 'stubs/a?README.txt', 'stubs/?[2J.rb', 'stubs/-rf.rb']) {
    expect(await outcomeOf(mac, ended)).toEqual(refusal(`${name} is not part of this bundle`));
  }
  expect(ended.stdout).toContain('Nothing was installed: 4 problem(s).');
});

test('only the first of very many unlisted files are named', async () => {
  await using mac = await machineWithBundle();
  for (let at = 0; at < 25; at += 1) await put(mac, `bottles/x${at}`, '');
  const ended = await install(mac);

  expect(await outcomeOf(mac, ended)).toEqual(refusal('bottles/x0 is not part'));
  expect(ended.stderr).toContain('install.sh: 5 more of that kind\n');
});

test.each([['installer/big_sur/stubs/cmake.rb'], ['installer/big_sur/plan.tsv'], [BOTTLE]])(
  'a link instead of %s is refused, even if it points to the same bytes',
  async (name) => {
    await using mac = await machineWithBundle();
    await cp(join(join(mac.folder, 'the bundle'), name), join(mac.folder, 'elsewhere'));
    await rm(join(join(mac.folder, 'the bundle'), name));
    await symlink(join(mac.folder, 'elsewhere'), join(join(mac.folder, 'the bundle'), name));

    expect(await outcomeOf(mac, await install(mac, '--check'))).toEqual(
      refusal(`${name} is a link`),
    );
    expect(await outcomeOf(mac, await install(mac))).toEqual(refusal(`${name} is a link`));
  },
);

test('a folder that is a link, and a pipe, are refused before anything is read', async () => {
  await using mac = await machineWithBundle();
  await cp(join(join(mac.folder, 'the bundle'), 'installer'), join(mac.folder, 'elsewhere'), {
    recursive: true,
  });
  await rm(join(join(mac.folder, 'the bundle'), 'installer'), { recursive: true });
  await symlink(join(mac.folder, 'elsewhere'), join(join(mac.folder, 'the bundle'), 'installer'));
  expect(await outcomeOf(mac, await install(mac))).toEqual(
    refusal('installer is not part of this bundle'),
  );
  await rm(join(join(mac.folder, 'the bundle'), 'installer'));
  await cp(join(mac.folder, 'elsewhere'), join(join(mac.folder, 'the bundle'), 'installer'), {
    recursive: true,
  });
  await rm(join(join(mac.folder, 'the bundle'), 'README.txt'));
  await mac.run(['mkfifo', join(join(mac.folder, 'the bundle'), 'README.txt')]);
  expect(await outcomeOf(mac, await install(mac))).toEqual(
    refusal('README.txt is a link or something else'),
  );
});

test('SHA256SUMS itself may not be a link', async () => {
  await using mac = await machineWithBundle();
  await cp(join(join(mac.folder, 'the bundle'), 'SHA256SUMS'), join(mac.folder, 'sums'));
  await rm(join(join(mac.folder, 'the bundle'), 'SHA256SUMS'));
  await symlink(join(mac.folder, 'sums'), join(join(mac.folder, 'the bundle'), 'SHA256SUMS'));

  expect(await outcomeOf(mac, await install(mac))).toEqual(refusal('SHA256SUMS is missing'));
});

const ZEROS = '0'.repeat(64);
test.each([
  ['an absolute path', (text: string) => `${text}${ZEROS}  /etc/passwd\n`, /damaged: line \d+/],
  ['a way out', (text: string) => `${text}${ZEROS}  bottles/../../x\n`, /damaged: line \d+/],
  ['a part that is hidden', (text: string) => `${text}${ZEROS}  a/.x\n`, /damaged: line \d+/],
  ['a space in a name', (text: string) => `${text}${ZEROS}  a b\n`, /damaged: line \d+/],
  ['a mark of binary files', (text: string) => text.replace('  README', ' *README'), /line 1\n/],
  [
    'capitals',
    (text: string) => text.replace(/^[0-9a-f]{64}/, (hex) => hex.toUpperCase()),
    /line 1\n/,
  ],
  ['a line of Windows', (text: string) => text.replaceAll('\n', '\r\n'), /damaged: line 1\n/],
  ['an empty line', (text: string) => `\n${text}`, /damaged: line 1\n/],
  ['a short sum', (text: string) => text.slice(1), /damaged: line 1\n/],
  ['no end', (text: string) => text.slice(0, -1), /damaged: it was cut off/],
  ['nothing', () => '', /damaged: it was cut off/],
  ['a name twice', (text: string) => `${text}${ZEROS}  install.sh\n`, /lists install.sh twice/],
  [
    'a name in two cases',
    (text: string) => `${text}${ZEROS}  Install.SH\n`,
    /lists install.sh twice/,
  ],
  [
    'lines in another order',
    (text: string) =>
      text
        .split('\n')
        .toSpliced(4, 2, ...text.split('\n').slice(4, 6).toReversed())
        .join('\n'),
    /damaged: line 5 is not in its place\n/,
  ],
  [
    'a null byte',
    (text: string) => text.replace('README', 'README\0'),
    /damaged: it is no plain text\n/,
  ],
  [
    'itself',
    (text: string) => `${text}${ZEROS}  sha256sums\n`,
    /lists sha256sums, which cannot be in it/,
  ],
  [
    'its own signature',
    (text: string) => `${text}${ZEROS}  SHA256SUMS.sig\n`,
    /lists SHA256SUMS.sig, which cannot be in it/,
  ],
])('a list with %s is refused', async (_what, change, message) => {
  await using mac = await machineWithBundle();
  await changeSums(mac, change);
  const ended = await install(mac);

  expect(await outcomeOf(mac, ended)).toEqual(refusal('SHA256SUMS is damaged'));
  expect(ended.stderr).toMatch(message);
});

test.each([['installer/big_sur/plan.tsv'], ['installer/targets.tsv']])(
  'without a line for %s the list is refused, even for --uninstall-plan',
  async (name) => {
    await using mac = await machineWithBundle();
    await changeSums(mac, (text) => text.replace(new RegExp(`^.*  ${name}\n`, 'm'), ''));

    const plan = await install(mac, '--uninstall-plan');
    expect(plan).toMatchObject({ code: 4, stdout: '' });
    expect(plan.stderr).toContain(`SHA256SUMS does not list ${name}`);
    expect((await install(mac)).code).toBe(4);
  },
);

test.each([
  ['installer/big_sur/stubs/cmake.rb'],
  ['installer/big_sur/fallback/a.rb'],
  ['installer/big_sur/plan.tsv'],
  ['installer/targets.tsv'],
])('%s with other bytes is damaged, even for --check and --uninstall-plan', async (name) => {
  await using mac = await machineWithBundle();
  await appendFile(join(join(mac.folder, 'the bundle'), name), '#');
  for (const args of [[], ['--check'], ['--uninstall-plan']]) {
    expect(await outcomeOf(mac, await install(mac, ...args))).toEqual(
      refusal(`${name} is damaged: copy the bundle again`),
    );
  }
  await rm(join(join(mac.folder, 'the bundle'), name));
  expect(await outcomeOf(mac, await install(mac))).toEqual(refusal(`${name} is missing`));
});

test('a plan and a list that name different sums for a bottle are refused', async () => {
  await using mac = await machineWithBundle();
  await forge(join(mac.folder, 'the bundle'), BOTTLE, () => 'another bottle');

  expect((await install(mac, '--check')).code).toBe(4);
  const { code, stderr } = await install(mac);
  expect(code).toBe(4);
  expect(stderr).toContain(`SHA256SUMS does not list ${BOTTLE} as installer/big_sur/plan.tsv does`);
  expect(await mac.calls()).toEqual([]);
});

test('the files that a Mac leaves on other disks do no harm, and do not reach brew', async () => {
  await using mac = await machineWithBundle();
  for (const name of ['.DS_Store', 'bottles/._a', 'installer/big_sur/stubs/._cmake.rb']) {
    await put(mac, name, EVIL);
  }
  await put(mac, '.Spotlight-V100/Store-V2/x', 'x');
  await put(mac, '.fseventsd/x', 'x');
  await writeFile(join(mac.folder, 'Formulae'), '');
  const { code, stdout, stderr } = await install(mac);

  expect(stderr).toBe('');
  expect(stdout).toContain('Of 1: 1 installed');
  expect(code).toBe(0);
});

test('a bottle and a stub that are changed after the check do not reach brew', async () => {
  await using mac = await machineWithBundle();
  // The first call of brew that needs Ruby comes after the check: here it acts as someone else who can write there.
  const brew = join(mac.prefix, 'bin/brew');
  const text = await readFile(brew, 'utf8');
  const attack = [
    `if [ "\${1-}" = config ]; then`,
    `  echo 'system "touch pwned"' >'${join(mac.folder, 'the bundle')}/installer/big_sur/stubs/cmake.rb'`,
    `  echo 'system "touch pwned"' >'${join(mac.folder, 'the bundle')}/installer/big_sur/stubs/new.rb'`,
    `fi`,
    `[ ! -d "\${HOMEBREW_CACHE-}/Formula" ] || cat "$HOMEBREW_CACHE"/Formula/*.rb >>"${mac.folder}/seen" 2>/dev/null`,
    '',
  ].join('\n');
  await writeFile(brew, text.replace('set -u\n', `set -u\n${attack}`));
  expect((await install(mac)).code).toBe(0);
  const seen = await readFile(join(mac.folder, 'seen'), 'utf8');
  expect(seen).toContain('class Cmake');
  expect(seen).not.toContain('pwned');

  await rm(join(mac.prefix, 'Cellar'), { recursive: true });
  await rm(join(mac.prefix, 'opt'), { recursive: true });
  await rm(join(mac.prefix, 'var'), { recursive: true });
  await rm(join(mac.folder, 'the bundle'), { recursive: true });
  await cp(join(mac.folder, 'linked'), join(mac.folder, 'the bundle'), { recursive: true });
  const swap = `[ "\${1-}" != config ] || echo other >'${join(mac.folder, 'the bundle')}/${BOTTLE}'\n`;
  await writeFile(brew, text.replace('set -u\n', `set -u\n${swap}`));
  const { code, stderr } = await install(mac);
  expect(stderr).toContain(`${BOTTLE} is damaged: copy the bundle again`);
  expect(code).toBe(4);
  expect((await mac.calls()).filter((call) => call.startsWith('install'))).toHaveLength(1);
});
