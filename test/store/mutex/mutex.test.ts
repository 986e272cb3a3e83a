import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { AbortedError, StoreError } from '../../../src/core/errors.ts';
import type { BrewpullEvent } from '../../../src/core/events.ts';
import { LostMutexError, withMutex, type HeldMutex } from '../../../src/store/mutex/mutex.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

/** Above the largest process ID on Linux. */
const GONE = 2 ** 22 + 1;
const ELSEWHERE = `${process.pid} another-host some-machine some-token\n`;
const FUTURE = new Date('2040-01-01T00:00:00Z');

function hold(
  folder: TempFolder,
  options: { silentMs?: number; signal?: AbortSignal } = {},
): Promise<boolean> {
  return withMutex(
    folder.at('a.lock'),
    { signal: undefined, ...options },
    async (mutex) => mutex.isInherited,
  );
}

test.each([
  ['of this host, as older versions wrote it', `${GONE} ${hostname()}\n`, undefined],
  ['from the future', `${GONE} ${hostname()}\n`, FUTURE],
])('the mutex of a process that has ended is taken over: %s', async (_name, text, time) => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), text);
  if (time !== undefined) await utimes(folder.at('a.lock'), time, time);

  expect(await hold(folder)).toBe(true);
  expect(await readdir(folder.path)).toEqual([]);
});

test('a process that has ended on this machine cannot wake again', async () => {
  await using folder = await tempFolder();
  const own = await withMutex(folder.at('a.lock'), { signal: undefined }, () =>
    readFile(folder.at('a.lock'), 'utf8'),
  );
  await writeFile(folder.at('a.lock'), own.replace(/^\d+/, String(GONE)));
  expect(await hold(folder)).toBe(false);

  // But the process that it took the mutex from can.
  await writeFile(
    folder.at('a.lock'),
    own.replace(/^\d+/, String(GONE)).replace('\n', ' inherited\n'),
  );
  expect(await hold(folder)).toBe(true);
});

test.each([
  ['a running process of another host', ELSEWHERE],
  ['a process whose number is in use again', `${process.ppid} ${hostname()}\n`],
])('%s is judged by its signs of life, not by the time of the file', async (_name, text) => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), text);
  await utimes(folder.at('a.lock'), FUTURE, FUTURE);

  expect(await hold(folder, { silentMs: 300 })).toBe(true);
  expect(await readdir(folder.path)).toEqual([]);
});

test('a holder that gives signs of life is waited for, however old its mutex looks', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), ELSEWHERE);
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
    if (beats === 40) clearInterval(heart);
    void utimes(folder.at('a.lock'), beats, beats).catch(() => undefined);
  }, 50);
  await hold(folder, { silentMs: 1000 });

  expect(beats).toBe(40);
});

test('a mutex that names no holder is taken over', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), '');

  expect(await hold(folder)).toBe(true);
});

test('a takeover that stopped halfway is completed', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), `${GONE} ${hostname()}\n`);
  await writeFile(`${folder.at('a.lock')}.takeover`, `${GONE} ${hostname()}\n`);

  expect(await hold(folder)).toBe(true);
  expect(await readdir(folder.path)).toEqual([]);
});

test.each<[string, (folder: TempFolder) => Promise<unknown>]>([
  ['a link that leads nowhere', (folder) => symlink(folder.at('nowhere'), folder.at('a.lock'))],
  ['a link to a file', (folder) => symlink(folder.at('mine'), folder.at('a.lock'))],
  ['a folder', (folder) => mkdir(folder.at('a.lock'))],
  ['a pipe', (folder) => promisify(execFile)('mkfifo', [folder.at('a.lock')])],
  ["somebody's own file", (folder) => writeFile(folder.at('a.lock'), 'my notes')],
])('%s in place of a mutex is reported and stays', async (_name, make) => {
  await using folder = await tempFolder();
  await writeFile(folder.at('mine'), '');
  await make(folder);
  const before = await lstat(folder.at('a.lock'));
  const failure = await hold(folder).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({
    message: expect.stringContaining(folder.at('a.lock')),
    hint: expect.stringContaining('move it away'),
  });
  expect((await lstat(folder.at('a.lock'))).ino).toBe(before.ino);
});

test('the holder that a run waits for is reported once, and an interruption ends the wait', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), ELSEWHERE);
  const controller = new AbortController();
  const events: BrewpullEvent[] = [];
  const onEvent = (event: BrewpullEvent): void => {
    events.push(event);
    // Half a second later, to see that it is not reported at each check.
    setTimeout(() => controller.abort(), 500);
  };
  const running = withMutex(
    folder.at('a.lock'),
    { signal: controller.signal, onEvent },
    async () => 'never',
  );

  await expect(running).rejects.toThrow(AbortedError);
  expect(events).toEqual([
    { type: 'waiting', path: folder.at('a.lock'), pid: process.pid, host: 'another-host' },
  ]);
  expect(await readFile(folder.at('a.lock'), 'utf8')).toBe(ELSEWHERE);
});

test('a holder that lost its mutex finds out before it replaces anything, and frees no other', async () => {
  await using folder = await tempFolder();
  let [begin, wake] = [(): void => undefined, (): void => undefined];
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stopped = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const first = withMutex(folder.at('a.lock'), { signal: undefined }, async (mutex: HeldMutex) => {
    await mutex.requireHeld();
    begin();
    await stopped;
    await mutex.requireHeld();
  }).catch((error: unknown) => error);
  await begun;
  const order = await withMutex(
    folder.at('a.lock'),
    { signal: undefined, silentMs: 300 },
    async () => {
      wake();
      const failure = await first;
      return { failure, isStillThere: (await readdir(folder.path)).includes('a.lock') };
    },
  );

  expect(order.failure).toBeInstanceOf(LostMutexError);
  expect(order.isStillThere).toBe(true);
  expect(await readdir(folder.path)).toEqual([]);
});

test('when many want one mutex, they hold it one after another', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('a.lock'), `${GONE} ${hostname()}\n`);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withMutex(folder.at('a.lock'), { signal: undefined }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
      }),
    ),
  );

  expect(most).toBe(1);
});
