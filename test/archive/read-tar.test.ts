import { createHash } from 'node:crypto';
import { symlink, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { digestOfUncompressed, listArchive } from '../../src/archive/gzip.ts';
import { readTar, type ReadTarOptions } from '../../src/archive/read-tar.ts';
import { InvalidFileError } from '../../src/core/errors.ts';

import { tempFolder } from '../support/temp-folder.ts';
import { execFileSync } from '../support/limits/processes.ts';
import { assert, asyncProperty, uint8Array } from '../support/limits/random.ts';

interface Header {
  readonly name: string;
  readonly type?: string;
  readonly link?: string;
  readonly content?: string;
  /** The announced size, if it is not the length of the content. */
  readonly size?: number;
}

/** Writes tar members byte by byte, as no sane program would. */
function tarOf(...members: readonly Header[]): Buffer {
  const blocks = members.map(({ name, type = '0', link = '', content = '', size }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write((size ?? content.length).toString(8).padStart(11, '0'), 124);
    header.write('00000000000\0        ', 136);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, Buffer.from(content), Buffer.alloc(-content.length & 511)]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

async function namesIn(bytes: Uint8Array, links?: ReadTarOptions['links']): Promise<string[]> {
  const names = [];
  async function* source(): AsyncIterable<Uint8Array> {
    yield bytes;
  }
  const options = { what: 'b.tar', ...(links === undefined ? {} : { links }) };
  for await (const { name } of readTar(source(), options)) names.push(name);
  return names;
}

function record(text: string): string {
  const length = text.length + 1 + String(text.length + 3).length;
  return `${length} ${text}`;
}

test.each([
  ['an absolute path', { name: '/etc/passwd' }, 'is an absolute path'],
  ['a path that leads out', { name: 'a/../../b' }, 'leads out with ..'],
  ['a lone ..', { name: '..', type: '5' }, 'leads out with ..'],
  ['a backslash', { name: 'a\\..\\b' }, 'has a backslash in its name'],
  ['a drive letter', { name: 'C:evil' }, 'begins with a drive letter'],
  ['an empty part', { name: 'a//b' }, 'has an empty part in its name'],
  ['a line break', { name: 'a\nb' }, 'has control characters in its name'],
  ['a symlink', { name: 'a', type: '2', link: 'b' }, 'is a link (to "b")'],
  ['a hard link', { name: 'a', type: '1', link: 'b' }, 'is a link (to "b")'],
  ['a character device', { name: 'a', type: '3' }, 'is a character-device'],
  ['a block device', { name: 'a', type: '4' }, 'is a block-device'],
  ['a FIFO', { name: 'a', type: '6' }, 'is a fifo'],
  ['a sparse file', { name: 'a', type: 'S' }, 'is a member of an unknown type'],
])('%s is refused', async (_what, member, reason) => {
  await expect(namesIn(tarOf({ name: 'ok' }, member))).rejects.toThrow(
    new InvalidFileError(`b.tar: ${JSON.stringify(member.name)} ${reason}`),
  );
});

test('a name that occurs twice, or twice except for its case, is refused', async () => {
  await expect(namesIn(tarOf({ name: 'a/B' }, { name: 'a/B' }))).rejects.toThrow(
    'b.tar: "a/B" is in it twice',
  );
  await expect(namesIn(tarOf({ name: 'a/B' }, { name: 'A/b' }))).rejects.toThrow(
    'b.tar: "A/b" and "a/B" differ only in case',
  );
  await expect(namesIn(tarOf({ name: 'a/', type: '5' }, { name: 'a' }))).rejects.toThrow('twice');
});

test('names hidden in extended records are checked too', async () => {
  const pax = (text: string): Buffer =>
    tarOf({ name: 'PaxHeader', type: 'x', content: record(text) }, { name: 'harmless' });

  await expect(namesIn(pax('path=../out\n'))).rejects.toThrow('"../out" leads out');
  await expect(namesIn(pax('GNU.sparse.name=x\n'))).rejects.toThrow(
    'has the extended record "GNU.sparse.name"',
  );
  await expect(
    namesIn(tarOf({ name: 'L', type: 'L', content: '/abs\0' }, { name: 'harmless' })),
  ).rejects.toThrow('"/abs" is an absolute path');
});

test('a header that announces gigabytes is refused without reading them', async () => {
  await expect(
    namesIn(tarOf({ name: 'PaxHeader', type: 'x', size: 7_000_000_000 })),
  ).rejects.toThrow('b.tar is not a sound tar after its beginning: Header exceeds max size');
});

test('a truncated tar and bytes that are not a tar are refused', async () => {
  const whole = tarOf({ name: 'a', content: 'x'.repeat(2000) });

  await expect(namesIn(whole.subarray(0, 1500))).rejects.toThrow(InvalidFileError);
  await expect(namesIn(Buffer.alloc(2048, 'x'))).rejects.toThrow(InvalidFileError);
});

test('links that stay inside can be allowed, and all links can be listed', async () => {
  const inside = tarOf(
    { name: 'a/b', type: '2', link: '../c' },
    { name: 'd', type: '1', link: 'a/x' },
  );
  const out = tarOf({ name: 'a/b', type: '2', link: '../../c' });
  const absolute = tarOf({ name: 'a', type: '2', link: '/c' });
  const hardOut = tarOf({ name: 'a/b', type: '1', link: '../c' });

  expect(await namesIn(inside, 'inside')).toEqual(['a/b', 'd']);
  for (const bad of [out, absolute, hardOut]) {
    await expect(namesIn(bad, 'inside')).rejects.toThrow('is a link that leads out');
    await expect(namesIn(bad, 'list')).resolves.toHaveLength(1);
  }
});

test('any bytes are read or refused, and never cause a crash', async () => {
  await assert(
    asyncProperty(uint8Array({ minLength: 0, maxLength: 3000 }), async (bytes) => {
      const outcome = await namesIn(bytes).catch((error: unknown) => error);
      expect(Array.isArray(outcome) || outcome instanceof InvalidFileError).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a gzipped archive made by tar is listed with its links', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('file'), 'content');
  await symlink('/elsewhere', folder.at('link'));
  const path = folder.at('x.tar.gz');
  execFileSync('tar', ['-czf', path, '-C', folder.path, 'file', 'link']);
  const found = [];
  for await (const { name, type, linkName } of listArchive(path))
    found.push({ name, type, linkName });

  expect(found).toEqual([
    { name: 'file', type: 'file', linkName: undefined },
    { name: 'link', type: 'symlink', linkName: '/elsewhere' },
  ]);
});

test('the diff ID is the digest of the uncompressed bytes', async () => {
  await using folder = await tempFolder();
  const bytes = tarOf({ name: 'a', content: 'b' });
  await writeFile(folder.at('x.gz'), gzipSync(bytes));
  await writeFile(folder.at('x'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const expected = { digest: `sha256:${sha256}`, sizeBytes: bytes.length };

  expect(await digestOfUncompressed(folder.at('x.gz'))).toEqual(expected);
  expect(await digestOfUncompressed(folder.at('x'))).toEqual(expected);
});

test('damaged gzip is an invalid file', async () => {
  await using folder = await tempFolder();
  const path = folder.at('x.gz');
  const bytes = gzipSync(tarOf({ name: 'a', content: 'b'.repeat(5000) }));
  await writeFile(path, bytes.subarray(0, -9));

  await expect(digestOfUncompressed(path)).rejects.toThrow(InvalidFileError);
});
