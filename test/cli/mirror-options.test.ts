import { mkdir, readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import {
  startToolsWorld,
  sumsOf,
  TOOLS_TARGETS,
  unlikeItsSums,
} from '../support/mirror/tools-world.ts';
import { once } from '../support/once.ts';

const ALL = ['mirror', '--all'];
const MIRROR = [...ALL, ...TOOLS_TARGETS];

const world = once(async () => {
  const tools = await startToolsWorld({ count: 10 });
  const newer = await startToolsWorld({ count: 10, newer: true, beside: tools.registry });
  const home = await cliHome(tools);
  const { code } = await home.run([...MIRROR, '-o', 'whole']);
  if (code !== 0) throw new Error(`exit ${code}`);
  const requests = tools.registry.requests.length;
  return {
    ...tools,
    newer,
    requests,
    whole: await sumsOf(`${home.work}/whole`),
    [Symbol.asyncDispose]: async () => {
      await home[Symbol.asyncDispose]();
      await newer[Symbol.asyncDispose]();
      await tools[Symbol.asyncDispose]();
    },
  };
}, 60_000);

test.for<{ name: string; runs: readonly (readonly string[])[] }>([
  { name: 'many requests at once', runs: [[...MIRROR, '--concurrency', '8']] },
  {
    name: 'a run for each target',
    runs: [[...ALL, ...TOOLS_TARGETS.slice(2)], [...ALL, ...TOOLS_TARGETS.slice(0, 2)], MIRROR],
  },
  { name: 'some names first', runs: [['mirror', 'tool5', ...TOOLS_TARGETS], MIRROR] },
  { name: 'reduced indexes, and back', runs: [[...MIRROR, '--index', 'reduced'], MIRROR] },
  { name: 'nothing to prune', runs: [MIRROR, [...MIRROR, '--prune']] },
])('the mirror is the same, byte for byte, with $name', async ({ runs }) => {
  await using home = await cliHome(world());
  for (const argv of runs) {
    const { code, stderr } = await home.run([...argv, '-o', 'mirror']);
    expect(code, stderr).toBe(0);
    expect(await unlikeItsSums(`${home.work}/mirror`)).toEqual([]);
  }

  expect(await sumsOf(`${home.work}/mirror`)).toEqual(world().whole);
});

test('the second of two runs at once on one folder waits, and finds everything there', async () => {
  await using home = await cliHome(world());
  const [first, second] = await Promise.all([
    home.run([...MIRROR, '-o', 'mirror']),
    home.run([...MIRROR, '-o', 'mirror']),
  ]);

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(`${first.stderr}${second.stderr}`).toContain('0 new (0 B), 20 kept');
  // The second asks one question per reference.
  expect(world().registry.requests.length).toBeLessThanOrEqual(world().requests + 14);
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(world().whole);
});

test('a bottle that a newer one replaced stays until --prune removes it and nothing else', async () => {
  await using home = await cliHome(world());
  await using later = await cliHome({ ...world(), tap: world().newer.tap });
  await home.run([...MIRROR, '-o', 'mirror']);
  const argv = [...MIRROR, '-o', `${home.work}/mirror`];
  await later.run([...MIRROR, '-o', 'fresh']);

  expect((await later.run(argv)).code).toBe(0);
  const both = Object.keys(await sumsOf(`${home.work}/mirror`));
  const old = Object.keys(world().whole);
  expect(old.filter((name) => !both.includes(name))).toEqual([]);
  const { code, stderr } = await later.run([...argv, '--prune']);

  expect(code).toBe(0);
  expect(stderr).toMatch(/\d+ files were removed \([^0]/);
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(await sumsOf(`${later.work}/fresh`));
});

test('what a lock names is not pruned', async () => {
  await using home = await cliHome(world());
  await using later = await cliHome({ ...world(), tap: world().newer.tap });
  await home.run(['lock', 'tool2', ...TOOLS_TARGETS, '--lock', 'tools.lock.json']);
  const locked = ['mirror', '--lock', 'tools.lock.json', '-o', 'mirror'];
  const first = await home.run(locked);
  expect(first.code, first.stderr).toBe(0);
  const held = Object.keys(await sumsOf(`${home.work}/mirror/v2`));
  const { code } = await later.run([...MIRROR, '-o', `${home.work}/mirror`, '--prune']);

  expect(code).toBe(0);
  const left = Object.keys(await sumsOf(`${home.work}/mirror/v2`));
  expect(held.filter((name) => !left.includes(name))).toEqual([]);
  expect(held.length).toBeGreaterThan(10);
  expect(await unlikeItsSums(`${home.work}/mirror`)).toEqual([]);
});

test('--max-size leaves out what does not fit, and a later run without it completes the mirror', async () => {
  await using home = await cliHome(world());
  const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror', '--max-size', '1M']);

  expect(code).toBe(0);
  expect(stderr).toContain('2 left out because of --max-size');
  const said = await readFile(`${home.work}/mirror/mirror.json`, 'utf8');
  expect(said).toContain('"LEFT_OUT"');
  expect((await home.run([...MIRROR, '-o', 'mirror'])).code).toBe(0);
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(world().whole);
});

test('--dry-run writes no file, and counts what the mirror has and what it lacks', async () => {
  await using home = await cliHome(world());
  const dry = [...MIRROR, '-o', 'mirror', '--dry-run', '--json'];
  const before = await home.run(dry);
  expect(JSON.parse(before.stdout)).toMatchObject({ kept: { bottles: 0 }, known: { bottles: 17 } });
  expect(await home.placed()).toEqual([]);
  await home.run(['mirror', 'tool1', ...TOOLS_TARGETS, '-o', 'mirror']);
  const there = await sumsOf(`${home.work}/mirror`);

  const { code, stdout } = await home.run(dry);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kept: { bottles: 3 }, known: { bottles: 14 } });
  expect(await sumsOf(`${home.work}/mirror`)).toEqual(there);
});

test('--rate is respected, and a download that it slows is not taken for stalled', async () => {
  await using home = await cliHome(world());
  const start = performance.now();
  const { code, stderr } = await home.run([
    'mirror',
    'tool7',
    ...TOOLS_TARGETS,
    '-o',
    'mirror',
    '--rate',
    '1M',
  ]);
  const seconds = (performance.now() - start) / 1000;

  expect(code, stderr).toBe(0);
  // Two bottles have 1.2 MB each.
  expect(seconds).toBeGreaterThan(2.4 * 0.8);
});

test.for(['file', 'folder'])(
  'a %s that is not a mirror is refused, and left as it was',
  async (what) => {
    await using home = await cliHome(world());
    if (what === 'folder') await mkdir(`${home.work}/mirror`);
    const file = what === 'folder' ? `${home.work}/mirror/mine` : `${home.work}/mirror`;
    await writeFile(file, 'mine');

    const { code, stderr } = await home.run([...MIRROR, '-o', 'mirror']);

    expect([1, 2]).toContain(code);
    expect(stderr).toContain('next:');
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect(world().registry.requests).toHaveLength(0);
  },
);
