import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import {
  fetchInto,
  kept,
  nameAt,
  placed,
  publish,
} from '../../support/answers/answers-registry.ts';
import { answersBytes } from '../../support/answers/write-answers.ts';
import { bundleProgram } from '../../support/cli/bundle-program.ts';
import { cliHome } from '../../support/cli/cli-home.ts';
import { startRegistry } from '../../support/registry/fake-registry.ts';

const ROUNDS = 16;
const DAY_MS = 86_400_000;

test('a fetch killed at any moment leaves the old file or the new one, and the next fetch finishes it', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const program = await bundleProgram(home.path);
  const run = async (killedAfterMs: number): Promise<void> => {
    const words = ['atlas', 'fetch', nameAt(registry), '--cache-dir', home.cache];
    const child = spawn(process.execPath, [program, ...words], { cwd: home.work, stdio: 'ignore' });
    const exit = once(child, 'exit');
    await Promise.race([sleep(killedAfterMs), exit]);
    child.kill('SIGKILL');
    await exit;
  };
  const dayOf = (round: number): string => `2026-08-${String(round + 1).padStart(2, '0')}`;
  await publish(home, registry, { day: dayOf(0) });
  const begun = performance.now();
  await run(60_000);
  const wholeMs = performance.now() - begun;
  const seen = { old: 0, new: 0 };
  let before = answersBytes({ day: dayOf(0) });
  expect((await placed(home)).equals(before)).toBe(true);

  for (let round = 1; round < ROUNDS; round += 1) {
    await publish(home, registry, { day: dayOf(round) });
    // Most of the time goes into starting: the interesting part is the end. The first run is killed at once, the last never.
    const part = 0.4 + (0.8 * round) / ROUNDS;
    await run(round === 1 ? 0 : round === ROUNDS - 1 ? 60_000 : wholeMs * part);
    const found = await placed(home);
    const isNew = found.equals(answersBytes({ day: dayOf(round) }));
    expect(isNew || found.equals(before)).toBe(true);
    seen[isNew ? 'new' : 'old'] += 1;
    before = found;
  }
  const last = await fetchInto(home, [nameAt(registry)]);

  expect(last.code).toBe(0);
  expect((await placed(home)).equals(answersBytes({ day: dayOf(ROUNDS - 1) }))).toBe(true);
  const record = JSON.parse(
    await readFile(home.at('cache/answers/homebrew-core.answers.json'), 'utf8'),
  );
  expect(record.headDate).toBe(`${dayOf(ROUNDS - 1)}T00:00:00Z`);
  // Drafts and what a killed takeover left are removed a day later.
  const isLeft = (name: string): boolean => /^\.|\.lock\.[0-9a-f]{8}$/.test(name);
  expect((await kept(home)).filter((name) => !isLeft(name))).toEqual([
    'homebrew-core.answers',
    'homebrew-core.answers.json',
  ]);
  expect(Math.min(seen.old, seen.new)).toBeGreaterThan(0);
}, 120_000);

test('what killed runs left is removed a day later', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry, { day: '2026-08-01' });
  await fetchInto(home, [nameAt(registry)]);
  const young = '.homebrew-core.answers.0123abcd.part';
  const old = ['.homebrew-core.answers.4567abcd.part', 'homebrew-core.answers.lock.89ababcd'];
  const then = new Date(Date.now() - 2 * DAY_MS);
  for (const name of [young, ...old]) await writeFile(home.at(`cache/answers/${name}`), 'x');
  for (const name of old) await utimes(home.at(`cache/answers/${name}`), then, then);
  await publish(home, registry);

  await fetchInto(home, [nameAt(registry)]);

  expect(await kept(home)).toEqual([young, 'homebrew-core.answers', 'homebrew-core.answers.json']);
});

test('several runs at once all succeed', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);

  const runs = await Promise.all([1, 2, 3].map(() => fetchInto(home, [nameAt(registry)])));

  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect((await placed(home)).equals(answersBytes())).toBe(true);
});
