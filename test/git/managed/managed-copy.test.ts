import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { AbortedError, GitError } from '../../../src/core/errors.ts';
import type { CopyState } from '../../../src/git/managed/copy-request.ts';
import { isCopyComplete } from '../../../src/git/managed/is-copy-complete.ts';
import { updateCopy } from '../../../src/git/managed/managed-copy.ts';
import { parseRemote } from '../../../src/git/managed/network/remote-address.ts';
import { buildTap, runGit, type Tap } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

/** One commit a month, the last one in October 2023. */
function months(count: number, first = 0): TapCommit[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2023, 10 - count + index, 1));
    const write = {
      [`Formula/f/f${first + index}.rb`]: `class F${first + index} < Formula\nend\n`,
    };
    return { subject: `month ${first + index}`, date: at.toISOString(), write };
  });
}

function update(
  folder: TempFolder,
  remote: string,
  options: { signal?: AbortSignal; environment?: NodeJS.ProcessEnv } = {},
): Promise<CopyState> {
  return updateCopy({
    path: folder.at('copy.git'),
    remote: parseRemote(remote),
    network: {
      environment: options.environment ?? process.env,
      proxy: undefined,
      authoritiesFile: undefined,
    },
    signal: options.signal,
    onProgress: () => undefined,
  });
}

function urlOf({ path }: Tap): string {
  return pathToFileURL(path).href;
}

function countCommits(folder: TempFolder): Promise<string> {
  return runGit(folder.at('copy.git'), ['rev-list', '--count', 'HEAD']);
}

test('a first sync gets all commits, with filters for changed paths', async () => {
  await using folder = await tempFolder();
  await using tap = await buildTap({ commits: months(40) });
  const state = await update(folder, urlOf(tap));

  expect(state).toEqual({ head: tap.head, previousHead: undefined, newCommits: 40, isWhole: true });
  expect(await isCopyComplete(folder.at('copy.git'))).toBe(true);
  expect((await countCommits(folder)).trim()).toBe('40');
  const graph = folder.at('copy.git');
  await expect(runGit(graph, ['commit-graph', 'verify'])).resolves.toBeDefined();
});

test('an update fetches only what is new, even when history was rewritten', async () => {
  await using folder = await tempFolder();
  const commits = months(6);
  await using tap = await buildTap({ commits });
  await update(folder, urlOf(tap));
  await using grown = await buildTap({
    commits: [
      ...commits,
      { subject: 'new', date: '2023-11-02T00:00:00Z', write: { 'Formula/n/n.rb': 'x' } },
    ],
  });
  const second = await update(folder, urlOf(grown));
  await using rewritten = await buildTap({
    commits: [{ subject: 'other', write: { 'Formula/o/o.rb': 'x' } }],
  });
  const third = await update(folder, urlOf(rewritten));

  expect(second).toEqual({
    head: grown.head,
    previousHead: tap.head,
    newCommits: 1,
    isWhole: true,
  });
  expect(third).toEqual({
    head: rewritten.head,
    previousHead: grown.head,
    newCommits: 1,
    isWhole: true,
  });
  expect((await runGit(folder.at('copy.git'), ['rev-parse', 'HEAD'])).trim()).toBe(rewritten.head);
});

test('an interrupted sync shows no half copy, and the next one completes it', async () => {
  await using folder = await tempFolder();
  await using tap = await buildTap({ commits: months(40) });
  const controller = new AbortController();
  let steps = 0;
  const interrupted = updateCopy({
    path: folder.at('copy.git'),
    remote: parseRemote(urlOf(tap)),
    network: { environment: process.env, proxy: undefined, authoritiesFile: undefined },
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase.includes('objects') && (steps += 1) > 3) controller.abort();
    },
  });

  await expect(interrupted).rejects.toThrow(AbortedError);
  expect(await isCopyComplete(folder.at('copy.git'))).toBe(false);
  await update(folder, urlOf(tap));
  expect((await countCommits(folder)).trim()).toBe('40');
});

test.each([
  ['nothing but its HEAD', ['config', 'objects', 'refs']],
  ['no folder for objects', ['objects', 'config']],
  ['no settings', ['config']],
  ['no HEAD', ['HEAD']],
])('a copy that is killed while it is made, with %s, is made whole', async (_name, missing) => {
  await using folder = await tempFolder();
  await using tap = await buildTap({ commits: months(5) });
  const path = folder.at('copy.git');
  await mkdir(path);
  await runGit(path, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  for (const name of missing) await rm(join(path, name), { recursive: true });
  await update(folder, urlOf(tap));

  expect((await countCommits(folder)).trim()).toBe('5');
});

test.each([
  ['that is not there', '/no/such/repository'],
  ['that is no repository', tmpdir()],
])('a remote %s gives a typed error with the next step', async (_name, path) => {
  await using folder = await tempFolder();
  const failure = await update(folder, pathToFileURL(path).href).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(GitError);
  expect(failure).toMatchObject({ hint: expect.any(String) });
});

test('without git, the error names the way that works without it', async () => {
  await using folder = await tempFolder();
  const environment = { ...process.env, PATH: '/nowhere' };
  const failure = await update(folder, 'https://example.org/x', { environment }).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(GitError);
  expect(failure).toMatchObject({ hint: expect.stringContaining('--history registry') });
});
