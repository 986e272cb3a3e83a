import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { AbortedError } from '../../../src/core/errors.ts';
import { isCopyComplete } from '../../../src/git/managed/is-copy-complete.ts';
import { buildTap, runGit, type Tap } from '../../support/tap/build-tap.ts';
import { checkRepository, copyTap, listCommits, serveLists } from '../../support/tap/copying.ts';
import { withOddShapes } from '../../support/tap/odd-history.ts';
import { slowSsh } from '../../support/tap/slow-ssh.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

/** A few kilobytes that do not compress, to keep a slow line busy. */
function bulk(seed: number): string {
  const hash = (index: number): string =>
    createHash('sha512').update(`${seed} ${index}`).digest('base64');
  return Array.from({ length: 60 }, (_, index) => `# ${hash(index)}\n`).join('');
}

async function buildOdd(count: number): Promise<Tap> {
  const commits = Array.from({ length: count }, (_, index) => ({
    subject: `line ${index}`,
    date: new Date(Date.UTC(2023, 0, 1 + index)).toISOString(),
    write: { 'Formula/l/line.rb': bulk(index) },
  }));
  const steps = [2, 9].map((after) => ({ shape: 'criss-cross' as const, after }));
  const tap = await buildTap({ commits: withOddShapes(commits, steps) });
  await serveLists(tap);
  return tap;
}

/** Puts a git first in PATH whose nth command is killed after a moment, and returns a function that counts its commands. */
async function killingGit(
  folder: TempFolder,
  nth: number,
): Promise<{ readonly environment: NodeJS.ProcessEnv; readonly count: () => Promise<number> }> {
  const bin = folder.at('bin');
  const counter = folder.at('count');
  await mkdir(bin, { recursive: true });
  await writeFile(counter, '0');
  await writeFile(
    join(bin, 'git'),
    `#!/bin/sh
PATH=\${PATH#*:}
n=$(($(cat '${counter}') + 1))
echo $n > '${counter}'
[ $n -eq ${nth} ] || exec git "$@"
git "$@" <&0 & pid=$!
sleep 0.00$((n % 9 + 1))
kill -9 $pid
wait $pid
exit 137
`,
  );
  await chmod(join(bin, 'git'), 0o755);
  return {
    environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    count: async () => Number(await readFile(counter, 'utf8')),
  };
}

/** Puts a git first in PATH that cannot make a file larger than this many blocks of 512 bytes. */
async function gitThatMayWrite(folder: TempFolder, blocks: number): Promise<NodeJS.ProcessEnv> {
  const bin = folder.at('small');
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh\ntrap '' XFSZ\nulimit -f ${blocks}\nPATH=\${PATH#*:}\nexec git "$@"\n`;
  await writeFile(join(bin, 'git'), script);
  await chmod(join(bin, 'git'), 0o755);
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

/** Checks that what readers see, if anything, can be read. */
async function checkShown(folder: TempFolder): Promise<void> {
  if (await isCopyComplete(folder.at('copy.git'))) await checkRepository(folder.at('copy.git'));
}

test.each([
  ['all of it in steps', 1, undefined],
  ['a part', 2, '2023-01-08T00:00:00Z'],
])(
  'killed at its git commands in turn, %s is made whole by the next run',
  async (_name, apart, since) => {
    await using folder = await tempFolder();
    await using tap = await buildOdd(12);
    const { url, environment: ssh } = await slowSsh(folder.at('ssh'), tap);
    const wish = { path: folder.at('copy.git'), from: url, environment: ssh, objectsAtOnce: 20 };
    let isOver = false;
    let kills = 0;
    for (let nth = 1; !isOver; nth += apart) {
      await rm(folder.at('copy.git'), { recursive: true, force: true });
      const { environment, count } = await killingGit(folder, nth);
      const killed = await copyTap({
        ...wish,
        environment: { ...ssh, ...environment },
        ...(since === undefined ? {} : { since }),
      }).catch((error: unknown) => error);
      isOver = (await count()) < nth;
      if (killed instanceof Error) kills += 1;
      await checkShown(folder);
      await copyTap(wish);

      expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(tap.path));
      await checkRepository(folder.at('copy.git'));
    }
    expect(kills).toBeGreaterThan(5);
  },
  120_000,
);

test('what an interrupted run fetched is not fetched again', async () => {
  await using folder = await tempFolder();
  await using tap = await buildOdd(40);
  const { url: from, environment } = await slowSsh(folder.at('ssh'), tap);
  const controller = new AbortController();
  const broken = copyTap({
    path: folder.at('copy.git'),
    from,
    environment,
    objectsAtOnce: 20,
    signal: controller.signal,
    onProgress: ({ phase, percent }) => {
      if (phase === 'Fetching history' && percent >= 60) controller.abort();
    },
  });
  await expect(broken).rejects.toThrow(AbortedError);
  const { costs } = await copyTap({
    path: folder.at('copy.git'),
    from,
    environment,
    objectsAtOnce: 20,
  });
  const all = (await listCommits(tap.path)).length;
  const left = costs.find(({ kind }) => kind === 'commits');

  expect(left?.kind === 'commits' ? left.commits : all).toBeLessThan(all);
  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(tap.path));
});

