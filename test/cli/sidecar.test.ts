import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const SIDECAR = 'vim--9.0.1900.big_sur.bottle.json';

/** Pulls of vim into one folder. */
async function startPulls() {
  const world = await startVimWorld();
  const cwd = await mkdtemp(join(tmpdir(), 'brewpull-sidecar-'));
  const path = join(cwd, SIDECAR);
  const place = ['--registry', world.registry.url.href, '--cache-dir', join(cwd, 'cache')];
  return {
    revision: world.tap.oid('vim: update 9.0.1900 bottle.'),
    withHistory: ['--tap-dir', world.tap.path],
    pull: (source: readonly string[]): Promise<CliResult> =>
      runCli(['vim', '--target', 'big_sur', ...source, ...place], { cwd }),
    read: (): Promise<string> => readFile(path, 'utf8'),
    write: (text: string): Promise<void> => writeFile(path, text),
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      await rm(cwd, { recursive: true });
    },
  };
}

test.each([
  ['first without history, then with it', [false, true]],
  ['first with history, then without it', [true, false]],
])('if the same bottle is pulled %s, the sidecar says what the run knew', async (_name, order) => {
  await using vim = await startPulls();
  const seen: (readonly [number, boolean])[] = [];
  for (const knows of order) {
    const { code } = await vim.pull(knows ? vim.withHistory : ['--history', 'registry']);
    const { formula } = JSON.parse(await vim.read()).vim;
    seen.push([code, formula.tap_git_revision === vim.revision]);
  }

  expect(seen).toEqual(order.map((knows) => [0, knows]));
});

test.each([
  ['a file of yours', 'mine'],
  [
    'the sidecar of another build',
    JSON.stringify({ vim: { bottle: { tags: { big_sur: { sha256: 'a'.repeat(64) } } } } }),
  ],
])('%s under the name of the sidecar is kept: exit 1', async (_name, content) => {
  await using vim = await startPulls();
  await vim.write(content);
  const result = await vim.pull(vim.withHistory);

  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`${SIDECAR} already exists with other content`);
  expect(await vim.read()).toBe(content);
});
