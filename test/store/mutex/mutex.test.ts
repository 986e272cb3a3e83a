import { execFile } from 'node:child_process';
import {
  lstat,
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
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { AbortedError, StoreError } from '../../../src/core/errors.ts';
import type { BrewpullEvent } from '../../../src/core/events.ts';
import { LostMutexError, withMutex, type HeldMutex } from '../../../src/store/mutex/mutex.ts';

/** Above the largest process number of Linux. */
const GONE = 2 ** 22 + 1;
const ELSEWHERE = `${process.pid} another-host some-machine some-token\n`;
const FUTURE = new Date('2040-01-01T00:00:00Z');

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-mutex-'));
  path = join(folder, 'a.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function hold(options: { silentMs?: number; signal?: AbortSignal } = {}): Promise<boolean> {
  return withMutex(path, { signal: undefined, ...options }, async (mutex) => mutex.isInherited);
}

test.each([
  ['of this host, as older versions wrote it', `${GONE} ${hostname()}\n`, undefined],
  ['from the future', `${GONE} ${hostname()}\n`, FUTURE],
])('the mutex of a process that has ended is taken over: %s', async (_name, text, time) => {
  await writeFile(path, text);
  if (time !== undefined) await utimes(path, time, time);

  expect(await hold()).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('a process that has ended on this very machine cannot wake', async () => {
  const own = await withMutex(path, { signal: undefined }, () => readFile(path, 'utf8'));
  await writeFile(path, own.replace(/^\d+/, String(GONE)));
  expect(await hold()).toBe(false);

  // But what it had taken from another one can.
  await writeFile(path, own.replace(/^\d+/, String(GONE)).replace('\n', ' inherited\n'));
  expect(await hold()).toBe(true);
});

test.each([
  ['a running process of another host', ELSEWHERE],
  ['a process whose number is in use again', `${process.ppid} ${hostname()}\n`],
])('%s is judged by its signs of life, not by the time of the file', async (_name, text) => {
  await writeFile(path, text);
  await utimes(path, FUTURE, FUTURE);

  expect(await hold({ silentMs: 300 })).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('a holder that gives signs of life is waited for, however old its mutex looks', async () => {
  await writeFile(path, ELSEWHERE);
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
    if (beats === 40) clearInterval(heart);
    void utimes(path, beats, beats).catch(() => undefined);
  }, 50);
  await hold({ silentMs: 1000 });

  expect(beats).toBe(40);
});

test('a mutex that nobody signed is taken over', async () => {
  await writeFile(path, '');

  expect(await hold()).toBe(true);
});

test('what is taken over half-way is taken over in the end', async () => {
  await writeFile(path, `${GONE} ${hostname()}\n`);
  await writeFile(`${path}.takeover`, `${GONE} ${hostname()}\n`);

  expect(await hold()).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['a link that leads nowhere', () => symlink(join(folder, 'nowhere'), path)],
  ['a link to a file', () => symlink(join(folder, 'mine'), path)],
  ['a folder', () => mkdir(path)],
  ['a pipe', () => promisify(execFile)('mkfifo', [path])],
  ["somebody's own file", () => writeFile(path, 'my notes')],
])('%s in place of a mutex is told and stays', async (_name, make) => {
  await writeFile(join(folder, 'mine'), '');
  await make();
  const before = await lstat(path);
  const failure = await hold().catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({
    message: expect.stringContaining(path),
    hint: expect.stringContaining('move it away'),
  });
  expect((await lstat(path)).ino).toBe(before.ino);
});

test('whom one waits for is told once, and an interruption ends the wait at once', async () => {
  await writeFile(path, ELSEWHERE);
  const controller = new AbortController();
  const events: BrewpullEvent[] = [];
  const onEvent = (event: BrewpullEvent): void => {
    events.push(event);
    // Half a second later: it is not told with each look.
    setTimeout(() => controller.abort(), 500);
  };
  const running = withMutex(path, { signal: controller.signal, onEvent }, async () => 'never');

  await expect(running).rejects.toThrow(AbortedError);
  expect(events).toEqual([{ type: 'waiting', path, pid: process.pid, host: 'another-host' }]);
  expect(await readFile(path, 'utf8')).toBe(ELSEWHERE);
});

test('one that lost its mutex is told so before it replaces anything, and frees no other', async () => {
  let [begin, wake] = [(): void => undefined, (): void => undefined];
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stopped = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const first = withMutex(path, { signal: undefined }, async (mutex: HeldMutex) => {
    await mutex.requireHeld();
    begin();
    await stopped;
    await mutex.requireHeld();
  }).catch((error: unknown) => error);
  await begun;
  const order = await withMutex(path, { signal: undefined, silentMs: 300 }, async () => {
    wake();
    const failure = await first;
    return { failure, isStillThere: (await readdir(folder)).includes('a.lock') };
  });

  expect(order.failure).toBeInstanceOf(LostMutexError);
  expect(order.isStillThere).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('many that want one mutex have it one after another', async () => {
  await writeFile(path, `${GONE} ${hostname()}\n`);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withMutex(path, { signal: undefined }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
      }),
    ),
  );

  expect(most).toBe(1);
});
