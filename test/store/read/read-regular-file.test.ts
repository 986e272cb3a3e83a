import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import { hashFile } from '../../../src/store/read/hash-file.ts';
import { openRegularFile, streamRegularFile } from '../../../src/store/read/open-regular-file.ts';
import { readFileOrPipe, readRegularFile } from '../../../src/store/read/read-regular-file.ts';

const MIB = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-regular-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makePipe(): Promise<string> {
  const path = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [path]);
  return path;
}

async function readStream(path: string): Promise<void> {
  for await (const chunk of streamRegularFile(path)) expect(chunk.length).toBeGreaterThan(0);
}

const READERS: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ['read', (path) => readRegularFile(path, MIB)],
  ['opened', async (path) => (await openRegularFile(path)).close()],
  ['streamed', readStream],
  ['hashed', hashFile],
];

test.each(READERS)('what is no file is said for what it is and not %s', async (_how, read) => {
  const pipe = await makePipe();
  const link = join(folder, 'link');
  await symlink(pipe, link);
  const socket = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(socket, done);
  });
  try {
    for (const [path, what] of [
      [pipe, 'a pipe'],
      [link, 'a pipe'],
      [socket, 'a socket'],
      [folder, 'a folder'],
      ['/dev/zero', 'a device'],
      ['/dev/null', 'a device'],
    ] as const) {
      await expect(read(path)).rejects.toThrow(
        new InvalidFileError(`${path} is ${what}, not a file`),
      );
    }
  } finally {
    server.close();
  }
});

test.each(READERS)(
  'what is not there or in no folder is %s by no one, and said',
  async (_how, read) => {
    await writeFile(join(folder, 'file'), '');

    await expect(read(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(read(join(folder, 'file/none'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  },
);

test.each([0, 1, 300_000, MIB])(
  'a file of %i bytes is read whole, also through a link',
  async (size) => {
    const bytes = Buffer.alloc(size, 'brew');
    await writeFile(join(folder, 'file'), bytes);
    await mkdir(join(folder, 'links'));
    await symlink('../file', join(folder, 'links/file'));

    expect((await readRegularFile(join(folder, 'links/file'), MIB)).equals(bytes)).toBe(true);
    expect((await readFileOrPipe(join(folder, 'file'), MIB)).equals(bytes)).toBe(true);
  },
);

test('one byte more than the limit is refused with the limit', async () => {
  const path = join(folder, 'large');
  await writeFile(path, Buffer.alloc(MIB + 1));
  const refusal = new InvalidFileError(`${path} is larger than 1 MiB, too large to be read`);

  await expect(readRegularFile(path, MIB)).rejects.toThrow(refusal);
  await expect(readFileOrPipe(path, MIB)).rejects.toThrow(refusal);
});

test.runIf(process.platform === 'linux')(
  'a file that says it has no bytes is read to its end',
  async () => {
    const path = '/proc/self/status';

    expect((await readRegularFile(path, MIB)).toString()).toMatch(/^Name:\s/);
    // More than the bound, whatever the size said.
    await expect(readRegularFile('/proc/self/maps', 100)).rejects.toThrow(InvalidFileError);
    expect((await readFile('/proc/self/maps')).length).toBeGreaterThan(100);
  },
);

test('a pipe is read to its end where one is wanted, and an endless one up to the limit', async () => {
  const pipe = await makePipe();
  const [bytes] = await Promise.all([
    readFileOrPipe(pipe, MIB),
    writeFile(pipe, 'vim\n'.repeat(50_000)),
  ]);

  expect(bytes.length).toBe(200_000);
  await expect(readFileOrPipe('/dev/zero', MIB)).rejects.toThrow('/dev/zero is larger than 1 MiB');
  await expect(readFileOrPipe(folder, MIB)).rejects.toThrow(`${folder} is a folder, not a file`);
});
