import { spawn } from 'node:child_process';
import { once as onceEvent } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

import { joinMedia } from '../../../src/mirror/media/join/join-mirror.ts';
import { splitMirror } from '../../../src/mirror/media/split/split-mirror.ts';
import { namesIfThere } from '../../../src/store/read/if-there.ts';
import { execFileSync } from '../../support/limits/processes.ts';
import { makeMediaWorld, SMALL_MEDIUM } from '../../support/mirror/small-media.ts';
import { once } from '../../support/once.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const ROUNDS = 10;

const world = once(makeMediaWorld);

/** Bundles a program that splits or joins, because Node cannot run the sources as they are. */
async function bundleProgram(folder: string): Promise<string> {
  const entry = join(folder, 'entry.ts');
  const from = (path: string): string => JSON.stringify(join(ROOT, 'src/mirror/media', path));
  await writeFile(
    entry,
    `import { splitMirror } from ${from('split/split-mirror.ts')};
import { joinMedia } from ${from('join/join-mirror.ts')};
const [what, output, ...paths] = process.argv.slice(2);
process.send('begun');
if (what === 'split') await splitMirror(paths[0], { output, mediumBytes: ${SMALL_MEDIUM} });
else await joinMedia(paths, { output });
process.disconnect();
`,
  );
  const bundle = await rolldown({ input: entry, platform: 'node', cwd: ROOT });
  await bundle.write({ dir: join(folder, 'program'), format: 'esm', entryFileNames: 'entry.mjs' });
  return join(folder, 'program/entry.mjs');
}

/** Runs the program and kills it that long after its work began; says whether it had finished by then. */
async function runKilled(words: readonly string[], killedAfterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const exit = onceEvent(child, 'exit');
  await Promise.race([onceEvent(child, 'message'), exit]);
  const limit = new AbortController();
  await Promise.race([sleep(killedAfterMs, undefined, { signal: limit.signal }), exit]);
  limit.abort();
  child.kill('SIGKILL');
  await exit;
  return child.exitCode === 0;
}

test('a split that is killed at any moment leaves only whole media, and the next one finishes it', async () => {
  await using folder = await tempFolder();
  const program = await bundleProgram(folder.path);
  const words = [program, 'split'];
  const begun = performance.now();
  await runKilled([...words, folder.at('whole'), world().mirror], 60_000);
  const wholeMs = performance.now() - begun;
  const output = folder.at('media');
  let killed = 0;

  for (let round = 0; round < ROUNDS; round += 1) {
    const isDone = await runKilled(
      [...words, output, world().mirror],
      (wholeMs * round) / ROUNDS / 2,
    );
    if (!isDone) killed += 1;
    for (const name of (await namesIfThere(output)).filter((each) => each !== '.brewpull')) {
      const cwd = join(output, name);
      execFileSync('sha256sum', ['--quiet', '--strict', '--check', 'SHA256SUMS'], { cwd });
      execFileSync('diff', ['-r', join(world().output, name), cwd]);
    }
  }
  await splitMirror(world().mirror, { output, mediumBytes: SMALL_MEDIUM });

  expect(killed).toBeGreaterThan(0);
  execFileSync('diff', ['-r', world().output, output]);
}, 120_000);

test('a join that is killed at any moment has no mirror.json before everything is there, and the next one finishes it', async () => {
  await using folder = await tempFolder();
  const program = await bundleProgram(folder.path);
  const output = folder.at('joined');
  const words = [program, 'join'];
  const begun = performance.now();
  await runKilled([...words, folder.at('whole'), ...world().media], 60_000);
  const wholeMs = performance.now() - begun;
  let killed = 0;

  for (let round = 0; round < ROUNDS; round += 1) {
    const isDone = await runKilled(
      [...words, output, ...world().media],
      (wholeMs * round) / ROUNDS / 3,
    );
    if (!isDone) killed += 1;
    const names = await namesIfThere(output);
    if (!names.includes('mirror.json')) continue;
    execFileSync('diff', ['-r', '--exclude=.brewpull', world().mirror, output]);
  }
  const last = await joinMedia(world().media, { output });

  expect(killed).toBeGreaterThan(0);
  expect(['joined', 'unchanged']).toContain(last.status);
  execFileSync('diff', ['-r', world().mirror, output]);
  expect(await readdir(output)).not.toContain('.brewpull');
}, 120_000);
