import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { compareVersions } from '../../../src/core/version.ts';
import { makeBottle, type BottleWish } from '../../support/brew/bottle.ts';
import { forge } from '../../support/brew/forge.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';
import { execFileSync, spawnSync } from '../../support/limits/processes.ts';
import { array, assert, constantFrom, property, tuple } from '../../support/limits/random.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
/** Not on every machine; CI has it. */
const LINTER = 'shellcheck';
const SCRIPT = join(import.meta.dirname, '../../../src/bundle/installer/install.sh');

async function layBundle(
  mac: Machine,
  wish: BottleWish,
  ...targets: readonly string[]
): Promise<void> {
  const item = await makeBottle(join(mac.folder, 'cache'), wish);
  await writeBundle(
    {
      targets: targets.map((target) => ({ target: parseTargetTag(target), items: [item] })),
      lock: undefined,
      receipts: [],
    },
    { path: join(mac.folder, 'bundle'), format: 'folder' },
  );
}

async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(join(mac.folder, 'bundle'), 'install.sh'), ...args]);
}

async function expectNothingInstalled(mac: Machine): Promise<void> {
  expect(await readdir(mac.prefix)).not.toContain('Cellar');
  expect(await mac.calls()).not.toContainEqual(expect.stringMatching(/^(?:re)?install/));
}

test.each([
  [{ macos: '12.6' }, 'this machine is macOS 12.6 on x86_64'],
  [{ macos: '10.15.7' }, 'this machine is macOS 10.15.7 on x86_64'],
  [{ arch: 'arm64' }, 'this machine is macOS 11.7.10 on arm64'],
  [{ system: 'linux' }, 'this machine is Linux on x86_64'],
] as const)('another machine is refused: %j', async (options, reason) => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a' }, 'big_sur');
  await mac.become(options);
  const { code, stderr } = await install(mac);

  expect(code).toBe(3);
  expect(stderr).toContain(`this bundle is for macOS 11 Big Sur on Intel (big_sur); ${reason}`);
  await expectNothingInstalled(mac);
});

test('the right one of several targets is chosen, even if Big Sur calls itself 10.16', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a', bottleTag: 'all' }, 'monterey', 'big_sur', 'x86_64_linux');
  await mac.become({ macos: '10.16' });
  expect((await install(mac, '--check')).code).toBe(0);
  await mac.become({ system: 'linux' });

  expect((await install(mac)).stdout).toContain('Of 1: 1 installed');
});

test('root, a brew that never ran, and a missing brew are refused with the reason', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a' }, 'big_sur');
  await mac.become({ uid: 0 });
  expect(await install(mac)).toMatchObject({
    code: 3,
    stderr: 'install.sh: do not run this as root: run it as the user who owns Homebrew\n',
  });
  await mac.become({ ruby: 'missing' });
  expect((await install(mac)).stderr).toContain(
    'this Homebrew does not start without a network: Error: Failed to download',
  );
  await rm(join(mac.prefix, 'bin/brew'));
  expect((await install(mac)).stderr).toContain('no brew is on this machine');
  await expectNothingInstalled(mac);
});

test('a bottle with a fixed cellar is installed only there', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a', cellar: '/usr/local/Cellar' }, 'big_sur');
  const { code, stderr } = await install(mac);

  expect(code).toBe(3);
  expect(stderr).toContain(
    `a 1.0 works only in /usr/local/Cellar; this Homebrew has ${mac.prefix}/Cellar`,
  );
  await expectNothingInstalled(mac);
});

test('a damaged or missing bottle is refused before anything is touched', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a' }, 'big_sur');
  const bottle = 'bottles/a--1.0.big_sur.bottle.tar.gz';
  // The bottle may be a hard link to the cache of this test.
  await rm(join(join(mac.folder, 'bundle'), bottle));
  await writeFile(join(join(mac.folder, 'bundle'), bottle), 'other');
  const damaged = await install(mac);
  expect(damaged.code).toBe(4);
  expect(damaged.stderr).toContain(`${bottle} is damaged: copy the bundle again`);
  await rm(join(join(mac.folder, 'bundle'), bottle));
  const missing = await install(mac, '--check');

  expect(missing.code).toBe(4);
  expect(missing.stderr).toContain(`${bottle} is missing`);
  await expectNothingInstalled(mac);
});

