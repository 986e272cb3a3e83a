import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import type { TarEntry } from '../../src/archive/pack-tar.ts';
import { writeTar, type WriteTarOptions } from '../../src/archive/write-tar.ts';
import { FileExistsError } from '../../src/core/errors.ts';
import { tempFolder, type TempFolder } from '../support/temp-folder.ts';
import * as fc from '../support/limits/random.ts';

/** A member whose bytes come only once they are released. */
function gated(text: string): { readonly entry: TarEntry; readonly release: () => void } {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* content(): AsyncIterable<Uint8Array> {
    await gate;
    yield Buffer.from(text);
  }
  const sizeBytes = Buffer.byteLength(text);
  return { entry: { name: 'a', mode: 0o644, sizeBytes, content: content() }, release };
}

const plain = (text: string): TarEntry => ({
  name: 'a',
  mode: 0o644,
  sizeBytes: Buffer.byteLength(text),
  content: Buffer.from(text),
});

/** The bytes of the tar in the folder, or of its parts joined in order. */
async function readSet(folder: TempFolder): Promise<string> {
  const names = (await readdir(folder.path)).filter((name) => /^x\.tar(?:\.\d{3})?$/.test(name));
  const bytes = await Promise.all(names.toSorted().map((name) => readFile(folder.at(name))));
  return Buffer.concat(bytes).toString('latin1');
}

test.each([
  ['x.tar.partial', {}],
  ['x.tar.old', {}],
  ['.x.tar.part', {}],
  ['.x.tar.0123abcd.part', {}],
  ['x.tar.001.partial', { splitBytes: 3000 }],
  ['x.tar.sha256.partial', { splitBytes: 3000 }],
  ['x.tar.01', { splitBytes: 3000 }],
] as const)('a file %s beside the output is left alone', async (name, options) => {
  await using folder = await tempFolder();
  await writeFile(folder.at(name), 'thesis');
  await writeTar(folder.at('x.tar'), [plain('x'.repeat(7000))], options);
  await writeTar(folder.at('x.tar'), [plain('y'.repeat(7000))], { ...options, overwrite: true });

  expect(await readFile(folder.at(name), 'utf8')).toBe('thesis');
});

test('a link x.tar.partial is never written through', async () => {
  await using folder = await tempFolder();
  await writeFile(folder.at('victim'), 'thesis');
  await symlink('victim', folder.at('x.tar.partial'));
  await writeTar(folder.at('x.tar'), [plain('1')]);

  expect(await readFile(folder.at('victim'), 'utf8')).toBe('thesis');
  expect((await readdir(folder.path)).toSorted()).toEqual(['victim', 'x.tar', 'x.tar.partial']);
});

test.each([
  ['the first part', 'x.tar.001'],
  ['a later part', 'x.tar.002'],
  ['the file of sums', 'x.tar.sha256'],
  ['a part that would be joined', 'x.tar.005'],
])('a file with the name of %s is kept and named, and nothing else is left', async (_, name) => {
  await using folder = await tempFolder();
  await writeFile(folder.at(name), 'thesis');
  for (const gap of name === 'x.tar.005' ? ['x.tar.004'] : []) {
    await writeFile(folder.at(gap), 'thesis');
  }
  const before = await readdir(folder.path);
  const failure = writeTar(folder.at('x.tar'), [plain('x'.repeat(7000))], { splitBytes: 3000 });

  await expect(failure).rejects.toThrow(FileExistsError);
  await expect(failure).rejects.toThrow(folder.at(name === 'x.tar.005' ? 'x.tar.004' : name));
  expect(await readdir(folder.path)).toEqual(before);
  expect(await readFile(folder.at(name), 'utf8')).toBe('thesis');
});

