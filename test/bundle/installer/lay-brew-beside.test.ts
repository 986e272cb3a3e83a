import {
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { addBrewSource, layTree } from '../../support/brew/brew-source.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
const OLD = { tag: '6.0.18', rubyVersion: '4.0.6' };
const NEW = { tag: '4.6.10' };

/**
 * A Mac with macOS 10.13 whose brew was updated to one that does not start there, with a keg; and a bundle that brings an
 * older brew. `split`: the tree is in the folder Homebrew of the prefix; `one`: tree and prefix are one folder.
 */
async function machineWithBroken(layout: 'split' | 'one'): Promise<Machine> {
  const mac = await Machine.create({ macos: '10.13.6' });
  await rm(mac.prefix, { recursive: true });
  const tree = layout === 'one' ? mac.prefix : join(mac.prefix, 'Homebrew');
  await layTree(tree, OLD);
  await mkdir(join(tree, 'Library/Taps/someone'), { recursive: true });
  await mkdir(join(tree, '.git'));
  await writeFile(
    join(tree, 'Library/Homebrew/brew.sh'),
    'HOMEBREW_MACOS_OLDEST_ALLOWED="10.15"\n',
  );
  if (layout === 'split') {
    await mkdir(join(mac.prefix, 'bin'));
    await symlink('../Homebrew/bin/brew', join(mac.prefix, 'bin/brew'));
  }
  await mkdir(join(mac.prefix, 'Cellar/kept/1.0'), { recursive: true });
  await mkdir(join(mac.prefix, 'etc'));
  await writeFile(join(mac.prefix, 'etc/mine'), 'mine');
  const item = await makeBottle(join(mac.folder, 'cache'), {
    formula: 'editor',
    bottleTag: 'high_sierra',
  });
  const targets = [{ target: parseTargetTag('high_sierra'), items: [item] }];
  const linked = join(mac.folder, 'linked');
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path: linked, format: 'folder' });
  await cp(linked, join(mac.folder, 'the bundle'), { recursive: true });
  await addBrewSource(join(mac.folder, 'the bundle'), 'high_sierra', NEW);
  return mac;
}

async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(mac.folder, 'the bundle/install.sh'), ...args]);
}

/** Every name below a folder, with the targets of links and the text of files. */
async function snapshot(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) return `${path} -> ${await readlink(path)}`;
    return entry.isFile() ? `${path}: ${await readFile(path, 'utf8')}` : path;
  });
  return (await Promise.all(lines)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** The brew that is there records each start; that does not count as a change. */
async function snapshotOf(mac: Machine): Promise<readonly string[]> {
  const lines = await snapshot(mac.prefix);
  return lines.filter((line) => !/stand-in\/(calls|environment)/.test(line));
}

test.each(['split', 'one'] as const)(
  'a brew that does not start is explained, and two ways out are offered (%s)',
  async (layout) => {
    await using mac = await machineWithBroken(layout);
    const before = await snapshotOf(mac);
    for (const args of [[], ['--check'], ['--dry-run']]) {
      const { code, stderr, stdout } = await install(mac, ...args);
      expect(code).toBe(3);
      expect(stdout).not.toContain('Laying down');
      expect(stderr).toContain('does not start without a network. It said:\n');
      expect(stderr).toContain('    - https://ghcr.io/v2/homebrew/portable-ruby/');
      expect(stderr).toContain('it is for macOS 10.15 or later; this is macOS 10.13.6\n');
      expect(stderr).toContain('it wants Portable Ruby 4.0.6, which is not there\n');
      expect(stderr).toContain(
        'that Ruby is built for macOS 10.15 or later; this is macOS 10.13.6\n',
      );
      expect(stderr).toContain('./install.sh --brew-beside ');
      expect(stderr).toContain('./install.sh --replace-brew ');
      expect(stderr).toContain('Nothing was changed.\n');
    }
    expect(await snapshotOf(mac)).toEqual(before);
  },
);

test('a Ruby that exists but does not run is reported with its own message', async () => {
  await using mac = await machineWithBroken('split');
  const ruby = join(mac.prefix, 'Homebrew/Library/Homebrew/vendor/portable-ruby/4.0.6/bin/ruby');
  await mkdir(join(ruby, '..'), { recursive: true });
  await writeFile(
    ruby,
    '#!/bin/sh\necho "dyld: Library not loaded: \u001b[2J/usr/lib/x" >&2\nexit 1\n',
  );
  await chmod(ruby, 0o755);

  expect((await install(mac)).stderr).toContain(
    'it wants Portable Ruby 4.0.6, which does not run here: dyld: Library not loaded: [2J/usr/lib/x\n',
  );
});

test.each(['split', 'one'] as const)(
  '--brew-beside lays down a second brew with the same Cellar, and later runs find it (%s)',
  async (layout) => {
    await using mac = await machineWithBroken(layout);
    const before = await snapshotOf(mac);
    const first = await install(mac, '--brew-beside');

    expect(first.stderr).toBe('');
    expect(first.stdout).toContain('Of 1: 1 installed');
    expect(first.code).toBe(0);
    expect(await readlink(join(mac.prefix, 'bin/brew-4.6.10'))).toBe('../Homebrew-4.6.10/bin/brew');
    expect(await readlink(join(mac.prefix, 'opt/editor'))).toBe('../Cellar/editor/1.0');
    // What was there before is still there.
    expect(await snapshotOf(mac)).toEqual(expect.arrayContaining([...before]));

    const later = await install(mac);
    expect(later.stdout).toContain('Of 1: 0 installed, 1 there already');
    expect(later.stdout).not.toContain('Laying down');
    expect(later.code).toBe(0);
    // The installer of a bundle without a brew finds it, too.
    await rm(join(mac.folder, 'the bundle'), { recursive: true });
    await cp(join(mac.folder, 'linked'), join(mac.folder, 'the bundle'), { recursive: true });
    expect((await install(mac)).code).toBe(0);
  },
);

async function replacedIn(tree: string): Promise<string> {
  const names = await readdir(tree);
  const [aside, ...more] = names.filter((name) => name.startsWith('brew-replaced-'));
  expect(more).toEqual([]);
  return join(tree, aside ?? 'nothing was moved aside');
}

test.each(['split', 'one'] as const)(
  '--replace-brew moves the whole tree aside, says where, and leaves kegs alone (%s)',
  async (layout) => {
    await using mac = await machineWithBroken(layout);
    const dry = await install(mac, '--replace-brew', '--dry-run');
    expect(dry.stdout).toContain('would be laid down in');
    const first = await install(mac, '--replace-brew');

    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    const tree = layout === 'one' ? mac.prefix : join(mac.prefix, 'Homebrew');
    const aside = await replacedIn(tree);
    expect(first.stdout).toContain(`The Homebrew that was there is now '${aside}'`);
    expect((await readdir(aside)).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      '.git',
      '.gitignore',
      'Library',
      'README.md',
      'bin',
      'stand-in',
    ]);
    expect(await readdir(join(aside, 'Library/Taps'))).toEqual(['someone']);
    expect(await readFile(join(mac.prefix, 'etc/mine'), 'utf8')).toBe('mine');
    expect(await readdir(join(mac.prefix, 'Cellar'))).toEqual(['editor', 'kept']);
    expect(await readdir(join(tree, 'Library'))).toEqual(['Homebrew']);
    expect((await install(mac)).stdout).toContain('Of 1: 0 installed, 1 there already');
  },
);

