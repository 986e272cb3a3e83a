import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { factsTap } from '../support/tap/facts-tap.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];

/** A tap with many names, 200 of them, and a git that records each of its starts. */
const shared = once(async () => {
  const facts = await factsTap();
  const built = await buildTap({ commits: facts.commits });
  const made = await cliHome({ tap: built });
  const some = facts.names.slice(0, 200);
  await mkdir(made.at('work/bin'));
  await writeFile(
    made.at('work/bin/git'),
    `#!/bin/sh
for word; do case "$word" in log|cat-file|diff-tree|rev-parse|version) break;; esac; done
echo "$word" >> '${made.at('work/started')}'
PATH='${process.env['PATH']}' exec git "$@"
`,
  );
  await chmod(made.at('work/bin/git'), 0o755);
  await writeFile(made.at('work/names.txt'), some.join('\n'));
  return {
    home: made,
    names: some,
    [Symbol.asyncDispose]: async () => {
      await built[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    },
  };
}, 120_000);

/** Runs the program, and lists what it started git for. */
async function resolve(...argv: readonly string[]): Promise<CliResult & { started: string[] }> {
  await writeFile(join(shared().home.work, 'started'), '');
  const result = await shared().home.run(['resolve', ...BIG_SUR, '--json', ...argv], {
    env: {
      PATH: [join(shared().home.work, 'bin'), process.env['PATH']].join(delimiter),
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
  });
  const started = (await readFile(join(shared().home.work, 'started'), 'utf8')).trim().split('\n');
  return { ...result, started };
}

test('200 names take one pass over the history, and none the next time', async () => {
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

const BEGINS = '2023-03-01T00:00:00Z';

test('ten of 200 names get the same answers on their own, except for where history begins', async () => {
  const some = shared().names.filter((_, index) => index % 20 === 0);
  const together = await resolve('--from-file', 'names.txt');
  await rm(shared().home.cache, { recursive: true });
  const alone = await resolve(...some);

  const all = JSON.parse(together.stdout).results;
  const few = JSON.parse(alone.stdout).results;
  expect(few).toHaveLength(10);
  for (const { searchedFrom, source, ...result } of few) {
    // Only the atlas, which is made only for many names, knows where history begins.
    expect(searchedFrom).toBeNull();
    expect(all).toContainEqual({
      ...result,
      searchedFrom: BEGINS,
      source: { ...source, searchedFrom: BEGINS },
    });
  }
}, 120_000);
