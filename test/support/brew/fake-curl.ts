import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Machine } from './machine.ts';

/** Does what `curl -fsSo FILE URL` and `curl -f -O URL` do. */
const PROGRAM = `const { basename } = require('node:path');
const url = process.argv.at(-1);
const at = process.argv.findIndex((word) => /^-[fsS]*o$/.test(word));
const file = at < 0 ? basename(new URL(url).pathname) : process.argv[at + 1];
fetch(url).then(async (answer) => {
  if (!answer.ok) process.exit(22);
  require('node:fs').writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
});`;

/** Gives a pretend machine a curl that reaches the real one. */
export async function installCurl(mac: Machine): Promise<void> {
  await writeFile(join(mac.folder, 'curl.cjs'), PROGRAM);
  const curl = join(mac.folder, 'fakes/curl');
  await writeFile(curl, `#!/bin/sh\nexec ${process.execPath} "$HOME/curl.cjs" "$@"\n`);
  await chmod(curl, 0o755);
}
