import { appendFile, chmod, cp, mkdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  at,
  install,
  isWhole,
  machineWithout,
  SOURCE,
  there,
} from '../../support/brew/brewless-machine.ts';
import { forge } from '../../support/brew/forge.ts';

test.each([
  ['high_sierra', '10.13.6', 'x86_64'],
  ['catalina', '10.15.7', 'x86_64'],
  ['big_sur', '11.7.10', 'x86_64'],
  ['sonoma', '14.8', 'x86_64'],
  ['arm64_big_sur', '11.7.10', 'arm64'],
  ['arm64_sonoma', '14.8', 'arm64'],
])(
  'a machine without brew gets it, then the bottles, on %s; a second run does nothing',
  async (target, macos, arch) => {
    await using mac = await machineWithout({ target, macos, arch });
    const first = await install(mac);

    expect(first.stderr).toBe('');
    expect(first.stdout).toContain(
      `Laying down Homebrew 4.6.10 with Portable Ruby 3.4.5 in ${at(mac, 'Homebrew')}...`,
    );
    expect(first.stdout).toContain('Of 1: 1 installed');
    expect(first.code).toBe(0);
    await isWhole(mac);
    expect(await readlink(at(mac, 'opt/editor'))).toBe('../Cellar/editor/9.0');
    const calls = await readFile(at(mac, 'Homebrew/stand-in/calls'), 'utf8');
    // It was started before it got a bottle.
    expect(calls).toMatch(/^config\ninstall /);

    const second = await install(mac);
    expect(second.stdout).toContain('Of 1: 0 installed, 1 there already');
    expect(second.stdout).not.toContain('Laying down');
    expect(second.code).toBe(0);
  },
);

test('a bundle with only a brew lays it down, starts it and ends', async () => {
  await using mac = await machineWithout();
  await forge(join(mac.folder, 'the bundle'), 'installer/big_sur/plan.tsv', () => '# name\n');
  const first = await install(mac);

  expect(first.stderr).toBe('');
  expect(first.stdout).toContain(`Homebrew is in ${at(mac)}, and starts: ${at(mac, 'bin/brew')}`);
  expect(first.stdout).toContain(`finds it: eval "$('${at(mac, 'bin/brew')}' shellenv)"\n`);
  expect(first.code).toBe(0);
  await isWhole(mac);
  const second = await install(mac);
  expect(second.stdout).not.toContain('Laying down');
  expect(second.code).toBe(0);
});

test('--dry-run and --check say what would be laid down where, and change nothing', async () => {
  await using mac = await machineWithout();
  const dry = await install(mac, '--dry-run');
  const check = await install(mac, '--check');

  expect(dry.stdout).toContain(
    `Homebrew 4.6.10 with Portable Ruby 3.4.5 would be laid down in ${at(mac, 'Homebrew')}`,
  );
  expect(dry.stdout).toContain('[1/1] editor 9.0: would be installed');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(check.stdout).toContain(`Homebrew 4.6.10, to be laid down in ${at(mac)}`);
  expect(check).toMatchObject({ code: 0, stderr: '' });
  expect(await there(mac.folder)).not.toContain('my brew');
});

test('--no-brew lays nothing down, and a bundle without brew cannot', async () => {
  await using mac = await machineWithout();
  const refused = await install(mac, '--no-brew');
  await rm(join(mac.folder, 'the bundle'), { recursive: true });
  await cp(join(mac.folder, 'linked'), join(mac.folder, 'the bundle'), { recursive: true });
  const without = await install(mac);

  for (const ended of [refused, without]) {
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('no brew is on this machine');
  }
  expect(await there(mac.folder)).not.toContain('my brew');
});

const TAR = 'brew/homebrew-4.6.10.tar';
const RUBY = 'brew/portable-ruby-3.4.5.el_capitan.bottle.tar.gz';

