import { chmod, cp, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { addBrewSource } from '../../support/brew/brew-source.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
const isRoot = process.getuid?.() === 0;
/** Root may write everywhere, so what a user may not do is tried as another user. */
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] as const;

/** A machine without brew whose user may not write to the folder `closed`, and a bundle that brings a brew. */
async function closedMachine(arch = 'x86_64'): Promise<Machine> {
  const mac = await Machine.create({ arch });
  await rm(mac.prefix, { recursive: true });
  const tag = arch === 'arm64' ? 'arm64_big_sur' : 'big_sur';
  const item = await makeBottle(join(mac.folder, 'cache'), { formula: 'editor', bottleTag: tag });
  const targets = [{ target: parseTargetTag(tag), items: [item] }];
  const bundle = join(mac.folder, 'the bundle');
  const linked = join(mac.folder, 'linked');
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path: linked, format: 'folder' });
  await cp(linked, bundle, { recursive: true });
  await addBrewSource(bundle, tag, { tag: '4.6.10' });
  await writeFile(
    join(mac.folder, 'fakes/id'),
    '#!/bin/sh\n[ "$1" = -u ] && echo 501 || echo me\n',
  );
  await mkdir(closed(mac));
  await chmod(closed(mac), 0o555);
  if (isRoot) await mac.run(['chown', '-R', '65534:65534', mac.folder]);
  return mac;
}

const closed = (mac: Machine): string => join(mac.folder, 'closed');

async function asUser(mac: Machine, ...command: readonly [string, ...string[]]): Promise<Ended> {
  return mac.run(isRoot ? [...NOBODY, ...command] : command);
}

async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return asUser(mac, BASH, join(mac.folder, 'the bundle/install.sh'), ...args);
}

/** A sudo that records what it is asked for, and may write to the closed folder. */
async function giveSudo(mac: Machine): Promise<void> {
  const text = [
    '#!/bin/sh',
    `printf '%s\\n' "$*" >>'${join(mac.folder, 'sudo-calls')}'`,
    `chmod 755 '${closed(mac)}'`,
    // Not every machine has the group of administrators.
    `case $1 in chown) exit 0 ;; esac`,
    '"$@"',
    'code=$?',
    `chmod 555 '${closed(mac)}'`,
    'exit $code',
    '',
  ].join('\n');
  await writeFile(join(mac.folder, 'fakes/sudo'), text, { mode: 0o755 });
}

test('without a terminal, what needs an administrator is printed and not done', async () => {
  await using mac = await closedMachine();
  await giveSudo(mac);
  const prefix = join(closed(mac), 'brew');
  const { code, stdout, stderr } = await install(mac, '--brew-prefix', prefix);

  expect(code).toBe(3);
  expect(stderr).toContain('there is no terminal to ask at');
  expect(stderr).toContain('nothing was changed');
  expect(stdout).toContain(`    sudo mkdir -p -- '${prefix}'\n`);
  expect(stdout).toContain(`    sudo chown me:admin '${prefix}'\n`);
  expect(stdout).toContain(`    sudo chmod ug+rwx '${prefix}'\n`);
  expect(stdout.match(/^ {4}sudo /gm)).toHaveLength(3);
  expect(stdout).toContain('./install.sh --brew-prefix ~/homebrew');
  expect(await readdir(closed(mac))).toEqual([]);
  expect(existsSync(join(mac.folder, 'sudo-calls'))).toBe(false);
});

test('--dry-run names the commands, and a folder of your own needs none of them', async () => {
  await using mac = await closedMachine();
  const prefix = join(closed(mac), 'brew');
  const dry = await install(mac, '--brew-prefix', prefix, '--dry-run');
  expect(dry.code).toBe(0);
  expect(dry.stdout).toContain(`For that it would ask to run:\n    sudo mkdir -p -- '${prefix}'`);
  const own = await install(mac, '--brew-prefix', '~/homebrew');
  expect(own.stderr).toBe('');
  expect(own.code).toBe(0);
  expect(await readlink(join(mac.folder, 'homebrew/bin/brew'))).toBe('../Homebrew/bin/brew');
  // The folder of one's own is found again.
  expect((await install(mac)).stdout).toContain('Of 1: 0 installed, 1 there already');
});

const REAL = ['/opt/homebrew', '/usr/local/bin/brew', '/usr/local/Homebrew', '/home/linuxbrew'];

test.skipIf(REAL.some((path) => existsSync(path))).each([
  ['x86_64', '/usr/local/Homebrew', '/usr/local/Homebrew '],
  ['arm64', '/opt/homebrew', '/opt/homebrew\n'],
])(
  'on %s Homebrew goes to its usual place, %s, but not without asking',
  async (arch, repository, first) => {
    await using mac = await closedMachine(arch);
    const { code, stdout } = await install(mac);

    expect(code).toBe(3);
    expect(stdout).toContain(`Homebrew 4.6.10 goes to ${repository}. An administrator has to`);
    expect(stdout).toContain(`\n    sudo mkdir -p -- ${first}`);
    expect(existsSync(repository)).toBe(false);
  },
);

test.skipIf(process.platform !== 'linux').each([
  ['y', 0],
  ['n', 3],
  ['', 3],
])('at a terminal the answer %j decides', async (answer, expected) => {
  await using mac = await closedMachine();
  await giveSudo(mac);
  const prefix = join(closed(mac), 'brew');
  const script = join(mac.folder, 'the bundle/install.sh');
  const command = `'${BASH}' '${script}' --brew-prefix '${prefix}'`;
  const typed = join(mac.folder, 'typed');
  await writeFile(typed, `${answer}\n`);
  const { code, stdout } = await asUser(
    mac,
    'sh',
    '-c',
    `(sleep 2; cat "$1"; sleep 3) | script -qec "$2" /dev/null`,
    'sh',
    typed,
    command,
  );

  expect(stdout).toContain('Run them now? [y/N]');
  expect(code, stdout).toBe(expected);
  if (expected === 3) {
    expect(stdout).toContain('nothing was changed');
    expect(existsSync(join(mac.folder, 'sudo-calls'))).toBe(false);
    return;
  }
  const calls = (await readFile(join(mac.folder, 'sudo-calls'), 'utf8')).trim().split('\n');
  expect(calls.map((call) => call.split(' ')[0])).toEqual(['mkdir', 'chown', 'chmod']);
  for (const call of calls) {
    expect(stdout.replaceAll("'", '')).toContain(`    sudo ${call}\r\n`);
  }
  expect(await readlink(join(prefix, 'bin/brew'))).toBe('../Homebrew/bin/brew');
});
