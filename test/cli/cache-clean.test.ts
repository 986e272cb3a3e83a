import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { withLockFile } from '../../src/store/lock-file.ts';
import { removeLeftovers } from '../../src/store/clean-cache.ts';

const HEX = 'ab'.repeat(32);
const DAY_MS = 86_400_000;

let home: string;
let cache: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-clean-'));
  cache = join(home, 'cache');
  await put('references/ab', HEX);
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Makes a file of the cache that was last used so many days ago. */
async function put(folder: string, name: string, days = 0, text = 'x'): Promise<string> {
  const path = join(cache, folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const then = new Date(Date.now() - days * DAY_MS);
  await utimes(path, then, then);
  return path;
}

function clean(...more: string[]): Promise<CliResult> {
  const argv = ['cache', 'clean', '--cache-dir', cache, ...more];
  return runCli(argv, { cwd: home, now: () => new Date() });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The number of a process that has just ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test.each([
  'blobs',
  'blobs/sha256',
  'blobs/sha256/ab',
  'partial',
  'references/ab',
  'atlas',
  'taps',
])(
  'a link in place of %s is not followed: what it leads to stays, and the link is named',
  async (link) => {
    const photos = join(home, 'photos');
    for (const name of [HEX, `${HEX}.part`, 'sha256', 'sha256/ab', 'ab', 'beach.jpg']) {
      const isFolder = name === 'sha256' || name.endsWith('ab');
      if (isFolder && name !== HEX) await mkdir(join(photos, name), { recursive: true });
      else await writeFile(join(photos, name), 'mine').catch(() => undefined);
    }
    await mkdir(photos, { recursive: true });
    await writeFile(join(photos, HEX), 'mine');
    await writeFile(join(photos, 'sha256/ab', HEX), 'mine');
    await writeFile(join(photos, 'ab', HEX), 'mine');
    const before = (await readdir(photos, { recursive: true })).toSorted();
    await rm(join(cache, link), { recursive: true, force: true });
    await mkdir(dirname(join(cache, link)), { recursive: true });
    await mkdir(join(cache, 'partial'), { recursive: true }).catch(() => undefined);
    await rm(join(cache, link), { recursive: true, force: true });
    await symlink(photos, join(cache, link));

    const shown = JSON.parse(
      (await runCli(['cache', '--json', '--cache-dir', cache], { cwd: home })).stdout,
    );
    const part = shown.parts.find(({ name }: { name: string }) => name === link.split('/')[0]);
    const result = await clean();

    expect(part).toMatchObject({ files: 0, sizeBytes: 0 });
    expect(result.code).toBe(0);
    expect((await readdir(photos, { recursive: true })).toSorted()).toEqual(before);
    expect(result.stderr).toContain(`left alone, brewpull did not make it: ${join(cache, link)}\n`);
  },
);

test('a link, a folder and a file of another name stay, and are named', async () => {
  const mine = join(home, 'mine.txt');
  await writeFile(mine, 'mine');
  await mkdir(join(cache, 'blobs/sha256/ab'), { recursive: true });
  await symlink(mine, join(cache, 'blobs/sha256/ab', HEX));
  const foreign = [
    join(cache, 'blobs/sha256/ab', HEX),
    await put('blobs/sha256/ab', 'notes.txt'),
    dirname(await put('blobs/holiday', 'beach.jpg')),
    await put('partial', 'film.mp4.part'),
    await put('references/ab', `${HEX}.bak`),
  ];
  const own = await put('blobs/sha256/cd', HEX);
  const result = await clean('--json');

  expect(JSON.parse(result.stdout).foreign.toSorted()).toEqual(foreign.toSorted());
  for (const path of foreign) expect(await isThere(path)).toBe(true);
  expect(await readFile(mine, 'utf8')).toBe('mine');
  expect(await isThere(own)).toBe(false);
});

test.each([
  ['a folder of other things', 'documents/letter.txt'],
  ["another program's blobs", `blobs/sha256/ab/${HEX}`],
])('%s is no cache: exit 1, and nothing is removed', async (_name, file) => {
  await rm(cache, { recursive: true });
  const path = await put(dirname(file), file.slice(dirname(file).length + 1));
  const result = await clean();

  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`${cache} is no cache of brewpull's; nothing was removed`);
  expect(result.stderr).toContain('--cache-dir');
  expect(await isThere(path)).toBe(true);
});

test('a partial download that another run works on stays, and is named', async () => {
  const part = await put('partial', `${HEX}.0123abcd.part`);
  const other = await put('partial', `${'cd'.repeat(32)}.part`);
  const holder = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  try {
    await put('partial', `${HEX}.part.lock`, 0, `${holder.pid} ${hostname()}\n`);
    const result = await clean();

    expect(result.code).toBe(0);
    expect(result.stderr).toContain(`left alone, another run works on it: ${part}`);
    expect(await isThere(part)).toBe(true);
    expect(await isThere(other)).toBe(false);
  } finally {
    holder.kill();
    await once(holder, 'exit');
  }
  await clean();

  expect(await readdir(join(cache, 'partial'))).toEqual([]);
});

test('a mutex that this process holds stays, however old it looks', async () => {
  const path = await put('atlas', 'homebrew-core-0123456789abcdef.atlas');
  await withLockFile(`${path}.lock`, { signal: undefined }, async () => {
    await utimes(`${path}.lock`, 0, 0);
    await clean();
    await removeLeftovers(cache, Date.now());

    expect(await isThere(`${path}.lock`)).toBe(true);
  });
  expect(await isThere(path)).toBe(true);
});

test('what runs that have ended left goes with clean; what may be in use does not', async () => {
  const ended = `${endedPid()} ${hostname()}\n`;
  const elsewhere = '7 another-host some-machine some-token\n';
  const atlas = 'homebrew-core-0123456789abcdef.atlas';
  const gone = [
    await put('partial', `${HEX}.part.lock`, 0, ended),
    await put('partial', `${HEX}.part.lock.takeover`, 0, ended),
    await put('partial', `${HEX}.part.lock.0123abcd`, 0, ended),
    await put('taps/homebrew', 'core.git.lock', 0, ended),
    await put('atlas', `${atlas}.lock`, 31, elsewhere),
    await put('atlas', `.${atlas}.0123abcd.part`, 2),
    await put('taps/homebrew', '.authorities.pem.0123abcd.part', 2),
    await put('blobs/sha256/ab', `.${HEX}.0123abcd.part`, 2),
  ];
  const stay = [
    await put('atlas', atlas),
    await put('atlas', `.${atlas}.89abcdef.part`),
    await put('taps/homebrew/core.git', 'HEAD', 400),
    await put('taps/homebrew/core.git', 'shallow.lock', 400),
    await put('taps/homebrew', 'cask.git.lock', 2, elsewhere),
    await put('references/ab', `.${HEX}.0123abcd.part`),
  ];
  const result = await clean();

  expect(result.code).toBe(0);
  for (const path of gone) expect([path, await isThere(path)]).toEqual([path, false]);
  for (const path of stay) expect([path, await isThere(path)]).toEqual([path, true]);
});

test('a month later such things go by themselves, and downloads stay', async () => {
  const ended = `${endedPid()} ${hostname()}\n`;
  const gone = [
    await put('partial', `${HEX}.part.lock`, 31, ended),
    await put('partial', `${'cd'.repeat(32)}.part`, 31),
    await put('partial', `${'cd'.repeat(32)}.0123abcd.part`, 31),
    await put('blobs/sha256/ab', `.${HEX}.0123abcd.part`, 31),
  ];
  const stay = [
    await put('partial', `${'ef'.repeat(32)}.part`, 29),
    await put('partial', `${'ef'.repeat(32)}.part.lock`, 29, ended),
    await put('blobs/sha256/ab', HEX, 400),
    await put('blobs/sha256/ab', 'notes.txt', 400),
  ];
  await removeLeftovers(cache, Date.now());

  for (const path of gone) expect([path, await isThere(path)]).toEqual([path, false]);
  for (const path of stay) expect([path, await isThere(path)]).toEqual([path, true]);
});
