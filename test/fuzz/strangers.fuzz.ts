import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { array, constantFrom, dictionary, integer, oneof, record, tuple } from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { writeTar } from '../../src/archive/write-tar.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { writeBundle } from '../../src/bundle/write-bundle.ts';
import { OPTION_NAMES } from '../../src/cli/arguments/options.ts';
import { FileExistsError } from '../../src/core/errors.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { fuzz, oddValues } from './fuzzing.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-fuzz-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('no project file makes a command write, delete or listen outside, or steer the terminal', async () => {
  const project = join(folder, 'home/project');
  const cache = join(folder, 'cache/blobs/sha256/ab');
  await mkdir(project, { recursive: true });
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'ab'.repeat(32)), 'kept');
  await writeFile(join(folder, 'home/.bashrc'), 'mine');
  const value = oneof(
    oddValues,
    constantFrom('../.bashrc', join(folder, 'cache'), true, false, 'auto', '11'),
  );
  const files = dictionary(constantFrom(...OPTION_NAMES), value, { maxKeys: 4 });
  const commands = constantFrom(
    ['cache', 'clean'],
    ['resolve', 'vim'],
    ['compare', 'a', 'b'],
    ['history', 'vim'],
  );
  const count = await fuzz(tuple(files, commands), async ([file, argv]) => {
    await writeFile(join(project, '.brewpull.json'), JSON.stringify(file));
    const outcome = await runCli([...argv, '--offline', '--cache-dir', join(folder, 'none')], {
      cwd: project,
    });

    expect(outcome.stderr).not.toContain('this is a bug');
    for (const code of ['\u001B', '\u202E']) {
      expect(outcome.stderr + outcome.stdout).not.toContain(code);
    }
    expect(await readFile(join(cache, 'ab'.repeat(32)), 'utf8')).toBe('kept');
    expect(await readdir(join(folder, 'home'))).toEqual(['.bashrc', 'project']);
    expect(await readFile(join(folder, 'home/.bashrc'), 'utf8')).toBe('mine');
  });

  expect(count).toBeGreaterThan(0);
});

test('no changed bundle is called sound', async () => {
  const items = [await makeBottle(join(folder, 'cache'), { formula: 'tool', stubs: ['cmake'] })];
  const contents = {
    targets: [{ target: parseTargetTag('big_sur'), items }],
    lock: undefined,
    receipts: [],
  };
  const sound = join(folder, 'sound');
  await writeBundle(contents, { path: sound, format: 'folder' });
  const entries = await readdir(sound, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(sound.length + 1));
  const change = record({
    name: constantFrom(...names),
    kind: constantFrom('flip', 'cut', 'append', 'remove', 'link', 'rename', 'add'),
    at: integer({ min: 0, max: 1_000_000 }),
  });
  const count = await fuzz(change, async ({ name, kind, at }) => {
    const bundle = join(folder, 'changed');
    await rm(bundle, { recursive: true, force: true });
    await cp(sound, bundle, { recursive: true });
    const path = join(bundle, name);
    const bytes = await readFile(path);
    if (kind === 'flip' && bytes.length > 0) {
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, bytes);
    } else if (kind === 'cut')
      await writeFile(path, bytes.subarray(0, at % Math.max(1, bytes.length)));
    else if (kind === 'append')
      await writeFile(path, Buffer.concat([bytes, Buffer.from([at % 256])]));
    else if (kind === 'remove') await rm(path);
    else if (kind === 'rename') await rename(path, `${path}x`);
    else if (kind === 'add') await writeFile(`${path}.rb`, 'system "evil"');
    else {
      await rm(path);
      await symlink(join(sound, name), path);
    }

    expect(await verifyBundle(bundle)).not.toEqual([]);
  });

  expect(count).toBeGreaterThan(0);
});

test('runs on one name never mix, and take nothing that is not theirs', async () => {
  const run = record({
    bytes: integer({ min: 0, max: 9000 }),
    isSplit: constantFrom(true, false),
    overwrite: constantFrom(true, false),
  });
  const neighbours = array(constantFrom('x.tar.partial', 'x.tar.old', 'x.tar.009', 'bundle.old'), {
    maxLength: 3,
  });
  const count = await fuzz(
    tuple(array(run, { minLength: 2, maxLength: 5 }), neighbours),
    async ([runs, others]) => {
      const place = await mkdtemp(join(folder, 'race-'));
      for (const name of others) await writeFile(join(place, name), 'mine');
      const made = await Promise.allSettled(
        runs.map(async ({ bytes, isSplit, overwrite }, index) => {
          const content = `${index}`.repeat(bytes);
          const entry = { name: 'a', mode: 0o644, sizeBytes: bytes, content: Buffer.from(content) };
          const options = { overwrite, ...(isSplit ? { splitBytes: 3000 } : {}) };
          await writeTar(join(place, isSplit ? 's.tar' : 'x.tar'), [entry], options);
        }),
      );

      for (const each of made) {
        if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(FileExistsError);
      }
      const names = await readdir(place);
      expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
      for (const name of others) expect(await readFile(join(place, name), 'utf8')).toBe('mine');
      const parts = names.filter((name) => /^s\.tar\.\d+$/.test(name)).toSorted();
      const joined = await Promise.all(parts.map((name) => readFile(join(place, name), 'latin1')));
      for (const tar of [
        joined.join(''),
        names.includes('x.tar') ? await readFile(join(place, 'x.tar'), 'latin1') : '',
      ]) {
        expect(new Set(tar.slice(512).replaceAll('\0', '')).size).toBeLessThanOrEqual(1);
      }
      await rm(place, { recursive: true });
    },
  );

  expect(count).toBeGreaterThan(0);
});
