import { readdir } from 'node:fs/promises';

import { expect, test } from 'vitest';

import type { AnsweredBottle } from '../../src/history/answers-file/answers.ts';
import { hexOfBytes } from '../../src/core/digest.ts';
import { answersOfTap, forgeBottle, writeAnswers } from '../support/answers/answers-of-tap.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import type { CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const TRUE_SHA = '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02';
const OTHER_SHA = hexOfBytes('another bottle');
const FILE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
const BIG_SUR = ['--target', 'big_sur'];

const world = once(() => startVimWorld({ inOrder: true }));

/** A machine with a forged file, which is given with `--atlas`. */
async function forgedHome(change: Partial<AnsweredBottle>): Promise<CliHome> {
  const home = await cliHome({ registry: world().registry });
  const answers = await answersOfTap(world().tap.path);
  await writeAnswers(home.at('work/team.answers'), forgeBottle(answers, 'big_sur', change));
  return home;
}

function run(home: CliHome, argv: readonly string[]): Promise<CliResult> {
  return home.run([...argv, '--atlas', 'team.answers'], { env: { PATH: '/nonexistent' } });
}

function trueSha(): string {
  return world().standIns[TRUE_SHA] ?? '';
}

/** What a forger writes, and what shows that it is wrong. */
const FORGED = [
  ['another sha256', { checksum: OTHER_SHA }, () => [OTHER_SHA, trueSha()]],
  ['another version', { version: '9.0.1999' }, () => ['9.0.1999', FILE]],
  ['a version that has other bottles', { version: '9.0.1850' }, () => [trueSha()]],
] as const;

test.each(FORGED)(
  '%s is settled by the registry, with a warning that has both values',
  async (_, change, values) => {
    await using home = await forgedHome(change);
    const result = await run(home, ['vim', ...BIG_SUR, '--json']);

    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      results: [
        {
          status: 'pulled',
          pkgVersion: '9.0.1900',
          sha256: trueSha(),
          sources: ['registry'],
          source: { kind: 'registry' },
          notes: [{ kind: 'contradiction' }],
        },
      ],
    });
    expect(result.stderr).toContain('the registry decides');
    for (const value of values()) expect(result.stderr).toContain(value);
    expect(await home.placed()).toContain(FILE);
  },
);

test.each(FORGED)(
  '%s is an error with --history atlas, and nothing is kept',
  async (_, change, values) => {
    await using home = await forgedHome(change);
    const result = await run(home, ['vim', ...BIG_SUR, '--history', 'atlas']);

    expect(result.code).toBe(4);
    for (const value of values()) expect(result.stderr).toContain(value);
    expect(await home.placed()).toEqual(['team.answers']);
    const blobs = await readdir(home.at('cache/blobs/sha256'));
    expect(blobs.filter((name) => name.includes(trueSha()) || name.includes(OTHER_SHA))).toEqual(
      [],
    );
  },
);

test('a bottle that the file invents for a system without one is refused', async () => {
  await using home = await cliHome({ registry: world().registry });
  const answers = await answersOfTap(world().tap.path);
  const forged = forgeBottle(answers, 'big_sur', { bottleTag: 'catalina' });
  await writeAnswers(home.at('work/team.answers'), forged);
  const decided = await run(home, ['vim', '--target', 'catalina']);
  const refused = await run(home, ['vim', '--target', 'catalina', '--history', 'atlas']);

  expect(decided.code).toBe(3);
  expect(decided.stderr).toContain(
    'vim has no bottle for macOS 10.15 Catalina on Intel (catalina) in the registry',
  );
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('says only');
  expect(await home.placed()).toEqual(['team.answers']);
});

test('lock settles another sha256 as pull does', async () => {
  await using home = await forgedHome({ checksum: OTHER_SHA });
  const locked = await run(home, ['lock', 'vim', ...BIG_SUR, '--lock', 'brewpull.lock.json']);
  const restored = await home.run([
    '--frozen',
    '--lock',
    'brewpull.lock.json',
    '--json',
    '-o',
    'b',
  ]);

  expect(locked).toMatchObject({ code: 0 });
  expect(locked.stderr).toContain('the registry decides');
  expect(JSON.parse(restored.stdout)).toMatchObject({ results: [{ sha256: trueSha() }] });
});

test.each([
  ['a refusal', { status: 401, body: '' }],
  ['a server that fails', { status: 503, body: '' }],
  ['a connection that breaks', { reset: true }],
])('%s is not a contradiction', async (_, fault) => {
  await using home = await forgedHome({});
  world().registry.fault({ path: '/manifests/' }, fault, Infinity);
  try {
    const result = await run(home, ['vim', ...BIG_SUR]);

    expect(result.code).toBe(5);
    expect(result.stderr).not.toContain('the registry decides');
    expect(await home.placed()).toEqual(['team.answers']);
  } finally {
    world().registry.clearFaults();
  }
});
