import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { runCli } from '../support/cli/run-cli.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const run = promisify(execFile);

test('a pull says which run it waits for, and Ctrl-C ends the wait with 130', async () => {
  const home = await mkdtemp(join(tmpdir(), 'brewpull-two-'));
  try {
    await using world = await startVimWorld();
    const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
    const sha256 = world.published.get('9.0.1900')?.bottles.get('big_sur')?.sha256;
    await mkdir(join(home, 'cache/partial'), { recursive: true });
    await writeFile(
      join(home, `cache/partial/${sha256}.part.lock`),
      '4711 build-host some-machine some-token\n',
    );
    let interrupt: () => void = () => undefined;
    const result = await runCli(['vim', '--target', 'big_sur', ...place, '--cache-dir', 'cache'], {
      cwd: home,
      onStart: (stop) => {
        interrupt = stop;
      },
      onOutput: (_stream, text) => {
        if (text.startsWith('waiting')) interrupt();
      },
    });

    expect(result.code).toBe(130);
    expect(result.stderr).toMatch(
      /^waiting for another run, process 4711 on build-host, which holds .*\.part\.lock$/m,
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test('a lock in a read-only folder is an error that says so', async ({ skip }) => {
  const home = await mkdtemp(join(tmpdir(), 'brewpull-two-'));
  const folder = join(home, 'fixed');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder]);
  } catch {
    skip('only root can mount a file system');
  }
  try {
    await using world = await startVimWorld();
    const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
    const argv = ['vim', '--target', 'big_sur', ...place, '--cache-dir', 'cache', '-o', 'out'];
    const result = await runCli([...argv, '--lock', 'fixed/l.json'], { cwd: home });

    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`cannot write ${join(folder, 'l.json')}`);
    expect(result.stderr).toContain('read-only');
  } finally {
    await run('umount', [folder]);
    await rm(home, { recursive: true, force: true });
  }
});
