import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { startToolsWorld, sumsOf, TOOLS_TARGETS } from '../support/mirror/tools-world.ts';
import { once } from '../support/once.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import type { Fault } from '../support/registry/faults.ts';

const run = promisify(execFile);
const MIRROR = ['mirror', '--all', ...TOOLS_TARGETS];
const MANY = 10_000;

const world = once(async () => {
  const tools = await startToolsWorld({ count: 10 });
  const home = await cliHome(tools);
  const { code } = await home.run([...MIRROR, '-o', 'whole']);
  if (code !== 0) throw new Error(`exit ${code}`);
  const whole = await sumsOf(`${home.work}/whole`);
  return {
    ...tools,
    whole,
    [Symbol.asyncDispose]: async () => {
      await home[Symbol.asyncDispose]();
      await tools[Symbol.asyncDispose]();
    },
  };
}, 120_000);

beforeEach(() => world().registry.clearFaults());
afterEach(() => world().registry.clearFaults());

/** Runs it again without the fault, and compares the mirror with an undisturbed one. */
async function expectCompleted(home: CliHome): Promise<void> {
  world().registry.clearFaults();
  const result = await home.run([...MIRROR, '-o', 'mirror']);
  expect(result.code, result.stderr).toBe(0);
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(world().whole);
}

test.for<{ name: string; fault: Fault; says: RegExp }>([
  {
    name: 'bytes that its digest does not fit',
    fault: { flipBitAt: 100 },
    says: /sha256|digest|damaged/i,
  },
  { name: 'fewer bytes', fault: { truncateTo: 100 }, says: /sha256/ },
  {
    name: 'a page instead of it',
    fault: { status: 404, body: '<html>Not found</html>' },
    says: /tool8/,
  },
  { name: 'no permission', fault: { status: 403 }, says: /tool8/ },
])(
  'bottles for which the registry sends $name fail alone: exit 6, and the next run gets them',
  async ({ fault, says }) => {
    await using home = await cliHome(world());
    world().registry.fault({ path: /tool8\/blobs/ }, fault, MANY);

    const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);

    expect(code).toBe(6);
    expect(stderr).toMatch(says);
    expect(stderr).toContain('2 failed');
    expect(await readdir(`${home.work}/mirror`)).toContain('mirror.json');
    await expectCompleted(home);
  },
);

test('an index that names another bottle for the same version fails alone: exit 6, and its checksum is shown', async () => {
  await using home = await cliHome(world());
  const said = { formula: 'tool1', pkgVersion: '1.1', tags: ['big_sur', 'arm64_ventura'] };
  const other = publishBottles(world().registry, { ...said, fillerBytes: 700 });

  const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);

  expect(code).toBe(6);
  expect(stderr).toContain(other.bottles.get('big_sur')?.sha256);
  expect(stderr).toContain('2 failed');
  publishBottles(world().registry, { ...said, fillerBytes: 500 });
  await expectCompleted(home);
});

test.for<{ name: string; fault: Fault; says: RegExp }>([
  {
    name: 'asks to wait an hour',
    fault: { status: 429, headers: { 'retry-after': '3600' } },
    says: /too many requests/,
  },
  { name: 'is not to be reached', fault: { reset: true }, says: /registry|connection|reach/i },
])('a registry that $name ends the run, and the next run continues it', async ({ fault, says }) => {
  await using home = await cliHome(world());
  world().registry.fault({ path: /tool[5-9]\// }, fault, MANY);

  // Several at once, so that waiting for what cannot be reached takes less time.
  const argv = [...MIRROR, '-o', 'mirror', '--concurrency', '4'];
  const { code, stderr } = await home.run(argv);

  expect(code).toBe(6);
  expect(stderr).toMatch(says);
  expect(stderr).toContain('not tried');
  expect(stderr).toContain('Run the same command again');
  expect(await readdir(`${home.work}/mirror`)).not.toContain('mirror.json');
  const asked = world().registry.logged({ path: 'tool2/' }).length;
  await expectCompleted(home);
  // Nothing that the mirror has is asked for again.
  expect(world().registry.logged({ path: 'tool2/' })).toHaveLength(asked);
});

test('web pages instead of all answers fail the run, and leave an existing mirror as it is: exit 5', async () => {
  await using home = await cliHome(world());
  const page: Fault = { status: 404, body: '<html>Sign in</html>' };
  world().registry.fault({}, page, MANY);

  const none = await home.run([...MIRROR, '-o', 'mirror']);
  expect(none.code).not.toBe(0);
  expect(none.stderr).toMatch(/tool1/);
  await expectCompleted(home);

  world().registry.fault({}, page, MANY);
  const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);
  // No registry wrote them, so nothing counts as gone.
  expect(code).toBe(5);
  expect(stderr).not.toContain('gone from the registry');
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(world().whole);
});

test('an index that was published again with more bottles replaces the old one', async () => {
  await using home = await cliHome(world());
  await expectCompleted(home);
  const said = { formula: 'tool2', pkgVersion: '1.2', fillerBytes: 500 };
  publishBottles(world().registry, { ...said, tags: ['big_sur', 'arm64_ventura', 'sonoma'] });

  const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);

  expect(code).toBe(0);
  expect(stderr).toContain('2 with an index that was published again');
  const names = await readdir(`${home.work}/mirror/v2/homebrew/core/tool2/manifests`);
  // The index by digest and by reference, and two manifests.
  expect(names).toHaveLength(4);
  await home.run([...MIRROR, '-o', 'other']);
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(await sumsOf(`${home.work}/other`));
  publishBottles(world().registry, { ...said, tags: ['big_sur', 'arm64_ventura'] });
});

test('a bottle whose reference is gone is kept', async () => {
  await using home = await cliHome(world());
  await expectCompleted(home);
  world().registry.fault({ path: 'tool2/manifests' }, { status: 404 }, MANY);

  const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);

  expect(code).toBe(0);
  expect(stderr).toContain('2 gone from the registry, and kept here');
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(world().whole);
});

test('a full disk ends the run with 1 or 6, and with more room the next run completes the mirror', async ({
  skip,
}) => {
  await using home = await cliHome(world());
  const place = `${home.work}/mirror`;
  await mkdir(place);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', place]);
  } catch {
    skip('only root can mount a small file system');
  }
  try {
    const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);

    expect([1, 6]).toContain(code);
    expect(stderr).toMatch(/no space|full/i);
    expect(stderr).toContain('Run the same command again');
    await run('mount', ['-o', 'remount,size=50m', place]);
    await expectCompleted(home);
  } finally {
    await run('umount', [place]);
  }
});
