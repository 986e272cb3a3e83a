import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { stubFormula } from '../../../src/bundle/plan/stand-in-formula.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle, type BottleWish } from '../../support/brew/bottle.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';
import { spawnSync } from '../../support/limits/processes.ts';

const LINTER = 'shellcheck';
const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
const SCRIPT = join(import.meta.dirname, '../../../src/bundle/installer/offline-brew.sh');
const SETTINGS = [
  'HOMEBREW_NO_AUTO_UPDATE=1',
  'HOMEBREW_NO_INSTALL_FROM_API=1',
  'HOMEBREW_NO_ANALYTICS=1',
];

const NO_REINSTALL =
  'offline-brew.sh: with this Homebrew "brew reinstall ./FILE" fails and takes away what is installed: type "brew uninstall --force NAME" and "brew install ./FILE"\n';

/** A Mac with one installed formula that mentions others; its folder has a space in its name, like all of these. */
async function macWithApp(
  brewVersion = '6.0.18',
  more: Partial<BottleWish> = {},
): Promise<Machine> {
  const mac = await Machine.create({ brewVersion });
  const wish = { ...more, formula: 'app', stubs: ['cmake', 'py-x@3.1'], conflicts: ['ex-vi'] };
  const items = [await makeBottle(join(mac.folder, 'bottles'), wish)];
  const targets = [{ target: parseTargetTag('big_sur'), items }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: join(mac.folder, 'the bundle'), format: 'folder' });
  expect(await install(mac)).toMatchObject({ code: 0, stderr: '' });
  return mac;
}

function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(mac.folder, 'the bundle/install.sh'), ...args]);
}

function offline(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, SCRIPT, ...args]);
}

function brew(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([join(mac.prefix, 'bin/brew'), ...args]);
}

const envFile = (mac: Machine): string => join(mac.prefix, 'etc/homebrew/brew.env');
const coreTap = (mac: Machine): string =>
  join(mac.prefix, 'Library/Taps/homebrew/homebrew-core/Formula');
const cacheOf = (mac: Machine): string => join(mac.folder, 'Library/Caches/Homebrew/Formula');

/** Everything on the Mac that lasts, with the bytes of its files. */
async function everything(mac: Machine): Promise<readonly string[]> {
  const entries = await readdir(mac.folder, { recursive: true, withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() ? `${path} ${await readFile(path, 'base64')}` : path;
  });
  const lasting = (line: string): boolean => !/\/(?:stand-in\/|tmp\/|fakes\/)/.test(line);
  return (await Promise.all(lines)).filter(lasting).toSorted();
}

async function writeEnv(mac: Machine, text: string): Promise<void> {
  await mkdir(join(mac.prefix, 'etc/homebrew'), { recursive: true });
  await writeFile(envFile(mac), text);
}

test.each([
  ['4.1.25', undefined],
  ['4.4.32', undefined],
  ['4.6.3', undefined],
  ['4.6.4', 'HOMEBREW_DEVELOPER=1'],
  ['4.6.20', 'HOMEBREW_DEVELOPER=1'],
  ['5.0.16', 'HOMEBREW_DEVELOPER=0'],
  ['5.1.15', 'HOMEBREW_DEVELOPER=1'],
  ['6.0.18', 'HOMEBREW_DEVELOPER=1'],
])(
  'brew %s works without a network afterwards, and --undo is exact',
  async (version, developer) => {
    await using mac = await macWithApp(version);
    const before = await everything(mac);
    expect(await brew(mac, 'leaves')).toMatchObject({ code: 1 });

    const done = await offline(mac);
    expect(done.code).toBe(0);
    expect(done.stderr).toBe(version === '4.6.20' ? NO_REINSTALL : '');
    expect((await readFile(envFile(mac), 'utf8')).split('\n').slice(1, -2)).toEqual([
      ...SETTINGS,
      ...(developer === undefined ? [] : [developer]),
    ]);
    for (const command of [
      ['leaves'],
      ['info', 'app'],
      ['deps', 'app'],
      ['outdated'],
      ['missing'],
    ]) {
      expect(await brew(mac, ...command)).toMatchObject({ code: 0, stderr: '' });
    }
    const bottle = join(mac.folder, 'the bundle/bottles/app--1.0.big_sur.bottle.tar.gz');
    const reinstalled = await brew(mac, 'reinstall', bottle);
    expect(reinstalled.code).toBe(version === '4.6.20' ? 1 : 0);
    const after = await everything(mac);
    expect(await offline(mac)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('already'),
      stderr: '',
    });
    expect(await everything(mac)).toEqual(after);

    expect(await offline(mac, '--undo')).toMatchObject({ code: 0, stderr: '' });
    const changed = (await everything(mac)).filter((line) => !line.includes('/Cellar/'));
    expect(changed).toEqual(before.filter((line) => !line.includes('/Cellar/')));
    expect(await offline(mac, '--undo')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing to undo'),
    });
  },
);

