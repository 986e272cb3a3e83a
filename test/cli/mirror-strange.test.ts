import { mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { openMirror } from '../../src/mirror/tree/file/open-mirror.ts';
import { treeFormulaPath } from '../../src/mirror/tree/file/tree-layout.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import {
  startToolsWorld,
  sumsOf,
  TOOLS_TARGETS,
  unlikeItsSums,
} from '../support/mirror/tools-world.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const world = once(() => startToolsWorld({ count: 2 }), 60_000);
const LINE = ['mirror', '--all', ...TOOLS_TARGETS, '-o', 'mirror'];

async function mirrorHome(): Promise<CliHome> {
  const home = await cliHome(world());
  const { code, stderr } = await home.run(LINE);
  expect(code, stderr).toBe(0);
  return home;
}

test.for(['v2', 'v2/homebrew', 'formulae', '.brewpull'])(
  'nothing is written, removed or read through a link at %s',
  async (name) => {
    await using home = await mirrorHome();
    const [at, elsewhere] = [join(home.work, 'mirror', name), home.at('elsewhere')];
    await mkdir(elsewhere);
    await rename(at, home.at('moved')).catch(() => undefined);
    await writeFile(join(elsewhere, 'mine.txt'), 'mine');
    await symlink(elsewhere, at);

    const { code, stderr } = await home.run([...LINE, '--prune']);

    expect(code).not.toBe(0);
    expect(stderr).toContain(`mirror/${name} is a link, but a mirror must not have links`);
    expect(await readdir(elsewhere)).toEqual(['mine.txt']);
  },
);

test('sums that name a file behind a link do not get it removed', async () => {
  await using home = await mirrorHome();
  const elsewhere = home.at('elsewhere');
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, 'mine.txt'), 'mine');
  await symlink(elsewhere, join(home.work, 'mirror/extra'));
  const sums = join(home.work, 'mirror/SHA256SUMS');
  await writeFile(sums, `${await readFile(sums, 'utf8')}${'0'.repeat(64)}  extra/mine.txt\n`);
  await rm(join(home.work, 'mirror/README.txt'));

  const { code } = await home.run(LINE);

  expect(code).not.toBe(0);
  expect(await readdir(elsewhere)).toEqual(['mine.txt']);
});

test('a journal that is a link is not written to', async () => {
  await using home = await mirrorHome();
  await writeFile(home.at('profile'), 'mine\n');
  await mkdir(join(home.work, 'mirror/.brewpull'));
  await symlink(home.at('profile'), join(home.work, 'mirror/.brewpull/journal.jsonl'));

  expect((await home.run(LINE)).code).not.toBe(0);
  expect(await readFile(home.at('profile'), 'utf8')).toBe('mine\n');
});

test('a formula that is a link is fetched again, and no file of the mirror has what it leads to', async () => {
  await using home = await mirrorHome();
  const whole = await sumsOf(join(home.work, 'mirror'));
  const [bottle] = (await openMirror(join(home.work, 'mirror'))).contents.bottles;
  if (bottle === undefined) throw new Error('no bottle');
  const path = join(home.work, 'mirror', treeFormulaPath(bottle));
  await rm(path);
  await writeFile(home.at('secret'), 'class Tool0 < Formula\n  # secret\nend\n');
  await symlink(home.at('secret'), path);

  const { code, stderr } = await home.run(LINE);

  expect(code, stderr).toBe(0);
  expect(await sumsOf(join(home.work, 'mirror'))).toEqual(whole);
});

test('lists, references and sidecars that were lost are written again', async () => {
  await using home = await mirrorHome();
  const mirror = join(home.work, 'mirror');
  const whole = await sumsOf(mirror);
  const [sidecar = ''] = await readdir(join(mirror, 'sidecars'));
  await rm(join(mirror, 'sidecars', sidecar));
  await rm(join(mirror, 'v2/homebrew/core/tool1/tags/list'));
  await rm(join(mirror, 'v2/homebrew/core/tool1/manifests/1.1'));

  const { code, stderr } = await home.run(LINE);

  expect(code, stderr).toBe(0);
  expect(await sumsOf(mirror)).toEqual(whole);
});

test('every file that was removed except mirror.json and SHA256SUMS is written again', async () => {
  await using home = await mirrorHome();
  const mirror = join(home.work, 'mirror');
  const whole = await sumsOf(mirror);
  const names = Object.keys(whole).filter((name) => !/^(?:mirror.json|SHA256SUMS)$/.test(name));
  for (const name of names) await rm(join(mirror, name));

  const { code, stderr } = await home.run(LINE);

  expect(code, stderr).toBe(0);
  expect(await sumsOf(mirror)).toEqual(whole);
});