test.each([[TAR], [RUBY]])(
  'an extra byte in %s is reported with both values, and nothing is laid down',
  async (name) => {
    await using mac = await machineWithout();
    const sums = await readFile(join(mac.folder, 'the bundle/SHA256SUMS'), 'utf8');
    const right =
      sums
        .split('\n')
        .find((line) => line.endsWith(`  ${name}`))
        ?.slice(0, 64) ?? '';
    await appendFile(join(mac.folder, 'the bundle', name), 'x');

    for (const args of [[], ['--dry-run'], ['--check']]) {
      const { code, stderr } = await install(mac, ...args);
      expect(code).toBe(4);
      expect(stderr).toContain(`${name} is damaged`);
      expect(stderr).toContain(`SHA256SUMS says ${right}, its bytes have `);
    }
    expect(await there(mac.folder)).not.toContain('my brew');
  },
);

test('what is changed between the check and the copy is not unpacked', async () => {
  await using mac = await machineWithout();
  // The first command that changes anything acts as someone else who can write to the bundle.
  const mkdirFake = join(mac.folder, 'fakes/mkdir');
  const path = join(mac.folder, 'the bundle', RUBY);
  await writeFile(
    mkdirFake,
    `#!/bin/sh\ncase "$*" in *'my brew/Homebrew') echo x >>'${path}';; esac\nexec /bin/mkdir "$@"\n`,
  );
  await chmod(mkdirFake, 0o755);
  const { code, stderr } = await install(mac);

  expect(code).toBe(4);
  expect(stderr).toContain(`${RUBY} is damaged: SHA256SUMS says `);
  expect(await there(at(mac, 'Homebrew'))).toEqual([]);
  expect(await there(at(mac, 'bin'))).toEqual([]);
});

test.each([
  [
    'a sum that SHA256SUMS does not have',
    (text: string) => text.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
  ],
  ['a way out', (text: string) => text.replace('brew/homebrew', '../brew/homebrew')],
  ['a tag with a slash', (text: string) => text.replace('4.6.10\t', '4/../x\t')],
  ['a field too many', (text: string) => text.replace(/\n$/, '\tx\n')],
  ['no line', (text: string) => text.split('\n').slice(0, 1).join('\n') + '\n'],
  ['two lines', (text: string) => text + text.split('\n')[1] + '\n'],
])('a brew.tsv with %s is refused', async (_what, change) => {
  await using mac = await machineWithout();
  await forge(join(mac.folder, 'the bundle'), 'installer/big_sur/brew.tsv', change);
  const { code, stderr } = await install(mac);

  expect(code).toBe(4);
  expect(stderr).toMatch(/brew\.tsv is damaged|as brew\.tsv does/);
  expect(await there(mac.folder)).not.toContain('my brew');
});

test.each([['../../evil'], ['/tmp/brewpull-evil'], ['a/../../evil']])(
  'a tree with the member %s is not unpacked',
  async (name) => {
    await using mac = await machineWithout({ source: { ...SOURCE, members: { [name]: 'x' } } });
    const { code, stderr } = await install(mac);

    expect(code).toBe(4);
    expect(stderr).toContain('a member would lead elsewhere');
    expect(await there(at(mac, 'Homebrew'))).toEqual([]);
  },
);

test('a tree that needs a different Ruby from the one in the bundle is refused with both versions', async () => {
  await using mac = await machineWithout({ source: { ...SOURCE, wantedRuby: '4.0.6' } });
  const { code, stderr } = await install(mac);

  expect(code).toBe(4);
  expect(stderr).toContain(`brew.tsv says Portable Ruby 3.4.5, ${TAR} wants 4.0.6`);
  expect(await there(at(mac, 'Homebrew'))).toEqual([]);
});

test('a Ruby that does not run here is reported before anything is laid down', async () => {
  await using mac = await machineWithout({ source: { ...SOURCE, isRubyBroken: true } });
  const { code, stderr } = await install(mac);

  expect(code).toBe(3);
  expect(stderr).toContain('Portable Ruby 3.4.5 does not run on this machine: dyld: Symbol not');
  expect(await there(at(mac, 'Homebrew'))).toEqual([]);
});