const KILLED = (['split', 'one'] as const).flatMap((layout) =>
  [1, 2, 3, 5, 7, 8, 10, 12].map((call) => ({ layout, call })),
);

test.each(KILLED)(
  'a replacement that is killed at move $call is finished by the next run, once begun without the option ($layout)',
  async ({ layout, call }) => {
    await using mac = await machineWithBroken(layout);
    const count = join(mac.folder, 'count');
    await writeFile(count, '');
    const fake = join(mac.folder, 'fakes/mv');
    await writeFile(
      fake,
      `#!/bin/sh\necho >>'${count}'\n[ $(($(wc -l <'${count}'))) != ${call} ] || kill -KILL 0\nexec /bin/mv "$@"\n`,
    );
    await chmod(fake, 0o755);
    const killed = await install(mac, '--replace-brew');
    expect(killed.code).not.toBe(0);
    await rm(fake);
    // Until bin/brew is moved it is as if nothing had happened; after that the replacement has begun.
    const next = await install(mac, ...(call <= 2 ? ['--replace-brew'] : []));

    expect(next.stderr).toBe('');
    expect(next.code).toBe(0);
    const tree = layout === 'one' ? mac.prefix : join(mac.prefix, 'Homebrew');
    const aside = await replacedIn(tree);
    expect(await readdir(join(aside, 'Library/Taps'))).toEqual(['someone']);
    expect(await readdir(join(aside, 'bin'))).toEqual(['brew']);
    expect((await readdir(tree)).filter((name) => name.startsWith('.brewpull'))).toEqual([]);
    expect(await readdir(join(mac.prefix, 'Cellar'))).toEqual(['editor', 'kept']);
  },
);

test('a brew that starts is used as it is, even with --replace-brew', async () => {
  await using mac = await machineWithBroken('split');
  expect((await install(mac, '--replace-brew')).code).toBe(0);
  const before = await snapshotOf(mac);
  const { code, stderr, stdout } = await install(mac, '--replace-brew');

  expect(code).toBe(0);
  expect(stderr).toContain('starts, so it is used as it is');
  expect(stdout).not.toContain('Laying down');
  expect(await snapshotOf(mac)).toEqual(before);
});

test('a brew that is not a Homebrew is not replaced', async () => {
  await using mac = await machineWithBroken('split');
  await rm(join(mac.prefix, 'Homebrew/Library'), { recursive: true });
  await writeFile(join(mac.prefix, 'Homebrew/bin/brew'), '#!/bin/sh\nexit 1\n');
  const before = await snapshotOf(mac);
  const { code, stderr } = await install(mac, '--replace-brew');

  expect(code).toBe(3);
  expect(stderr).toContain('does not start, and is no Homebrew that this bundle knows how to help');
  expect(await snapshotOf(mac)).toEqual(before);
});