test('--check verifies everything and touches nothing', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a' }, 'big_sur');
  const { code, stdout } = await install(mac, '--check');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Verifying \d+ files\.\.\.\nAll \d+ files are sound, and the bundle fits/,
  );
  await appendFile(join(join(mac.folder, 'bundle'), 'README.txt'), '#');

  expect((await install(mac, '--check')).code).toBe(4);
  await expectNothingInstalled(mac);
});

test('words in the plan that a shell would act on are refused and never run', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a' }, 'big_sur');
  const plan = 'installer/big_sur/plan.tsv';
  const good = readFileSync(join(join(mac.folder, 'bundle'), plan), 'utf8');
  for (const [from, to] of [
    [/^a\t/m, '$(touch pwned)\t'],
    [/\t1\.0\t/, '\t`touch pwned`\t'],
    [/bottles\/a/, '../a'],
    [/\t-\t0$/m, '\tx;touch pwned\t0'],
    [/\tany\t/, '\ta[$(touch pwned)]\t'],
    [/^a\t/m, '-rf\t'],
    [/\t1\t0\t/, '\t1\ta[$(touch pwned)]\t'],
  ] as const) {
    await forge(join(mac.folder, 'bundle'), plan, () => good.replace(from, to));
    const { code, stderr } = await install(mac);
    expect(code).toBe(4);
    expect(stderr).toContain('plan.tsv is damaged: line 2');
  }
  expect(await readdir(mac.folder)).not.toContain('pwned');
  await expectNothingInstalled(mac);
});

test('an unknown option is a usage error', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, { formula: 'a' }, 'big_sur');

  expect((await install(mac, '--force')).code).toBe(2);
  expect((await install(mac, '--help')).stdout).toContain('--uninstall-plan');
});

test.skipIf(spawnSync(LINTER, ['--version']).error !== undefined)(
  'shellcheck has nothing to say',
  () => {
    const scripts = [SCRIPT, join(import.meta.dirname, '../../support/brew/brew')];

    expect(spawnSync(LINTER, scripts, { encoding: 'utf8' }).stdout).toBe('');
  },
);

test('the script has nothing that bash does not support when it runs as sh', () => {
  // bash 3.2, which is /bin/sh on a Mac, rejects <(…) in that mode; newer ones do not.
  expect(readFileSync(SCRIPT, 'utf8')).not.toMatch(/[<>]\((?!\()/);
  expect(spawnSync(BASH, ['--posix', '-n', SCRIPT], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test('versions are ordered as brew orders them', () => {
  const body = /^compare_versions\(\) \{\n[\s\S]*?\n\}\n/m.exec(readFileSync(SCRIPT, 'utf8'))?.[0];
  const pieces = '1 0 10 09 a a1 alpha beta2 b rc1 pre p1 patch .post1 x . -'.split(' ');
  const piece = constantFrom(...pieces);
  const version = array(piece, { minLength: 1, maxLength: 5 }).map(
    (chosen) => `1${chosen.join('')}`,
  );
  assert(
    property(array(tuple(version, version), { minLength: 40, maxLength: 40 }), (pairs) => {
      const said = execFileSync(
        BASH,
        ['-c', `${body}while read -r a b; do compare_versions "$a" "$b"; done`],
        { input: pairs.map((pair) => `${pair.join(' ')}\n`).join(''), encoding: 'utf8' },
      );
      const expected = pairs.map(([a, b]) => Math.sign(compareVersions(a, b)) + 0);
      expect(said.trimEnd().split('\n').map(Number)).toEqual(expected);
    }),
    { numRuns: 8 },
  );
});
