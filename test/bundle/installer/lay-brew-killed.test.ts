import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { at, install, isWhole, machineWithout } from '../../support/brew/brewless-machine.ts';
import { type Machine, refuseRealPrefixes } from '../../support/brew/machine.ts';

/** Hides a command behind one that kills the whole run at its nth call. */
async function killAt(mac: Machine, command: string, call: number): Promise<void> {
  const path = join(mac.folder, 'fakes', command);
  const count = join(mac.folder, 'count');
  await writeFile(count, '');
  const text = `#!/bin/sh\n${refuseRealPrefixes('"$@"')}\necho >>'${count}'\n[ $(($(wc -l <'${count}'))) != ${call} ] || kill -KILL 0\nexec /bin/${command} "$@"\n`;
  await writeFile(path, text);
  await chmod(path, 0o755);
}

test.each([
  ['mkdir', 3],
  ['cat', 1],
  ['cat', 2],
  ['tar', 4],
  ['tar', 5],
  ['ln', 1],
  ['ln', 2],
  ['ln', 3],
  ['mv', 1],
  ['mv', 2],
  ['mv', 4],
  ['mv', 5],
  ['rm', 2],
  ['rm', 3],
  ['rm', 4],
])(
  'a run killed at %s number %i leaves nothing that is taken for a brew; the next run finishes it',
  async (command, call) => {
    await using mac = await machineWithout();
    await killAt(mac, command, call);
    const killed = await install(mac);
    expect(killed.code).not.toBe(0);
    await rm(join(mac.folder, 'fakes', command));
    await rm(join(mac.folder, 'tmp'), { recursive: true });
    await mkdir(join(mac.folder, 'tmp'));
    const next = await install(mac);

    expect(next.stderr).toBe('');
    expect(next.code).toBe(0);
    expect(next.stdout).toContain('Of 1: 1 installed');
    await isWhole(mac);
  },
);

test('two runs never lay down the same brew at once', async () => {
  await using mac = await machineWithout();
  await mkdir(at(mac, 'Homebrew'), { recursive: true });
  const lock = at(mac, 'Homebrew/.brewpull-lock');
  // A process with the name of one that holds the lock.
  const other = mac.run(['bash', '-c', 'echo $$ >pid; exec -a "bash lay-brew.sh" sleep 8']);
  const pid = await mac.run(['sh', '-c', 'until [ -s pid ]; do sleep 0.1; done; cat pid']);
  await symlink(pid.stdout.trim(), lock);
  const { code, stderr } = await install(mac);

  expect(code).toBe(1);
  expect(stderr).toContain(`another run (process ${pid.stdout.trim()}) is laying down Homebrew`);
  await mac.run(['kill', pid.stdout.trim()]);
  await other;
  expect((await install(mac)).code).toBe(0);
});
