import { mkdir, readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { hexOfBytes } from '../../src/core/digest.ts';
import {
  formatMirrorContents,
  parseMirrorContents,
} from '../../src/mirror/tree/file/mirror-schema.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];
/** When `app` 1.0 and `base` 1.0 were the newest. */
const EARLY = ['--before', '2023-02-20'];

const world = once(startClosureWorld);

function diff(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return runCli(['diff', ...argv], { cwd: home.work });
}

/** `may.tar` with app 1.0, base 1.0 and mid 1.0; `june`, a folder, with app 2.0, base 1.1, mid 1.0 and wrapper. */
async function makeBoth(home: CliHome): Promise<void> {
  await home.run(['bundle', 'app', ...BIG_SUR, ...EARLY, '-o', 'may.tar']);
  const lock = ['--lock', 'june.lock.json'];
  await home.run(['bundle', 'app', 'wrapper', ...BIG_SUR, '-o', 'june', ...lock]);
}

/** A mirror of the bottles of a lock, in a folder. */
async function mirrorOf(home: CliHome, lock: string, name: string): Promise<void> {
  const { targets } = JSON.parse(await readFile(home.at('work', lock), 'utf8'));
  const digest = `sha256:${hexOfBytes(Buffer.from('x'))}`;
  const bottles: readonly object[] = targets[0].bottles;
  const contents = {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '0.1.0' },
    index: 'published',
    targets: [
      {
        bottleTag: 'big_sur',
        system: 'macos',
        macos: '11',
        arch: 'x86_64',
        label: 'Big Sur',
        isWhole: true,
        requested: [],
        missing: [{ formula: 'gone', code: 'no-bottle', message: 'none', neededBy: ['app'] }],
      },
    ],
    bottles: bottles.map((bottle) => ({
      ...bottle,
      formula: Object.entries(bottle).find(([key]) => key === 'nameThen')?.[1],
      repository: 'homebrew/core/x',
      reference: '1.0',
      indexDigest: digest,
      manifestDigest: digest,
      hasManifest: true,
      configDigest: null,
      commit: null,
      hasFormula: true,
      targets: ['big_sur'],
      dependencies: [],
      mentioned: [],
    })),
    answers: [],
  };
  await mkdir(home.at('work', name));
  const parsed = parseMirrorContents(Buffer.from(JSON.stringify(contents)), name);
  await writeFile(home.at('work', name, 'mirror.json'), [...formatMirrorContents(parsed)].join(''));
}

test('two bundles give one line per change, with totals and what has to travel', async () => {
  await using home = await cliHome(world());
  await makeBoth(home);
  const { code, stdout, stderr } = await diff(home, 'may.tar', 'june');

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^big_sur: .*2 upgraded.*2 added|^big_sur: .*2 added.*2 upgraded/m);
  expect(stdout).toMatch(/^app +1\.0 -> 2\.0 +\d.* upgraded$/m);
  expect(stdout).toMatch(/^base +1\.0 -> 1\.1 +\d.* upgraded$/m);
  expect(stdout).toMatch(/^oldlib +1\.0 +\d.* added$/m);
  expect(stdout).not.toMatch(/^mid/m);
  expect(stdout).toMatch(/^1 bottle unchanged, .* to travel$/m);
  expect(stdout).toMatch(/^To travel: 4 files that the old one lacks, \d/m);
});

test('--json has every change with both sides', async () => {
  await using home = await cliHome(world());
  await makeBoth(home);
  const { stdout } = await diff(home, 'may.tar', 'june', '--json');

  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 2,
    isDifferent: true,
    old: { kind: 'bundle', bottles: 3 },
    new: { kind: 'bundle', bottles: 5 },
    travelFiles: 4,
    targets: [
      {
        target: { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' },
        status: 'both',
        unchanged: 1,
        changes: [
          { formula: 'app', change: 'upgraded', before: { pkgVersion: '1.0' } },
          { formula: 'base', change: 'upgraded', after: { pkgVersion: '1.1', rebuild: 0 } },
          { formula: 'oldlib', change: 'added', before: null },
          { formula: 'wrapper', change: 'added', before: null },
        ],
      },
    ],
  });
});

test('kinds can be mixed: a lock and a mirror with the bottles of a bundle show no change to it', async () => {
  await using home = await cliHome(world());
  await makeBoth(home);
  await mirrorOf(home, 'june.lock.json', 'mirror');
  const lock = await diff(home, 'june.lock.json', 'june', '--exit-code');
  const mirror = await diff(home, 'june', 'mirror', '--json', '--exit-code');

  expect(lock).toMatchObject({ code: 0, stdout: 'No differences.\n' });
  expect(mirror.code).toBe(1);
  expect(JSON.parse(mirror.stdout)).toMatchObject({
    new: { kind: 'mirror', bottles: 5 },
    travelFiles: 0,
    targets: [
      {
        unchanged: 5,
        changes: [],
        missing: [{ formula: 'gone', status: 'new', neededBy: ['app'] }],
      },
    ],
  });
});

test('a system that this version does not know is compared by its bottle tag', async () => {
  await using home = await cliHome(world());
  const lockOf = (...bottleTags: readonly string[]): string =>
    JSON.stringify({
      schemaVersion: 1,
      targets: bottleTags.map((bottleTag) => ({ bottleTag, bottles: [] })),
    });
  await writeFile(home.at('work/old.json'), lockOf('big_sur'));
  await writeFile(home.at('work/new.json'), lockOf('big_sur', 'tahoe_riscv'));
  const { stdout } = await diff(home, 'old.json', 'new.json', '--json');

  expect(JSON.parse(stdout).targets).toMatchObject([
    { target: { codename: 'big_sur' }, status: 'both' },
    { target: { bottleTag: 'tahoe_riscv' }, status: 'added' },
  ]);
});

test('an update counts as what exists once it is installed', async () => {
  await using home = await cliHome(world());
  await makeBoth(home);
  const names = ['app', 'wrapper', ...BIG_SUR];
  await home.run(['bundle', ...names, '--update', 'may.tar', '-o', 'update.tar']);
  const { stdout } = await diff(home, 'june', 'update.tar');

  expect(stdout).toContain('update.tar is an update: 1 bottle of it are in the bundle');
  expect(stdout).toContain('No differences.');
});

test.each([
  ['one thing', ['may.tar'], 'diff needs an old and a new bundle, lock or mirror'],
  ['what is not there', ['may.tar', 'nothing'], 'cannot read'],
  ['a folder of something else', ['may.tar', '.'], 'neither a bundle, nor a lock, nor a mirror'],
])('%s is exit 2, with the reason', async (_name, argv, message) => {
  await using home = await cliHome(world());
  await writeFile(home.at('work/may.tar'), '{"schemaVersion":1,"targets":[]}');
  const { code, stderr } = await diff(home, ...argv);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
