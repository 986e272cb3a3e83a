import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import { factsTap } from '../support/tap/facts-tap.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];

let home: string;
let tap: Tap;
let names: readonly string[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-many-'));
  const facts = await factsTap();
  tap = await buildTap({ commits: facts.commits });
  names = facts.names.slice(0, 200);
  await mkdir(join(home, 'bin'));
  // A git that writes down each start of its own.
  await writeFile(
    join(home, 'bin/git'),
    `#!/bin/sh
for word; do case "$word" in log|cat-file|diff-tree|rev-parse|version) break;; esac; done
echo "$word" >> '${join(home, 'started')}'
PATH='${process.env['PATH']}' exec git "$@"
`,
  );
  await chmod(join(home, 'bin/git'), 0o755);
  await writeFile(join(home, 'names.txt'), names.join('\n'));
}, 60_000);
afterAll(async () => {
  await tap[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** Runs the program, and tells how often it started git, and for what. */
async function resolve(...argv: readonly string[]): Promise<CliResult & { started: string[] }> {
  await writeFile(join(home, 'started'), '');
  const places = ['--tap-dir', tap.path, '--cache-dir', join(home, 'cache')];
  const result = await runCli(['resolve', ...BIG_SUR, '--json', ...places, ...argv], {
    cwd: home,
    env: {
      PATH: [join(home, 'bin'), process.env['PATH']].join(delimiter),
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
  });
  const started = (await readFile(join(home, 'started'), 'utf8')).trim().split('\n');
  return { ...result, started };
}

test('200 names take one pass over the history, and the next time none', async () => {
  const first = await resolve('--from-file', 'names.txt');
  const second = await resolve('--from-file', 'names.txt');

  const { results } = JSON.parse(first.stdout);
  expect(results).toHaveLength(200);
  const found = results.filter(({ status }: { status: string }) => status === 'found');
  expect(found.length).toBeGreaterThan(150);
  expect(first.started.filter((each) => each === 'log').length).toBeLessThanOrEqual(3);
  expect(first.started.length).toBeLessThanOrEqual(10);
  expect(second.stdout).toBe(first.stdout);
  expect(second.started.length).toBeLessThanOrEqual(6);
}, 120_000);

test('many at once answer what each alone answers', async () => {
  const some = names.filter((_, index) => index % 20 === 0);
  const together = await resolve('--from-file', 'names.txt');
  await rm(join(home, 'cache'), { recursive: true });
  const alone = await resolve(...some);

  const all = JSON.parse(together.stdout).results;
  const few = JSON.parse(alone.stdout).results;
  expect(few).toHaveLength(10);
  for (const result of few) {
    expect(all).toContainEqual(result);
  }
}, 120_000);
