import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { now } from '../support/cli/run-doctor.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(() => startVimWorld({ withDependencies: true }));
const env = { PATH: process.env['PATH'] };
const BIG_SUR = ['--target', 'big_sur'];

/** Counts the programs that this process started and that still run: each keeps a command line from ending. */
function countChildren(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
}

test.each([
  ['doctor'],
  ['doctor', '--offline'],
  ['resolve', 'vim', ...BIG_SUR],
  ['resolve', 'vimm', ...BIG_SUR],
  ['resolve', 'vim', ...BIG_SUR, '--at', 'nothing'],
  ['history', 'vim'],
  ['plan', 'vim', ...BIG_SUR],
  ['lock', 'vim', ...BIG_SUR],
  ['pull', 'vim', ...BIG_SUR],
  ['bundle', 'vim', ...BIG_SUR, '-o', 'vim.tar'],
  ['coverage', ...BIG_SUR],
  ['atlas', 'export', '-o', 'team.answers'],
  ['__complete', 'fish', 'brewpull', 'pull', 'vi'],
])('%s leaves no process that would keep it from ending: %s %s', async (...argv) => {
  const { tap, registry } = world();
  const asksRegistry = !['coverage', 'atlas', 'history'].includes(argv[0] ?? '');
  await using home = await cliHome({ tap, ...(asksRegistry ? { registry } : {}) });
  const before = countChildren();
  const { code, stderr } = await home.run(argv, { env, now });

  expect(code, stderr).not.toBe(2);
  // A process that was ended is gone a moment later.
  await expect.poll(countChildren, { timeout: 4000 }).toBe(before);
});