test('names that formulae mention get the stand-ins that a bundle would have', async () => {
  // `gone` was uninstalled although app needs it.
  await using mac = await macWithApp('6.0.18', { formulaLines: ['depends_on "gone"'] });
  await mkdir(cacheOf(mac), { recursive: true });
  await writeFile(join(cacheOf(mac), 'cmake.rb'), 'my own');
  await makeBottle(join(mac.folder, 'more'), {
    formula: 'tool',
    pkgVersion: '2.0_1',
    rebuild: 3,
    dependencies: ['not-yet'],
    stubs: ['gtk+'],
    formulaLines: ['conflicts_with "one", "two",\n    because: "both install \\"three\\""'],
  });
  const bottle = join(mac.folder, 'more/tool--2.0_1.big_sur.bottle.3.tar.gz');

  expect(await offline(mac, bottle)).toMatchObject({ code: 0, stderr: '' });

  const laid = await readdir(cacheOf(mac));
  expect(laid.toSorted()).toEqual(
    ['cmake', 'ex-vi', 'gone', 'gtk+', 'one', 'py-x@3.1', 'two'].map((name) => `${name}.rb`),
  );
  for (const name of ['py-x@3.1', 'gtk+', 'ex-vi']) {
    expect(await readFile(join(cacheOf(mac), `${name}.rb`), 'utf8')).toBe(stubFormula(name));
  }
  await writeFile(join(cacheOf(mac), 'two.rb'), 'class Two < Formula\nend\n');
  expect(await offline(mac, '--undo')).toMatchObject({ code: 0 });
  expect((await readdir(cacheOf(mac))).toSorted()).toEqual(['cmake.rb', 'two.rb']);
});

test('a stand-in is removed when its formula is installed, or about to be', async () => {
  await using mac = await macWithApp();
  await offline(mac);
  await makeBottle(join(mac.folder, 'more'), { formula: 'cmake' });
  const bottle = join(mac.folder, 'more/cmake--1.0.big_sur.bottle.tar.gz');
  await offline(mac, bottle);
  expect(await readdir(cacheOf(mac))).toEqual(['ex-vi.rb', 'py-x@3.1.rb']);
  await mkdir(join(mac.prefix, 'Cellar/ex-vi/1.0'), { recursive: true });
  expect(await install(mac)).toMatchObject({ code: 0, stderr: '' });

  expect(await readdir(cacheOf(mac))).toEqual(['cmake.rb', 'py-x@3.1.rb']);
});

test("the owner's lines in brew.env stay byte for byte, and take precedence over ours", async () => {
  await using mac = await macWithApp();
  // brew ignores a last line without an end, and it must not become a line.
  const own = '# mine\r\nHOMEBREW_EDITOR=vi -x\nHOMEBREW_NO_AUTO_UPDATE=0\nHOMEBREW_DEVELOPER=1';
  await writeEnv(mac, own);
  await chmod(envFile(mac), 0o600);
  const before = await everything(mac);

  const { code, stderr } = await offline(mac);

  expect(code).toBe(0);
  expect(stderr).toBe(
    `offline-brew.sh: ${envFile(mac)} says HOMEBREW_NO_AUTO_UPDATE=0, not HOMEBREW_NO_AUTO_UPDATE=1: it stays as it is\n`,
  );
  const text = await readFile(envFile(mac), 'utf8');
  expect(text.endsWith(`\n${own}`)).toBe(true);
  expect(text.match(/^HOMEBREW_\w+=1$/gm)).toEqual([
    'HOMEBREW_NO_INSTALL_FROM_API=1',
    'HOMEBREW_NO_ANALYTICS=1',
    'HOMEBREW_DEVELOPER=1',
  ]);
  await offline(mac);
  expect(await readFile(envFile(mac), 'utf8')).toBe(text);
  await offline(mac, '--undo');
  expect(await everything(mac)).toEqual(before);
});