test('missing Command Line Tools that this brew needs are reported before anything is laid down', async () => {
  await using mac = await machineWithout({ source: { tag: '6.0.18', needsTools: true } });
  const tools = join(mac.folder, 'fakes/xcode-select');
  await writeFile(tools, '#!/bin/sh\nexit 2\n');
  const { code, stderr } = await install(mac);
  expect(code).toBe(3);
  expect(stderr).toContain('xcode-select --install');
  expect(await there(mac.folder)).not.toContain('my brew');
  await writeFile(tools, '#!/bin/sh\necho /Library/Developer\n');
  expect((await install(mac)).code).toBe(0);
});

test('a bundle with only a brew lays it down without the Command Line Tools, and says that it needs them', async () => {
  await using mac = await machineWithout({ source: { tag: '6.0.18', needsTools: true } });
  await forge(join(mac.folder, 'the bundle'), 'installer/big_sur/plan.tsv', () => '# name\n');
  await writeFile(join(mac.folder, 'fakes/xcode-select'), '#!/bin/sh\nexit 2\n');
  const { code, stderr } = await install(mac);

  expect(stderr).toContain('Homebrew 6.0.18 needs them before it installs a bottle');
  expect(code).toBe(0);
  await isWhole(mac);
});

test('without Command Line Tools brew is kept from the git that opens a window', async () => {
  await using mac = await machineWithout();
  const environment = at(mac, 'Homebrew/stand-in/environment');
  expect((await install(mac)).code).toBe(0);
  expect(await readFile(environment, 'utf8')).not.toContain('HOMEBREW_GIT');
  await writeFile(join(mac.folder, 'fakes/xcode-select'), '#!/bin/sh\nexit 2\n');
  expect((await install(mac)).code).toBe(0);

  expect(await readFile(environment, 'utf8')).toContain('HOMEBREW_GIT_PATH=/usr/bin/false\n');
});

test('a bottle that works only in the usual Cellar is reported before a brew is laid down elsewhere', async () => {
  await using mac = await machineWithout({
    bottles: [{ formula: 'editor', pkgVersion: '9.0', cellar: '/usr/local/Cellar' }],
  });
  const { code, stderr } = await install(mac);

  expect(code).toBe(3);
  expect(stderr).toContain(
    `editor 9.0 works only in /usr/local/Cellar; this Homebrew has ${at(mac, 'Cellar')}`,
  );
  expect(await there(mac.folder)).not.toContain('my brew');
});

test.each([
  ['the bundle/brew here', 'cannot be a folder of the bundle'],
  ['my brew/../x', '--brew-prefix cannot be '],
])('--brew-prefix may not be %s', async (name, message) => {
  await using mac = await machineWithout();
  const script = join(mac.folder, 'the bundle/install.sh');
  const { code, stderr } = await mac.run([
    'bash',
    script,
    '--brew-prefix',
    `${mac.folder}/${name}`,
  ]);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('what is in the way is left alone', async () => {
  await using mac = await machineWithout();
  await mkdir(at(mac, 'Homebrew/Library'), { recursive: true });
  const tree = await install(mac);
  expect(tree.code).toBe(3);
  expect(tree.stderr).toContain(`${at(mac, 'Homebrew')} is in use`);

  await rm(at(mac, 'Homebrew'), { recursive: true });
  await mkdir(at(mac, 'bin'));
  await writeFile(at(mac, 'bin/brew'), 'mine');
  const file = await install(mac);
  expect(file.code).toBe(3);
  expect(file.stderr).toContain(`${at(mac, 'bin/brew')} is there and is no brew that can be run`);
  expect(await readFile(at(mac, 'bin/brew'), 'utf8')).toBe('mine');
  expect(await there(at(mac))).toEqual(['bin']);
});