test('without mirror.json nothing is removed, and an unfinished join is left alone', async () => {
  await using home = await mirrorHome();
  const mirror = join(home.work, 'mirror');
  const whole = Object.keys(await sumsOf(mirror));
  await rm(join(mirror, 'mirror.json'));
  await mkdir(join(mirror, '.brewpull/join'), { recursive: true });

  const joining = await home.run(LINE);
  expect(joining.code).not.toBe(0);
  expect(joining.stderr).toContain('is being joined from media');
  await rm(join(mirror, '.brewpull/join'), { recursive: true });
  const { code, stderr } = await home.run(['mirror', 'tool0', ...TOOLS_TARGETS, '-o', 'mirror']);

  expect(code, stderr).toBe(0);
  const left = Object.keys(await sumsOf(mirror));
  expect(whole.filter((name) => !left.includes(name))).toEqual([]);
});

test('a registry with a prefix gives the same mirror as one without', async () => {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  try {
    for (const prefix of ['', 'team/cache/']) {
      const to = {
        putBlob: (repository: string, bytes: Uint8Array) =>
          registry.putBlob(`${prefix}${repository}`, bytes),
        putManifest: (...[repository, ...more]: Parameters<typeof registry.putManifest>) =>
          registry.putManifest(`${prefix}${repository}`, ...more),
      };
      publishBottles(to, { formula: 'tool', pkgVersion: '1.0', tags: ['big_sur'] });
    }
    const { bottles } = publishBottles(registry, {
      formula: 'tool',
      pkgVersion: '1.0',
      tags: ['big_sur'],
    });
    const entries = Object.fromEntries([...bottles].map(([tag, { sha256 }]) => [tag, sha256]));
    const text = formulaText({ name: 'tool', version: '1.0', bottle: { entries } });
    await using tap = await buildTap({
      commits: [{ subject: 'tool', write: { 'Formula/t/tool.rb': text } }],
    });
    await using home = await cliHome({ tap });
    for (const [path, name] of [
      ['', 'plain'],
      ['v2/team/cache', 'prefixed'],
    ]) {
      const at = ['--registry', `${registry.url.href}${path}`, '-o', `${name}`];
      const line = ['mirror', 'tool', '--target', 'big_sur', ...at];
      const { code, stderr } = await home.run(line);
      expect(code, stderr).toBe(0);
      expect((await home.run(line)).stderr).toContain('1 kept');
    }

    expect(await unlikeItsSums(join(home.work, 'prefixed'))).toEqual([]);
    expect(await sumsOf(join(home.work, 'prefixed'))).toEqual(
      await sumsOf(join(home.work, 'plain')),
    );
  } finally {
    await registry.close();
  }
});

test('one bottle for all machines needs what each of its targets needs, whichever run asked for it', async () => {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  const write: Record<string, string> = {};
  for (const name of ['base', 'tool']) {
    const { bottles } = publishBottles(registry, {
      formula: name,
      pkgVersion: '1.0',
      tags: ['all'],
    });
    const entries = Object.fromEntries([...bottles].map(([tag, { sha256 }]) => [tag, sha256]));
    const text = formulaText({ name, version: '1.0', bottle: { entries } });
    const need = '  on_linux do\n    depends_on "base"\n  end\n\n  def install';
    write[`Formula/t/${name}.rb`] = name === 'base' ? text : text.replace('  def install', need);
  }
  try {
    await using tap = await buildTap({ commits: [{ subject: 'both', write }] });
    await using home = await cliHome({ tap, registry });
    const [mac, linux] = [
      ['--target', 'big_sur'],
      ['--target', 'x86_64_linux'],
    ];
    for (const [name, runs] of Object.entries({
      once: [[...mac, ...linux]],
      turned: [[...linux, ...mac]],
      twice: [mac, linux],
    })) {
      for (const targets of runs) {
        const { code, stderr } = await home.run(['mirror', '--all', ...targets, '-o', name]);
        expect(code, stderr).toBe(0);
      }
      const { contents } = await openMirror(join(home.work, name));
      const tool = contents.bottles.find(({ formula }) => formula === 'tool');
      expect(tool?.dependencies, name).toEqual(['base']);
    }
  } finally {
    await registry.close();
  }
});

test('a formula named like a Windows device fails alone, and the mirror can still be verified', async () => {
  const registry = await startRegistry({ access: 'open', blobHost: 'same' });
  const write: Record<string, string> = {};
  for (const name of ['aux', 'tool']) {
    const said = { formula: name, pkgVersion: '1.0', tags: ['big_sur'] };
    const { bottles } = publishBottles(registry, said);
    const entries = Object.fromEntries([...bottles].map(([tag, { sha256 }]) => [tag, sha256]));
    write[`Formula/t/${name}.rb`] = formulaText({ name, version: '1.0', bottle: { entries } });
  }
  try {
    await using tap = await buildTap({ commits: [{ subject: 'both', write }] });
    await using home = await cliHome({ tap, registry });
    const line = ['mirror', '--all', '--target', 'big_sur', '-o', 'mirror'];
    for (const counts of ['1 new', '1 kept']) {
      const { code, stderr } = await home.run(line);
      expect(code).toBe(6);
      expect(stderr).toContain('has a part that names a device on Windows');
      expect(stderr).toContain(counts);
    }
    expect((await home.run(['verify', 'mirror'])).code).toBe(0);
  } finally {
    await registry.close();
  }
});