test('with --force, a part beyond the last is removed only if the checksums of the old set list it', async () => {
  await using folder = await tempFolder();
  await writeTar(folder.at('x.tar'), [plain('x'.repeat(7000))], { splitBytes: 3000 });
  const before = await readSet(folder);
  await writeFile(folder.at('x.tar.004'), 'thesis');
  const shorter = writeTar(folder.at('x.tar'), [plain('y')], { splitBytes: 3000, overwrite: true });

  await expect(shorter).rejects.toThrow('x.tar.004 exists, and would be joined');
  expect(await readSet(folder)).toBe(`${before}thesis`);
  await rm(folder.at('x.tar.004'));
  await writeTar(folder.at('x.tar'), [plain('y')], { splitBytes: 3000, overwrite: true });
  expect(await readdir(folder.path)).toEqual(['x.tar.001', 'x.tar.sha256']);
});

test.each([{}, { splitBytes: 3000 }, { overwrite: true }, { overwrite: true, splitBytes: 3000 }])(
  'a folder with the output’s name is kept with %j',
  async (options: WriteTarOptions) => {
    await using folder = await tempFolder();
    const name = options.splitBytes === undefined ? 'x.tar' : 'x.tar.002';
    await mkdir(folder.at(name));
    const failure = writeTar(folder.at('x.tar'), [plain('x'.repeat(7000))], options);

    await expect(failure).rejects.toThrow(`${name} exists and is a folder`);
    expect(await readdir(folder.path)).toEqual([name]);
  },
);

test('a dangling link keeps its name', async () => {
  await using folder = await tempFolder();
  await symlink('nowhere', folder.at('x.tar'));

  await expect(writeTar(folder.at('x.tar'), [plain('1')])).rejects.toThrow(
    'is there with other content',
  );
  expect(await readdir(folder.path)).toEqual(['x.tar']);
});

test.each([undefined, 3000])(
  'a run that finds its name taken meanwhile changes nothing and leaves nothing (split: %s)',
  async (splitBytes) => {
    await using folder = await tempFolder();
    const slow = gated('s'.repeat(7000));
    const running = writeTar(folder.at('x.tar'), [slow.entry], { splitBytes });
    running.catch(() => {});
    await writeTar(folder.at('x.tar'), [plain('f'.repeat(7000))], { splitBytes });
    const [names, bytes] = [await readdir(folder.path), await readSet(folder)];
    slow.release();

    await expect(running).rejects.toThrow(FileExistsError);
    expect(await readSet(folder)).toBe(bytes);
    expect(await readdir(folder.path)).toEqual(names.filter((name) => !name.endsWith('.part')));
  },
);

test('after any runs on one name, the whole output of one that succeeded is left, and nothing else', async () => {
  await using folder = await tempFolder();
  const run = fc.record({
    letter: fc.constantFrom('a', 'b', 'c'),
    length: fc.constantFrom(10, 4000, 9000),
    overwrite: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { minLength: 2, maxLength: 4 }),
      fc.constantFrom(undefined, 3000),
      fc.infiniteStream(fc.nat()),
      async (runs, splitBytes, choices) => {
        await rm(folder.path, { recursive: true });
        await mkdir(folder.path);
        const ended: string[] = [];
        const waiting: (() => void)[] = [];
        const results = runs.map(async ({ letter, length, overwrite }) => {
          const { entry, release } = gated(letter.repeat(length));
          waiting.push(release);
          try {
            await writeTar(folder.at('x.tar'), [entry], { splitBytes, overwrite });
            ended.push(letter.repeat(length));
            return 'done';
          } catch (error) {
            if (error instanceof FileExistsError) return 'refused';
            throw error;
          }
        });
        while (waiting.length > 0) {
          const { value = 0 } = choices.next();
          waiting.splice(value % waiting.length, 1)[0]?.();
          if (value % 2 === 0) await new Promise(setImmediate); // Otherwise two are released at once.
        }
        const outcomes = await Promise.all(results);
        const bytes = await readSet(folder);
        const member = /^(.)\1*/.exec(bytes.slice(512))?.[0] ?? '';

        expect(outcomes).toContain('done');
        expect(ended).toContain(member);
        if (runs.every(({ overwrite }) => !overwrite))
          expect(new Set(ended)).toEqual(new Set([member]));
        expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
        // What is left is one run's whole tar, including the checksums.
        const again = await writeTar(folder.at('x.tar'), [plain(member)], { splitBytes });
        expect(again.status).toBe('unchanged');
      },
    ),
    fc.tries(25),
  );
});
