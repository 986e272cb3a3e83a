import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import { updateAtlasOf } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const ROUNDS = 14;
const COMMITS = 800;

/** Bundles a program that brings an atlas up to date, because Node cannot run the sources as they are. */
async function bundleUpdate(folder: string): Promise<string> {
  const entry = join(folder, 'entry.ts');
  const source = (path: string): string => JSON.stringify(join(ROOT, path));
  await writeFile(
    entry,
    `import { openRepository } from ${source('src/git/repository.ts')};
import { updateAtlas } from ${source('src/history/atlas/update-atlas.ts')};
import { lineReader } from ${source('test/support/tap/line-reader.ts')};
const [tap = '', atlas = ''] = process.argv.slice(2);
const repository = await openRepository(tap, { environment: process.env });
console.log('ready');
await updateAtlas({ tap: 'homebrew/core', repository, reader: lineReader }, atlas);
await repository.close();
`,
  );
  const file = join(folder, 'update.mjs');
  const bundle = await rolldown({ input: entry, platform: 'node', cwd: ROOT });
  await bundle.write({ file, format: 'esm' });
  return file;
}

/** Measures how long the program takes after it says that it is ready, on this machine right now. */
async function timeWhole(program: string, tap: string, atlas: string): Promise<number> {
  const child = spawn(process.execPath, [program, tap, atlas], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  const begun = performance.now();
  await exit;
  return performance.now() - begun;
}

function history(): TapCommit[] {
  return Array.from({ length: COMMITS }, (_, index) => {
    const name = `foo${index % 40}`;
    const entries = { big_sur: String(index).padStart(64, '0') };
    const text = formulaText({ name, version: `1.${index}`, bottle: { entries } });
    return { subject: `${index}`, write: { [`Formula/${name}.rb`]: text } };
  });
}

test('a run killed at any moment leaves the old atlas or the new one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-killed-'));
  await using tap = await buildTap({ commits: history() });
  try {
    const program = await bundleUpdate(folder);
    const [old, atlas] = [join(folder, 'old.atlas'), join(folder, 'core.atlas')];
    const oldHead = tap.oid('300');
    await updateAtlasOf(tap.path, old, { head: oldHead });
    const seen = new Set<string | undefined>();
    const wholeMs = await timeWhole(program, tap.path, join(folder, 'timed.atlas'));
    for (let round = 0; round < ROUNDS; round += 1) {
      await copyFile(old, atlas);
      const child = spawn(process.execPath, [program, tap.path, atlas], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      await once(child.stdout, 'data');
      // The last run gets the time it needs.
      const killed = sleep((wholeMs * round) / (ROUNDS - 2));
      await (round === ROUNDS - 1 ? exit : Promise.race([killed, exit]));
      child.kill('SIGKILL');
      await exit;

      using found = openAtlas(atlas);
      seen.add(found?.head);
      expect([oldHead, tap.head]).toContain(found?.head);
      const names = found?.names() ?? [];
      const told = await Promise.all(names.map(async (name) => found?.formula(name)));
      const states = told.map((each) => each?.states.length ?? 0);
      expect(states.reduce((sum, count) => sum + count, 0)).toBe(
        found?.head === oldHead ? 301 : COMMITS,
      );
    }
    expect(seen).toEqual(new Set([oldHead, tap.head]));

    await updateAtlasOf(tap.path, atlas);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    using last = openAtlas(atlas);
    expect(last?.head).toBe(tap.head);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
