import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { forge } from '../../support/brew/forge.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
const STUB = 'installer/big_sur/stubs/cmake.rb';
/** Larger than every list, smaller than the large files below. */
const ROOM_KIB = 1536;
const LARGE_BYTES = 2 * 1024 * 1024;

async function machineWithBundle(): Promise<Machine> {
  const made = await Machine.create();
  const cache = join(made.folder, 'cache');
  // Bottles are compressed.
  const noise = `# ${randomBytes(LARGE_BYTES).toString('hex')}`;
  const items = [
    await makeBottle(cache, { formula: 'large', stubs: ['cmake'], formulaLines: [noise] }),
    await makeBottle(cache, { formula: 'small' }),
  ];
  const targets = [{ target: parseTargetTag('big_sur'), items }];
  const linked = join(made.folder, 'linked');
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path: linked, format: 'folder' });
  // A copy, so that damage does not reach the linked files.
  await cp(linked, join(made.folder, 'the bundle'), { recursive: true });
  return made;
}

/** Runs the installer with a limit on the size of files: a larger one fails in the middle, as on a full disk. */
async function installWithin(
  mac: Machine,
  kib: number,
  ...args: readonly string[]
): Promise<Ended> {
  const limited = `trap '' XFSZ; ulimit -f ${kib}; exec "$@"`;
  const script = join(join(mac.folder, 'the bundle'), 'install.sh');
  return mac.run([BASH, '-c', limited, BASH, BASH, script, ...args]);
}

async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(join(mac.folder, 'the bundle'), 'install.sh'), ...args]);
}

/** The bundle is whole, so nothing in it may be called damaged, and nothing is left behind. */
async function expectRefusal(
  mac: Machine,
  { code, stdout, stderr }: Ended,
  message: string,
): Promise<void> {
  expect(stderr).toContain(message);
  expect(stdout + stderr).not.toMatch(/damaged|missing|verified|not part of/);
  expect(code).toBe(1);
  expect((await mac.calls()).filter((call) => call.startsWith('install'))).toEqual([]);
  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
}

test.each([[[]], [['--check']], [['--dry-run']], [['--uninstall-plan']]])(
  'the disk is blamed, not the bundle, if it has no room for the lists, with %j',
  async (args) => {
    await using mac = await machineWithBundle();
    const message = 'has too little room: name another folder with TMPDIR\n';

    await expectRefusal(mac, await installWithin(mac, 64, ...args), message);
  },
);

test('the disk is blamed, not the bundle, if it has no room for what brew gets from installer/', async () => {
  await using mac = await machineWithBundle();
  await forge(join(mac.folder, 'the bundle'), STUB, (text) => text.padEnd(LARGE_BYTES, '#'));
  const ended = await installWithin(mac, ROOM_KIB);

  await expectRefusal(mac, ended, 'cannot copy all of installer/big_sur/stubs to ');
  expect(ended.stderr).toMatch(/: name another folder with TMPDIR\n$/);
  await writeFile(join(join(mac.folder, 'the bundle'), STUB), 'other'.padEnd(LARGE_BYTES, '#'));
  const damaged = await installWithin(mac, ROOM_KIB);
  expect(damaged.stderr).toContain(`${STUB} is damaged: copy the bundle again`);
  expect(damaged.code).toBe(4);
});

test('a bottle that does not fit on the disk fails alone, and with --keep-going the next one is installed', async () => {
  await using mac = await machineWithBundle();
  const message = 'name another folder with TMPDIR\n';
  await expectRefusal(mac, await installWithin(mac, ROOM_KIB), 'cannot copy all of bottles to ');
  const { code, stdout, stderr } = await installWithin(mac, ROOM_KIB, '--keep-going');

  expect(stderr).toContain(message);
  expect(stdout).toContain('Of 2: 1 installed, 0 there already, 0 kept newer, 1 failed');
  expect(code).toBe(6);
});

test('after a bottle that was damaged in the meantime, --keep-going installs the next one', async () => {
  await using mac = await machineWithBundle();
  const brew = join(mac.prefix, 'bin/brew');
  await cp(brew, join(mac.prefix, 'bin/real'));
  const damage = `[ "\${1-}" != config ] || echo x >>'${join(mac.folder, 'the bundle')}/bottles/large--1.0.big_sur.bottle.tar.gz'`;
  await writeFile(brew, `#!/bin/sh\n${damage}\nexec '${mac.prefix}/bin/real' "$@"\n`);
  const { code, stdout, stderr } = await install(mac, '--keep-going');

  expect(stderr).toContain('large--1.0.big_sur.bottle.tar.gz is damaged: copy the bundle again\n');
  expect(stdout).toContain('Of 2: 1 installed, 0 there already, 0 kept newer, 1 failed');
  expect(code).toBe(4);
});

test('a copy that silently went wrong is not used, and the bundle is not blamed', async () => {
  await using mac = await machineWithBundle();
  const fake = join(mac.folder, 'fakes/cp');
  await writeFile(
    fake,
    '#!/bin/sh\n/bin/cp "$@"\nfor to; do :; done\n[ ! -d "$to" ] || echo x >>"$to/cmake.rb"\n',
  );
  await chmod(fake, 0o755);

  await expectRefusal(
    mac,
    await install(mac),
    'are not what was copied: name another folder with TMPDIR',
  );
});

test('a TMPDIR inside the bundle is refused, even through a link', async () => {
  await using mac = await machineWithBundle();
  await mkdir(join(join(mac.folder, 'the bundle'), 'tmp'));
  await symlink(join(join(mac.folder, 'the bundle'), 'tmp'), join(mac.folder, 'link'));
  for (const folder of [
    join(mac.folder, 'the bundle'),
    join(join(mac.folder, 'the bundle'), 'tmp'),
    join(mac.folder, 'link'),
  ]) {
    const script = join(join(mac.folder, 'the bundle'), 'install.sh');
    const ended = await mac.run([BASH, script, '--check'], { env: { TMPDIR: folder } });
    await expectRefusal(mac, ended, 'is inside the bundle: name another folder with TMPDIR');
  }
  expect(await readdir(join(join(mac.folder, 'the bundle'), 'tmp'))).toEqual([]);
});

test('a TMPDIR that does not exist is named, and a relative one is used', async () => {
  await using mac = await machineWithBundle();
  const run = async (folder: string): Promise<Ended> =>
    mac.run([BASH, join(join(mac.folder, 'the bundle'), 'install.sh')], {
      env: { TMPDIR: folder },
    });
  await expectRefusal(mac, await run('/nosuch'), 'no folder can be made in /nosuch: name another');
  const { code, stderr } = await run('tmp');

  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
});