test("the user's own file and the shell are respected, too", async () => {
  await using mac = await macWithApp();
  await mkdir(join(mac.folder, '.homebrew'));
  await writeFile(join(mac.folder, '.homebrew/brew.env'), 'HOMEBREW_NO_ANALYTICS=no\n');
  const { code, stderr } = await mac.run([BASH, SCRIPT], { env: { HOMEBREW_DEVELOPER: '0' } });

  expect(code).toBe(0);
  expect(stderr).toContain('.homebrew/brew.env says HOMEBREW_NO_ANALYTICS=no');
  expect(stderr).toContain('this shell sets HOMEBREW_DEVELOPER=0');
  expect(await readFile(envFile(mac), 'utf8')).not.toContain('HOMEBREW_NO_ANALYTICS');
});

test('lines that the owner wrote into our block are kept, even if the block has lost its end', async () => {
  await using mac = await macWithApp();
  await offline(mac);
  const block = await readFile(envFile(mac), 'utf8');
  await writeFile(envFile(mac), block.replace(/# brewpull offline-brew: end\n/, 'HOMEBREW_X=1\n'));
  await offline(mac);
  expect(await readFile(envFile(mac), 'utf8')).toBe(`${block}HOMEBREW_X=1\n`);
  await offline(mac, '--undo');

  expect(await readFile(envFile(mac), 'utf8')).toBe('HOMEBREW_X=1\n');
});

test("the owner's link instead of brew.env stays a link", async () => {
  await using mac = await macWithApp();
  await mkdir(join(mac.prefix, 'etc/homebrew'), { recursive: true });
  await writeFile(join(mac.folder, 'dot files'), 'HOMEBREW_X=1\n');
  await symlink('../../../dot files', envFile(mac));
  const before = await everything(mac);
  expect(await offline(mac)).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(mac.folder, 'dot files'), 'utf8')).toContain(SETTINGS.join('\n'));
  await offline(mac, '--undo');

  expect(await everything(mac)).toEqual(before);
});

test('a real core tap is not touched, nor one that became real in between', async () => {
  await using mac = await macWithApp();
  await mkdir(join(coreTap(mac), 'v'), { recursive: true });
  await writeFile(join(coreTap(mac), 'v/vim.rb'), 'real');
  const before = await everything(mac);
  await offline(mac);
  await offline(mac, '--undo');
  expect(await everything(mac)).toEqual(before);
  await rm(join(mac.prefix, 'Library/Taps'), { recursive: true });
  await offline(mac);
  await writeFile(join(coreTap(mac), 'vim.rb'), 'real');
  await offline(mac, '--undo');

  expect(await readFile(join(coreTap(mac), 'vim.rb'), 'utf8')).toBe('real');
});

test('a run killed before or after any step leaves what the next run or --undo puts right', async () => {
  await using mac = await macWithApp();
  const before = await everything(mac);
  await offline(mac);
  const after = await everything(mac);
  await offline(mac, '--undo');
  const counter = join(mac.folder, 'tmp/count');
  let killed = 0;
  for (const [at, then] of [1, 2, 3, 4, 5, 6, 7, 8].flatMap((step) => [
    [step, 'again'] as const,
    [step, 'undo'] as const,
  ])) {
    for (const tool of ['mv', 'mkdir']) {
      await writeFile(counter, '');
      const kill = `echo >>'${counter}'; n=$(($(wc -l <'${counter}'))); [ $n = ${Math.ceil(at / 2)} ] || exec /bin/${tool} "$@"`;
      const body = at % 2 === 0 ? `/bin/${tool} "$@"; kill -KILL 0` : 'kill -KILL 0';
      await writeFile(join(mac.folder, `fakes/${tool}`), `#!/bin/sh\n${kill}\n${body}\n`);
      await chmod(join(mac.folder, `fakes/${tool}`), 0o755);
      if ((await offline(mac)).code === null) killed += 1;
      await rm(join(mac.folder, `fakes/${tool}`));
      if (then === 'again') {
        expect(await offline(mac)).toMatchObject({ code: 0, stderr: '' });
        expect(await everything(mac)).toEqual(after);
      }
      expect(await offline(mac, '--undo')).toMatchObject({ code: 0, stderr: '' });
      expect(await everything(mac)).toEqual(before);
    }
  }
  expect(killed).toBeGreaterThan(16);
}, 120_000);

