import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { runCli } from '../support/cli/run-cli.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const run = promisify(execFile);

/** Mounts a file system of this size; undefined if this user may not. */
async function mountSmall(path: string, size: string): Promise<AsyncDisposable | undefined> {
  await mkdir(path);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  } catch {
    return undefined;
  }
  return {
    [Symbol.asyncDispose]: async () => {
      await run('umount', [path]);
    },
  };
}

test.for(['cache', 'output'])(
  'a full disk under the %s: exit 1, with a message, and nothing half-made',
  async (which, { skip }) => {
    const home = await mkdtemp(join(tmpdir(), 'brewpull-full-'));
    try {
      await using world = await startVimWorld({ fillerBytes: 200_000 });
      await using small = await mountSmall(join(home, 'small'), '160k');
      if (small === undefined) skip('only root can mount a small file system');
      const [cache, output] = which === 'cache' ? ['small', 'out'] : ['cache', 'small'];
      const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
      const result = await runCli(
        ['vim', '--target', 'big_sur', ...place, '--cache-dir', cache, '-o', output],
        { cwd: home },
      );

      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(/no space|full/i);
      expect(result.stderr).toContain('next:');
      const left = await readdir(join(home, output)).catch(() => []);
      expect(left).toEqual([]);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
