import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import { hashFile } from '../../../src/store/read/hash-file.ts';
import { openRegularFile, streamRegularFile } from '../../../src/store/read/open-regular-file.ts';
import { readFileOrPipe, readRegularFile } from '../../../src/store/read/read-regular-file.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

const MIB = 1024 * 1024;

async function makePipe(folder: TempFolder): Promise<string> {
  const path = folder.at('pipe');
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

test.each(READERS)('what is not a file is named for what it is and not %s', async (_how, read) => {
  await using folder = await tempFolder();
  const pipe = await makePipe(folder);
  const link = folder.at('link');
  await symlink(pipe, link);
  const socket = folder.at('socket');
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(socket, done);
  });
  try {
    for (const [path, what] of [
      [pipe, 'a pipe'],
      [link, 'a pipe'],
      [socket, 'a socket'],
      [folder.path, 'a folder'],
      ['/dev/zero', 'a device'],
      ['/dev/null', 'a device'],
    ] as const) {
      await expect(read(path)).rejects.toThrow(
        new InvalidFileError(`${path} is ${what}, not a file`, {
          hint: 'Check the path: it must lead to a file.',
        }),
      );
    }
  } finally {
    server.close();
  }
});

test.each(READERS)(
  'a path that is missing or below a file is not %s, and the error says which',
  async (_how, read) => {
    await using folder = await tempFolder();
    await writeFile(folder.at('file'), '');

    await expect(read(folder.at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(read(folder.at('file/none'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  },
);

test.each([0, 1, 300_000, MIB])(
  'a file of %i bytes is read whole, also through a link',
  async (size) => {
    await using folder = await tempFolder();
    const bytes = Buffer.alloc(size, 'brew');
    await writeFile(folder.at('file'), bytes);
    await mkdir(folder.at('links'));
    await symlink('../file', folder.at('links/file'));

    expect((await readRegularFile(folder.at('links/file'), MIB)).equals(bytes)).toBe(true);
    expect((await readFileOrPipe(folder.at('file'), MIB)).equals(bytes)).toBe(true);
  },
);

test('one byte over the limit is refused, and the error names the limit', async () => {
  await using folder = await tempFolder();
  const path = folder.at('large');
  await writeFile(path, Buffer.alloc(MIB + 1));
  const refusal = new InvalidFileError(`${path} is larger than 1 MiB, too large to be read`);

  await expect(readRegularFile(path, MIB)).rejects.toThrow(refusal);
  await expect(readFileOrPipe(path, MIB)).rejects.toThrow(refusal);
});

test.runIf(process.platform === 'linux')(
  'a file that reports a size of zero is read to its end',
  async () => {
    const path = '/proc/self/status';

    expect((await readRegularFile(path, MIB)).toString()).toMatch(/^Name:\s/);
    // More than the limit, whatever size it reports.
    await expect(readRegularFile('/proc/self/maps', 100)).rejects.toThrow(InvalidFileError);
    expect((await readFile('/proc/self/maps')).length).toBeGreaterThan(100);
  },
);

test('a pipe is read to its end when one is accepted, and an endless file up to the limit', async () => {
  await using folder = await tempFolder();
  const pipe = await makePipe(folder);
  const [bytes] = await Promise.all([
    readFileOrPipe(pipe, MIB),
    writeFile(pipe, 'vim\n'.repeat(50_000)),
  ]);

  expect(bytes.length).toBe(200_000);
  await expect(readFileOrPipe('/dev/zero', MIB)).rejects.toThrow('/dev/zero is larger than 1 MiB');
  await expect(readFileOrPipe(folder.path, MIB)).rejects.toThrow(
    `${folder.path} is a folder, not a file`,
  );
});
