import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publisher } from '../support/registry/publisher.ts';
import { buildTap } from '../support/tap/build-tap.ts';

/** `old` became `young`, and `tool` and `other` need it. */
async function startRenaming(): Promise<AsyncDisposable & Record<'before' | 'after', CliHome>> {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  const publish = publisher(registry);
  const first = {
    subject: 'before',
    write: {
      'Formula/old.rb': publish('old', '1.0'),
      'Formula/tool.rb': publish('tool', '1.0', ['old']),
    },
  };
  const second = {
    subject: 'after',
    write: {
      'Formula/young.rb': publish('young', '1.1'),
      'Formula/other.rb': publish('other', '2.0', ['young']),
      'formula_renames.json': '{"old": "young"}',
    },
    remove: ['Formula/old.rb'],
  };
  const taps = [
    await buildTap({ commits: [first] }),
    await buildTap({ commits: [first, second] }),
  ] as const;
  const before = await cliHome({ tap: taps[0], registry });
  const after = await cliHome({ tap: taps[1], registry });
  return {
    before,
    after,
    [Symbol.asyncDispose]: async () => {
      for (const each of [before, after, ...taps]) await each[Symbol.asyncDispose]();
      await registry.close();
    },
  };
}

const world = once(startRenaming, 60_000);
const TARGET = ['--target', 'big_sur'];

/** What a lock holds: `*` marks what was asked for. */
async function heldIn(path: string): Promise<readonly string[]> {
  const { targets } = parseLock(await readFile(path), path);
  const bottles = targets.flatMap((target) => target.bottles);
  return bottles.map(
    ({ formula, nameThen, pkgVersion, isRequested, dependencies = [] }) =>
      `${formula}${isRequested ? '*' : ''} ${nameThen} ${pkgVersion} ${dependencies.join(',')}`,
  );
}

test.for<{
  readonly what: string;
  readonly asked: string;
  readonly line: readonly string[];
  readonly holds: readonly string[];
}>([
  {
    what: 'an update by the name of then takes the bottle of today',
    asked: 'old',
    line: ['lock', '--update', 'old'],
    holds: ['young* young 1.1 '],
  },
  {
    what: 'an update by the name of today finds it',
    asked: 'old',
    line: ['lock', '--update', 'young'],
    holds: ['young* young 1.1 '],
  },
  {
    what: 'an update of what another one needs keeps one of it',
    asked: 'tool',
    line: ['lock', '--update', 'old'],
    holds: ['young young 1.1 ', 'tool* tool 1.0 young'],
  },
  {
    what: 'under the name of today it stays as it is',
    asked: 'old',
    line: ['lock', 'young'],
    holds: ['young* old 1.0 '],
  },
  {
    what: 'a bundle of the name of today has what is locked',
    asked: 'tool',
    line: ['bundle', 'young', '-o', 'locked', '--force'],
    holds: ['young* old 1.0 ', 'tool* tool 1.0 young'],
  },
  {
    what: 'a pull of the name of today has what is locked',
    asked: 'old',
    line: ['pull', 'young', '-o', 'pulled'],
    holds: ['young* old 1.0 '],
  },
  {
    what: 'what needs it under its name of today replaces it, as it would under one name',
    asked: 'tool',
    line: ['bundle', 'other', '-o', 'other', '--force'],
    holds: ['young young 1.1 ', 'other* other 2.0 young', 'tool* tool 1.0 young'],
  },
])('a lock whose formula was renamed: $what', async ({ asked, line, holds }) => {
  const { before, after } = world();
  const lock = join(after.work, `${asked}-${line.join('-').replaceAll(/[^a-z-]/g, '')}.lock.json`);
  const made = await before.run(['lock', asked, ...TARGET, '--lock', lock]);
  expect(made.code, made.stderr).toBe(0);

  const { code, stderr } = await after.run([...line, ...TARGET, '--lock', lock]);

  expect(code, stderr).toBe(0);
  expect(await heldIn(lock)).toEqual(holds);
  const again = await after.run([
    'bundle',
    ...TARGET,
    '--frozen',
    '--lock',
    lock,
    '-o',
    `${lock}.d`,
  ]);
  expect(again.code, again.stderr).toBe(0);
});

test('each target of a lock keeps its names until something new is added to it', async () => {
  const { before, after } = world();
  const lock = join(after.work, 'targets.lock.json');
  // Monterey takes the bottle for Big Sur.
  const targets = ['big_sur', 'monterey'] as const;
  const all = targets.flatMap((tag) => ['--target', tag]);
  await before.run(['lock', 'old', ...all, '--lock', lock]);
  const held: (readonly string[])[] = [];
  for (const [at, target] of targets.entries()) {
    const argv = ['bundle', 'other', '--target', target, '-o', `each-${at}`, '--lock', lock];
    const { code, stderr } = await after.run(argv);
    expect(code, stderr).toBe(0);
    held.push((await heldIn(lock)).filter((line) => !line.startsWith('other')));
  }

  expect(held).toEqual([
    ['young* young 1.1 ', 'old* old 1.0 '],
    ['young* young 1.1 ', 'young* young 1.1 '],
  ]);
});
