import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Tap } from './build-tap.ts';

/** A repository that is reached through ssh, a few kilobytes at a time. */
export interface SlowRemote {
  readonly url: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Puts a stand-in for ssh into a folder. It runs on this machine what it should run elsewhere, and pauses between blocks, so that
 * a fetch can be broken off in the middle. It speaks version 2 of git's protocol, as sshd does if it lets that through.
 */
export async function slowSsh(
  folder: string,
  { path }: Tap,
  { isOld = false } = {},
): Promise<SlowRemote> {
  const script = join(folder, 'ssh');
  await mkdir(folder, { recursive: true });
  await writeFile(
    script,
    `#!/bin/sh
for command; do :; done
block=$(mktemp)
sh -c "$command" | while :; do
  dd bs=4096 count=1 of="$block" 2>/dev/null
  [ -s "$block" ] || break
  cat "$block" || break
  sleep 0.01
done
rm -f "$block"
`,
  );
  await chmod(script, 0o755);
  const environment = {
    ...process.env,
    GIT_ALLOW_PROTOCOL: 'ssh',
    GIT_SSH_COMMAND: script,
    GIT_SSH_VARIANT: isOld ? 'simple' : 'ssh',
  };
  return { url: `ssh://slow.test${path}`, environment };
}
