import { createHash } from 'node:crypto';
import { open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { listArchive } from '../../src/archive/gzip.ts';
import type { TarEntry } from '../../src/archive/pack-tar.ts';
import { joinInstructions, parseSplitSize, writeTar } from '../../src/archive/write-tar.ts';
import { FileExistsError, SizeMismatchError, UsageError } from '../../src/core/errors.ts';

import { tempFolder } from '../support/temp-folder.ts';
import { execFileSync } from '../support/limits/processes.ts';

const text = (name: string, content: string): TarEntry => ({
  name,
  mode: 0o644,
  sizeBytes: Buffer.byteLength(content),
  content: Buffer.from(content),
});

test('two runs write the same bytes, which tar can read, without times or owners', async () => {
  await using folder = await tempFolder();
  const longName = `a/${'long'.repeat(40)}.txt`;
  const entries = [
    { ...text('run.sh', '#!/bin/sh\n'), mode: 0o755 },
    text(longName, 'content'),
    text('empty', ''),
  ];
  const first = await writeTar(folder.at('one.tar'), entries);
  const second = await writeTar(folder.at('two.tar'), entries);

  expect(await readFile(folder.at('two.tar'))).toEqual(await readFile(folder.at('one.tar')));
  expect(second).toEqual({ ...first, paths: [folder.at('two.tar')] });
  const listing = execFileSync('tar', ['-tvf', folder.at('one.tar'), '--utc'], {
    encoding: 'utf8',
  });
  const lines = listing.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^-rwxr-xr-x 0\/0 +10 1970-01-01 00:00 run\.sh$/);
  expect(lines[1]).toMatch(/^-rw-r--r-- 0\/0 +7 1970-01-01 00:00 a\/(?:long){40}\.txt$/);
  expect(lines[2]).toMatch(/empty$/);
});

test('the checksum and the size are those of the file', async () => {
  await using folder = await tempFolder();
  const path = folder.at('x.tar');
  const { sha256, sizeBytes } = await writeTar(path, [text('a', 'b')]);
  const bytes = await readFile(path);

  expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(sizeBytes).toBe(bytes.length);
});

test('content of the wrong length leaves nothing under any name', async () => {
  await using folder = await tempFolder();
  const wrong = { ...text('a', 'four'), sizeBytes: 5 };

  await expect(writeTar(folder.at('x.tar'), [wrong])).rejects.toThrow(SizeMismatchError);
  await expect(
    writeTar(folder.at('x.tar'), [text('ok', 'ok'), { ...wrong, sizeBytes: 3 }]),
  ).rejects.toThrow('a: expected 3 bytes, got 4');
  expect(await readdir(folder.path)).toEqual([]);
});

test('an interruption leaves nothing under any name', async () => {
  await using folder = await tempFolder();
  const abort = new AbortController();
  async function* content(): AsyncIterable<Uint8Array> {
    yield Buffer.from('ab');
    abort.abort();
    yield Buffer.from('cd');
  }
  const entry = { name: 'a', mode: 0o644, sizeBytes: 4, content: content() };

  await expect(
    writeTar(folder.at('x.tar'), [entry], { signal: abort.signal }),
  ).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await readdir(folder.path)).toEqual([]);
});

test('writing the same bytes changes nothing, and other bytes are kept unless overwriting is allowed', async () => {
  await using folder = await tempFolder();
  const path = folder.at('x.tar');
  await writeTar(path, [text('a', '1')]);
  const before = await readFile(path);

  expect((await writeTar(path, [text('a', '1')])).status).toBe('unchanged');
  await expect(writeTar(path, [text('a', '2')])).rejects.toThrow(FileExistsError);
  expect(await readFile(path)).toEqual(before);
  expect(await readdir(folder.path)).toEqual(['x.tar']);
  expect((await writeTar(path, [text('a', '2')], { overwrite: true })).status).toBe('written');
  expect(await readFile(path)).not.toEqual(before);
});

test('the join instructions make the whole tar from its parts', async () => {
  await using folder = await tempFolder();
  const entries = [text('a', 'x'.repeat(5000)), text('b', 'y'.repeat(777))];
  const whole = await writeTar(folder.at('whole.tar'), entries);
  const split = await writeTar(folder.at('b.tar'), entries, { splitBytes: 3000 });

  expect(split.paths.map((path) => path.slice(folder.path.length + 1))).toEqual([
    'b.tar.001',
    'b.tar.002',
    'b.tar.003',
    'b.tar.sha256',
  ]);
  expect(split.sha256).toBe(whole.sha256);
  const said = execFileSync('bash', ['-c', joinInstructions('b.tar')], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect(said).toBe('b.tar.001: OK\nb.tar.002: OK\nb.tar.003: OK\nb.tar: OK\n');
});

test('parts of a longer tar are not left behind', async () => {
  await using folder = await tempFolder();
  const path = folder.at('b.tar');
  await writeTar(path, [text('a', 'x'.repeat(9000))], { splitBytes: 3000 });
  await writeTar(path, [text('a', 'x')], { splitBytes: 3000, overwrite: true });

  expect(await readdir(folder.path)).toEqual(['b.tar.001', 'b.tar.sha256']);
});

test('split sizes are read as people write them', () => {
  expect(parseSplitSize('700M')).toBe(700_000_000);
  expect(parseSplitSize('4GiB')).toBe(4 * 1024 ** 3);
  expect(parseSplitSize('FAT32')).toBe(4_294_967_295);
  expect(() => parseSplitSize('3 apples')).toThrow(UsageError);
  expect(() => parseSplitSize('10')).toThrow(UsageError);
});

test('a sparse file of 300 MB is packed and listed in little memory', async () => {
  await using folder = await tempFolder();
  const source = folder.at('large');
  await writeFile(source, '');
  await truncate(source, 300_000_000);
  const before = process.memoryUsage.rss();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 5);
  const path = folder.at('x.tar');
  await writeTar(path, [
    { name: 'large', mode: 0o644, sizeBytes: 300_000_000, content: { file: source } },
  ]);
  const sizes = [];
  for await (const member of listArchive(path)) sizes.push(member.sizeBytes);
  clearInterval(watch);

  expect(sizes).toEqual([300_000_000]);
  expect(highest - before).toBeLessThan(100_000_000);
});

test('content starts where the reader says', async () => {
  await using folder = await tempFolder();
  const path = folder.at('x.tar');
  const name = 'n'.repeat(120);
  await writeTar(path, [text('first', '1'), text(name, 'wanted')]);
  const found = [];
  const file = await open(path);
  for await (const { byteOffset, sizeBytes } of listArchive(path)) {
    const bytes = Buffer.alloc(sizeBytes);
    await file.read(bytes, 0, sizeBytes, byteOffset);
    found.push(bytes.toString());
  }
  await file.close();

  expect(found).toEqual(['1', 'wanted']);
});
