import { writeFile } from 'node:fs/promises';

import { expect, onTestFinished, test, vi } from 'vitest';

import { AbortedError, GitError } from '../../src/core/errors.ts';
import { openRepository } from '../../src/git/repository.ts';
import { buildTap, runGit, type Tap } from '../support/tap/build-tap.ts';
import { copyTap } from '../support/tap/copying.ts';
import { tempFolder, type TempFolder } from '../support/temp-folder.ts';
import { execFileSync } from '../support/limits/processes.ts';

const ONE = { commits: [{ subject: 'one', write: { 'Formula/a.rb': 'first\n' } }] };

/** Returns the environment of a user whose own git configuration is this text. */
async function userWith(folder: TempFolder, text: string): Promise<NodeJS.ProcessEnv> {
  const file = folder.at('gitconfig');
  await writeFile(file, text);
  return { ...process.env, GIT_CONFIG_GLOBAL: file };
}

/** Makes a file whose reader waits forever. */
function makeEndless(folder: TempFolder): string {
  const path = folder.at('endless');
  execFileSync('mkfifo', [path]);
  return path;
}

async function readAll(tap: Tap, environment: NodeJS.ProcessEnv): Promise<string[]> {
  await using repository = await openRepository(tap.path, { environment });
  const said: string[] = [];
  for await (const entry of repository.log({ from: tap.head })) said.push(JSON.stringify(entry));
  return said;
}

test.each([
  '[diff]\norderFile = /nonexistent',
  '[diff]\norderFile = ENDLESS',
  '[mailmap]\nfile = ENDLESS',
  '[core]\nattributesFile = ENDLESS',
  '[log]\ndate = bogus',
  '[format]\npretty = bogus',
  '[log]\nfollow = true\nshowRoot = false\nshowSignature = true',
  '[color]\nui = always',
])('a setting that does not concern brewpull changes nothing: %s', async (text) => {
  await using folder = await tempFolder();
  await using tap = await buildTap(ONE);
  const usual = await readAll(tap, process.env);

  const said = await readAll(
    tap,
    await userWith(folder, text.replace('ENDLESS', makeEndless(folder))),
  );

  expect(usual).toHaveLength(1);
  expect(said).toEqual(usual);
});

test.each([
  ['[core]\nabbrev = bogus', /bad numeric config value 'bogus' for 'core.abbrev'/],
  ['[diff]\nalgorithm = bogus', /bad config variable 'diff.algorithm' in file/],
  ['[color]\nui = bogus', /bad boolean config value 'bogus' for 'color.ui'/],
  ['[garbage', /bad config line \d in file/],
])('a setting that git refuses is named, and not called damage: %s', async (text, reason) => {
  await using folder = await tempFolder();
  await using tap = await buildTap(ONE);
  const reading = readAll(tap, await userWith(folder, text));

  await expect(reading).rejects.toBeInstanceOf(GitError);
  await expect(reading).rejects.toMatchObject({
    message: expect.stringMatching(reason),
    hint: expect.stringContaining(`git -C ${tap.path} config --list --show-origin`),
  });
});

test('a copy is neither called damaged nor removed because of a setting that git refuses', async () => {
  await using folder = await tempFolder();
  await using tap = await buildTap(ONE);
  const path = folder.at('copy.git');
  await copyTap({ path, from: tap });
  const damage: string[] = [];

  const syncing = copyTap({
    path,
    from: tap,
    environment: await userWith(folder, '[core]\nabbrev = bogus'),
    onDamage: (reason) => damage.push(reason),
  });

  await expect(syncing).rejects.toThrow("'core.abbrev'");
  expect(damage).toEqual([]);
  expect((await runGit(path, ['rev-parse', 'HEAD'])).trim()).toBe(tap.head);
});

test.each(['opening', 'syncing'])(
  'an interrupt ends %s while git waits for a file',
  async (way) => {
    await using folder = await tempFolder();
    await using tap = await buildTap(ONE);
    const environment = await userWith(folder, `[include]\npath = ${makeEndless(folder)}`);
    const controller = new AbortController();
    const { signal } = controller;
    const running =
      way === 'opening'
        ? openRepository(tap.path, { environment, signal })
        : copyTap({ path: folder.at('copy.git'), from: tap, environment, signal });
    setTimeout(() => controller.abort(), 100);

    await expect(running).rejects.toBeInstanceOf(AbortedError);
  },
);

test.each(['opening', 'syncing'])('%s does not wait forever for git to answer', async (way) => {
  await using folder = await tempFolder();
  await using tap = await buildTap(ONE);
  const environment = await userWith(folder, `[include]\npath = ${makeEndless(folder)}`);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const clock = setInterval(() => vi.advanceTimersByTime(5000), 20);

  const running =
    way === 'opening'
      ? openRepository(tap.path, { environment })
      : copyTap({ path: folder.at('copy.git'), from: tap, environment });

  await expect(running).rejects.toThrow('git does not respond');
  clearInterval(clock);
});

test('an interrupted repository reads no more objects', async () => {
  await using tap = await buildTap(ONE);
  const controller = new AbortController();
  await using repository = await openRepository(tap.path, {
    environment: process.env,
    signal: controller.signal,
  });
  expect(await repository.findCommit('HEAD')).toBe(tap.head);

  controller.abort();

  await expect(repository.findCommit('HEAD')).rejects.toBeInstanceOf(AbortedError);
});
