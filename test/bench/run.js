// All benchmarks, one after another: each compares brewpull with a peer in the same run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

for (const name of ['startup', 'answers', 'download', 'image', 'serve', 'mirror', 'history']) {
  const file = join(import.meta.dirname, `${name}.js`);
  if (!existsSync(file)) throw new Error(`there is no benchmark ${name}`);
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