test('a prefix that cannot be written to is named, with the advice to run as its owner', async () => {
  await using mac = await macWithApp();
  // No mode keeps root out, but a file does.
  await writeFile(join(mac.prefix, 'var/brewpull'), '');
  const before = await everything(mac);
  const { code, stderr } = await offline(mac);

  expect([code, await everything(mac)]).toEqual([1, before]);
  expect(stderr).toContain(
    `cannot write to ${mac.prefix}/var/brewpull: run this as the user who owns ${mac.prefix}, `,
  );
});

test('what is impossible is refused with the reason, and nothing is written', async () => {
  await using mac = await macWithApp();
  const before = await everything(mac);
  const refused = async (code: number, message: string, ...args: readonly string[]) => {
    const ended = await offline(mac, ...args);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  };
  await refused(2, 'unknown option: --fast', '--fast');
  await refused(2, '--brew needs the path of a brew', '--brew');
  await refused(2, 'there is no file nowhere.tar.gz', 'nowhere.tar.gz');
  await refused(3, 'nowhere is no brew', '--brew', 'nowhere');
  await refused(3, 'does not start', '--brew', '/bin/false');
  await mac.become({ brewVersion: '6.0.18', uid: 0 });
  await refused(3, 'do not run this as root');
  await mac.become({ brewVersion: '6.0.18' });
  expect(await offline(mac, '--dry-run')).toMatchObject({ code: 0, stderr: '' });
  expect(await everything(mac)).toEqual(before);
  await rm(join(mac.prefix, 'bin/brew'));
  await refused(3, 'no brew is on this machine');
});

test('a brew without Ruby gets the settings, and the reason why it does not start is reported', async () => {
  await using mac = await macWithApp();
  await mac.become({ brewVersion: '6.0.18', ruby: 'missing' });
  const { code, stderr } = await offline(mac);

  expect(code).toBe(1);
  expect(stderr).toMatch(/the settings are written, but .* does not start .*: Error: Failed to/);
});

test('a brew before 4.1.4, which does not read brew.env, gets lines for the shell', async () => {
  await using mac = await macWithApp('4.1.0');
  const path = join(mac.prefix, 'bin/brew');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll('homebrew/brew.env', 'homebrew/none'));
  const before = await everything(mac);
  const { code, stderr } = await offline(mac);

  expect([code, await everything(mac)]).toEqual([3, before]);
  expect(stderr).toContain(`export ${SETTINGS.join(' ')}\nmkdir -p "$(brew --repository)/`);
});

test('install.sh does it only when asked, even if everything is installed already, and undoes it', async () => {
  await using mac = await macWithApp();
  const before = await everything(mac);
  const plain = await install(mac);
  expect(plain.stdout).toContain(
    `\n    export ${SETTINGS.join(' ')} HOMEBREW_DEVELOPER=1\n    mkdir -p "$(brew --repository)/Library/Taps/homebrew/homebrew-core/Formula"\n`,
  );
  expect(await install(mac, '--dry-run', '--offline-brew')).toMatchObject({ code: 0, stderr: '' });
  expect(await everything(mac)).toEqual(before);
  expect(await install(mac, '--offline-brew')).toMatchObject({ code: 0, stderr: '' });
  expect(await brew(mac, 'leaves')).toMatchObject({ code: 0 });
  // It runs with these settings as it does without, and has nothing to advise.
  expect((await install(mac)).stdout).not.toContain('export');
  expect(await install(mac, '--undo-offline-brew')).toMatchObject({ code: 0, stderr: '' });
  expect(await everything(mac)).toEqual(before);
});

test.skipIf(spawnSync(LINTER, ['--version']).error !== undefined)(
  'shellcheck has nothing to say about it',
  () => {
    expect(spawnSync(LINTER, [SCRIPT], { encoding: 'utf8' }).stdout).toBe('');
  },
);

test('the script has nothing that bash does not support when it runs as sh', async () => {
  expect(await readFile(SCRIPT, 'utf8')).not.toMatch(/[<>]\((?!\()/);
  expect(spawnSync(BASH, ['--posix', '-n', SCRIPT], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});