test.each([
  ['that lets only what it names be asked for', { isOld: true, hasLists: true }],
  ['that cannot send a list of commits', { isOld: false, hasLists: false }],
  ['of the first protocol, without lists', { isOld: true, hasLists: false }],
])('a server %s sends all at once, which is reported', async (_name, { isOld, hasLists }) => {
  await using folder = await tempFolder();
  await using tap = await buildOdd(40);
  if (!hasLists) await runGit(tap.path, ['config', 'uploadpack.allowFilter', 'false']);
  const { url: from, environment } = await slowSsh(folder.at('ssh'), tap, { isOld });
  const { costs, isWhole, newCommits } = await copyTap({
    path: folder.at('copy.git'),
    from,
    environment,
    objectsAtOnce: 20,
  });

  expect(isWhole).toBe(true);
  expect(newCommits).toBe((await listCommits(tap.path)).length);
  expect(costs).toContainEqual({ kind: 'one-piece' });
  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(tap.path));
  await checkRepository(folder.at('copy.git'));
  await rm(folder.at('copy.git'), { recursive: true });
  const since = '2023-01-20T00:00:00Z';

  expect(
    await copyTap({ path: folder.at('copy.git'), from, environment, objectsAtOnce: 20, since }),
  ).toMatchObject({
    isWhole: true,
  });
  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(tap.path));
});

/** Makes a copy as older versions of brewpull did: the last five commits, under this name. */
async function fetchShallow(folder: TempFolder, from: Tap, name: string): Promise<void> {
  await mkdir(folder.at('copy.git'));
  await runGit(folder.at('copy.git'), ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  await runGit(folder.at('copy.git'), [
    'fetch',
    '--quiet',
    '--depth=5',
    `file://${from.path}`,
    `+HEAD:${name}`,
  ]);
}

test('a copy by an older brewpull whose cut was never sent is completed', async () => {
  await using folder = await tempFolder();
  await using tap = await buildOdd(24);
  await fetchShallow(folder, tap, 'refs/brewpull/incoming');
  const never = (await runGit(tap.path, ['rev-list', '--max-parents=0', 'HEAD'])).trim();
  await writeFile(
    join(folder.at('copy.git'), 'shallow'),
    `${await readFile(join(folder.at('copy.git'), 'shallow'), 'utf8')}${never}\n`,
  );
  await copyTap({ path: folder.at('copy.git'), from: tap });

  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(tap.path));
  await checkRepository(folder.at('copy.git'));
});

test.each([[undefined], ['2023-01-05T00:00:00Z']])(
  'a copy that an older brewpull cut off and showed stays readable until the new one exists (%s)',
  async (since) => {
    await using folder = await tempFolder();
    await using tap = await buildOdd(24);
    await fetchShallow(folder, tap, 'refs/heads/main');
    await runGit(folder.at('copy.git'), ['config', 'brewpull.cutOff', 'true']);
    expect(await isCopyComplete(folder.at('copy.git'))).toBe(true);
    const wish = {
      path: folder.at('copy.git'),
      from: tap,
      ...(since === undefined ? {} : { since }),
    };
    await copyTap({ ...wish, from: '/no/such/repository' }).catch(() => undefined);
    await checkShown(folder);
    const { isWhole } = await copyTap(wish);

    expect(isWhole).toBe(since === undefined);
    expect(await isCopyComplete(folder.at('copy.git'))).toBe(true);
    await checkRepository(folder.at('copy.git'));
  },
);

