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
import { join } from 'node:path';

import {
  array,
  constant,
  constantFrom,
  dictionary,
  integer,
  oneof,
  record,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';

import { writeTar } from '../../src/archive/write-tar.ts';
import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { OPTION_NAMES } from '../../src/cli/arguments/options/options.ts';
import { FileExistsError } from '../../src/core/errors.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startVimWorld } from '../support/world/vim-world.ts';
import { fuzz, oddValues } from './fuzzing.ts';

/** Everything below a folder: each path with the content of its file, except what is at or below `but`. */
async function contentOf(
  root: string,
  but: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const content = new Map<string, string>();
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (but.includes(path)) continue;
    if (entry.isDirectory()) {
      content.set(path, 'folder');
      for (const [name, inner] of await contentOf(path, but)) content.set(name, inner);
    } else content.set(path, await readFile(path, 'latin1'));
  }
  return content;
}

test('no project file makes a command ask others, write or delete outside, or steer the terminal', async () => {
  await using folder = await tempFolder();
  await using world = await startVimWorld();
  await using other = await startVimWorld();
  const home = folder.at('home');
  const project = join(home, 'project');
  const cache = folder.at('cache');
  const victim = folder.at('victim/blobs/sha256/ab');
  for (const path of [project, victim, join(home, '.config/brewpull')]) {
    await mkdir(path, { recursive: true });
  }
  await writeFile(join(victim, 'ab'.repeat(32)), 'kept');
  await writeFile(join(home, '.bashrc'), 'mine');
  // The user's own settings come last, so that whatever a project is allowed to say decides.
  const own = {
    'tap-dir': world.tap.path,
    registry: world.registry.url.href,
    'cache-dir': cache,
    target: 'big_sur',
  };
  await writeFile(join(home, '.config/brewpull/config.json'), JSON.stringify(own));
  const path = constantFrom(
    '../.bashrc',
    '../new',
    'out/../../new',
    'fine',
    join(home, 'new'),
    join(home, '.bashrc'),
    'link/new',
    'link',
  );
  const attack = oneof(
    path.map((html) => ({ html, force: true })),
    path.map((receipt) => ({ receipt })),
    path.map((output) => ({ output })),
    path.map((lock) => ({ lock })),
    constant({ 'cache-dir': folder.at('victim') }),
    constant({ registry: other.registry.url.href }),
    constant({ 'tap-dir': other.tap.path }),
    constant({}),
  );
  const value = oneof(oddValues, constantFrom(true, false, 'auto', '11', 'evil\u001B[2J\u202E'));
  const noise = dictionary(constantFrom(...OPTION_NAMES), value, { maxKeys: 2 });
  const commands = constantFrom(
    ['cache', 'clean'],
    ['pull', 'vim'],
    ['lock', 'vim'],
    ['compare', 'a', 'b'],
    ['history', 'vim'],
  );
  const usual = await contentOf(folder.path, [project, cache]);
  let pulled = 0;
  const count = await fuzz(tuple(attack, noise, commands), async ([wanted, odd, argv]) => {
    await rm(project, { recursive: true });
    await mkdir(project);
    await symlink('..', join(project, 'link'));
    await writeFile(join(project, '.brewpull.json'), JSON.stringify({ ...odd, ...wanted }));
    const asked = other.registry.requests.length;
    const outcome = await runCli(argv, { cwd: project, homeDir: home });

    if (outcome.code === 0 && argv[0] === 'pull') pulled += 1;
    expect(outcome.stderr).not.toContain('this is a bug');
    for (const code of ['\u001B', '\u202E']) {
      expect(outcome.stderr + outcome.stdout).not.toContain(code);
    }
    expect(other.registry.requests).toHaveLength(asked);
    expect(outcome.stderr + outcome.stdout).not.toContain(other.tap.path);
    expect(await contentOf(folder.path, [project, cache])).toEqual(usual);
  });

  expect(count).toBeGreaterThan(0);
  // The world works, so a file that is let through has an effect.
  expect(pulled).toBeGreaterThan(0);
});

test('no changed bundle is called sound', async () => {
  await using folder = await tempFolder();
  const items = [await makeBottle(folder.at('cache'), { formula: 'tool', stubs: ['cmake'] })];
  const contents = {
    targets: [{ target: parseTargetTag('big_sur'), items }],
    lock: undefined,
    receipts: [],
  };
  const sound = folder.at('sound');
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
    const bundle = folder.at('changed');
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

test('runs on one name never mix, and touch nothing that is not theirs', async () => {
  await using folder = await tempFolder();
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
      const place = await mkdtemp(folder.at('race-'));
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
      for (const isSplit of [true, false]) {
        const asked = runs.flatMap((each, index) =>
          each.isSplit === isSplit ? [{ ...each, index }] : [],
        );
        const done = asked.filter(({ index }) => made[index]?.status === 'fulfilled');
        if (asked.length > 0) expect(done).not.toEqual([]);
        // If no run may replace anything, all that succeeded wrote the same bytes.
        if (asked.some(({ overwrite }) => overwrite)) continue;
        const contents = new Set(done.map(({ bytes, index }) => `${index}`.repeat(bytes)));
        expect(contents.size).toBeLessThanOrEqual(1);
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