test('a damaged copy is reported and made again, and a damaged remote damages nothing', async () => {
  await using folder = await tempFolder();
  await using tap = await buildOdd(24);
  await copyTap({ path: folder.at('copy.git'), from: tap });
  const before = await listCommits(folder.at('copy.git'));
  await using bad = await buildOdd(26);
  const told: string[] = [];
  const onDamage = (reason: string): void => {
    told.push(reason);
  };
  // It still has its newest commit, but nothing that this refers to.
  const commit = await runGit(bad.path, ['cat-file', 'commit', 'HEAD']);
  await rm(join(bad.path, 'objects'), { recursive: true });
  await mkdir(join(bad.path, 'objects'));
  await runGit(bad.path, ['hash-object', '-w', '-t', 'commit', '--stdin', '--literally'], commit);
  await copyTap({ path: folder.at('copy.git'), from: bad, onDamage }).catch(() => undefined);
  expect(told).toEqual([]);
  expect(await listCommits(folder.at('copy.git'))).toEqual(before);

  await rm(join(folder.at('copy.git'), 'objects'), { recursive: true });
  await copyTap({ path: folder.at('copy.git'), from: tap, onDamage });
  expect(told).toHaveLength(1);
  expect(await listCommits(folder.at('copy.git'))).toEqual(before);
});

test('broken leftovers of a run do not stop the next one, and the copy stays', async () => {
  await using folder = await tempFolder();
  await using early = await buildOdd(30);
  await using late = await buildOdd(70);
  await copyTap({ path: folder.at('copy.git'), from: early });
  const { url: from, environment } = await slowSsh(folder.at('ssh'), late);
  const controller = new AbortController();
  const broken = copyTap({
    path: folder.at('copy.git'),
    from,
    environment,
    objectsAtOnce: 15,
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === 'Fetching history') controller.abort();
    },
  });
  await expect(broken).rejects.toThrow(AbortedError);
  for (const name of await readdir(join(folder.at('copy.git'), 'brewpull'), { recursive: true })) {
    if (!name.endsWith('.pack')) continue;
    const pack = join(folder.at('copy.git'), 'brewpull', name);
    await chmod(pack, 0o644);
    // Between its header and its checksum.
    const bytes = await readFile(pack);
    await writeFile(pack, bytes.fill(0xff, 12, bytes.length - 20));
  }
  const told: string[] = [];
  await copyTap({
    path: folder.at('copy.git'),
    from,
    environment,
    objectsAtOnce: 15,
    onDamage: (reason) => told.push(reason),
  });

  expect(told).toEqual([]);
  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(late.path));
  await checkRepository(folder.at('copy.git'));
});

test('a large update from a server that sends everything in one piece is complete', async () => {
  await using folder = await tempFolder();
  await using early = await buildOdd(30);
  await using late = await buildOdd(60);
  await runGit(late.path, ['config', 'uploadpack.allowFilter', 'false']);
  await copyTap({ path: folder.at('copy.git'), from: early });
  const { url: from, environment } = await slowSsh(folder.at('ssh'), late);
  const { costs } = await copyTap({
    path: folder.at('copy.git'),
    from,
    environment,
    objectsAtOnce: 15,
  });

  expect(costs).toContainEqual({ kind: 'one-piece' });
  expect(await listCommits(folder.at('copy.git'))).toEqual(await listCommits(late.path));
  await checkRepository(folder.at('copy.git'));
});

test('a failed write is reported as for any other file, and damages nothing', async () => {
  await using folder = await tempFolder();
  await using tap = await buildOdd(12);
  const path = folder.at('copy.git');
  await copyTap({ path, from: tap, since: '2023-01-08T00:00:00Z' });
  const shown = await listCommits(path);
  const damages: string[] = [];
  const environment = await gitThatMayWrite(folder, 4);

  await expect(
    copyTap({ path, from: tap, environment, onDamage: (reason) => damages.push(reason) }),
  ).rejects.toMatchObject({
    code: 'STORE',
    message: expect.stringContaining('it would exceed the file size limit'),
    hint: expect.stringContaining('--cache-dir'),
  });

  expect(damages).toEqual([]);
  expect(await listCommits(path)).toEqual(shown);
  await checkRepository(path);
  await copyTap({ path, from: tap });
  expect(await listCommits(path)).toEqual(await listCommits(tap.path));
});
