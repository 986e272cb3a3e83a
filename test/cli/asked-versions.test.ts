import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { answersOfTap, writeAnswers } from '../support/answers/answers-of-tap.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { startTwoTapsWorld } from '../support/world/two-taps-world.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startVimWorld);
const closureWorld = once(startClosureWorld);
const twoTaps = once(startTwoTapsWorld);

interface Answer {
  readonly status: string;
  readonly [field: string]: unknown;
}

/** The results in the JSON of a run. */
async function answers(result: Promise<CliResult>): Promise<readonly Answer[]> {
  const { stdout, stderr } = await result;
  const { results } = JSON.parse(stdout);
  if (results === undefined) throw new Error(stderr + stdout);
  return results;
}

/** A machine with a clone of vim's history. */
function withClone(): Promise<CliHome> {
  return cliHome(world());
}

/** A machine with nothing but the network. */
function withoutClone(): Promise<CliHome> {
  return cliHome({ registry: world().registry });
}

const PAST = { pkgVersion: '9.0.1850', version: '9.0.1850', wanted: '9.0.1850', status: 'found' };

test('a version before the last one is found in a clone, and the last one is named', async () => {
  await using home = await withClone();
  const [answer] = await answers(home.run(['resolve', 'vim=9.0.1850', ...BIG_SUR, '--json']));
  const text = await home.run(['resolve', 'vim=9.0.1850', ...BIG_SUR]);

  expect(answer).toMatchObject({
    ...PAST,
    requested: 'vim=9.0.1850',
    last: { pkgVersion: '9.0.1900', bottleTag: 'big_sur' },
    droppedBy: { pkgVersion: '9.0.1900' },
    sha256: world().published.get('9.0.1850')?.bottles.get('big_sur')?.sha256,
  });
  expect(text.stdout).toContain(
    'newer   9.0.1900 of 2023-09-16 is the last for this target; 9.0.1850 was asked for',
  );
});

test('asking for the last one by its version gives the same answer as asking without it', async () => {
  await using home = await withClone();
  const [plain, asked] = await answers(
    home.run(['resolve', 'vim', 'vim=9.0.1900', ...BIG_SUR, '--json']),
  );
  const text = await home.run(['resolve', 'vim=9.0.1900', ...BIG_SUR]);

  expect(asked).toEqual({ ...plain, requested: 'vim=9.0.1900', wanted: '9.0.1900' });
  expect(text.stdout).toContain('newer   since 2023-09-28 9.0.1900_1 has none');
});

test.each([
  ['a clone', withClone],
  ['the registry', withoutClone],
])(
  '%s gives the published bottle of every version for every system',
  async (_, machine) => {
    await using home = await machine();
    for (const [pkgVersion, { bottles }] of world().published) {
      for (const [bottleTag, { sha256 }] of bottles) {
        const argv = ['resolve', `vim=${pkgVersion}_0`, '--target', bottleTag, '--json'];
        const asked = pkgVersion.includes('_') ? argv.with(1, `vim=${pkgVersion}`) : argv;
        expect(await answers(home.run(asked))).toMatchObject([{ pkgVersion, bottleTag, sha256 }]);
      }
    }
  },
  120_000,
);

test('without a revision, the newest one with a bottle for the target is used', async () => {
  await using home = await withClone();
  const argv = ['resolve', 'vim=9.0.1900', '--target', 'monterey', ...BIG_SUR, '--json'];
  const both = await answers(home.run(argv));
  const [first] = await answers(
    home.run(['resolve', 'vim=9.0.1900_0', '--target', 'monterey', '--json']),
  );

  expect(both).toMatchObject([{ pkgVersion: '9.0.1900_1' }, { pkgVersion: '9.0.1900' }]);
  expect(first).toMatchObject({ pkgVersion: '9.0.1900', bottleTag: 'monterey' });
});

test('vim@9.0.1850 means that version, because no formula has that name', async () => {
  await using registry = await startRegistry({ access: 'open' });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1850', tags: ['big_sur'] });
  publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1900', tags: ['big_sur'] });
  publishBottles(registry, { formula: 'gcc@13', pkgVersion: '13.2.0', tags: ['big_sur'] });
  publishBottles(registry, { formula: 'gcc', pkgVersion: '13', tags: ['big_sur'] });
  await using machine = await cliHome({ registry });
  await using clone = await withClone();
  const argv = ['resolve', 'vim@9.0.1850', ...BIG_SUR, '--json'];
  const gcc = await answers(machine.run(argv.with(1, 'gcc@13')));

  expect(await answers(clone.run(argv))).toMatchObject([PAST]);
  expect(await answers(machine.run(argv))).toMatchObject([PAST]);
  expect(gcc).toMatchObject([{ formula: 'gcc@13', pkgVersion: '13.2.0', wanted: null }]);
});

test('if a version does not exist, the nearest ones are named, from a clone and from the registry', async () => {
  for (const home of [await withClone(), await withoutClone()]) {
    try {
      const missed = await home.run(['resolve', 'vim=9.0.1860', ...BIG_SUR]);
      const begun = await home.run(['resolve', 'vim=9.0', ...BIG_SUR]);
      const [answer] = await answers(home.run(['resolve', 'vim=9.0.1950', ...BIG_SUR, '--json']));

      expect(missed).toMatchObject({ code: 3, stdout: '' });
      expect(missed.stderr).toContain('vim 9.0.1860 has no bottle for macOS 11 Big Sur on Intel');
      expect(missed.stderr).toContain('For this target there are vim=9.0.1900, vim=9.0.1850.');
      expect(missed.stderr).toContain('brewpull history vim --target big_sur lists');
      expect(begun.code).toBe(3);
      expect(begun.stderr).toContain('there are vim=9.0.1900, vim=9.0.1850, vim=9.0.1800.');
      expect(answer).toMatchObject({ status: 'no-bottle', wanted: '9.0.1950' });
      expect(answer?.['versions']).toMatchObject([{ pkgVersion: '9.0.1900' }]);
      expect(JSON.stringify(answer?.['nearest'])).toContain('monterey');
    } finally {
      await home[Symbol.asyncDispose]();
    }
  }
});

test('if there is no bottle at all, the message names the command that lists the others', async () => {
  await using home = await withClone();
  const { code, stderr } = await home.run(['resolve', 'vim', '--macos', '10.6']);

  expect(code).toBe(3);
  expect(stderr).toContain('It has bottles for big_sur (9.0.1900)');
  expect(stderr).toContain('brewpull history vim --target snow_leopard lists');
});

test.each([
  [['vim==9.0.1850'], 'Write vim=9.0.1850.'],
  [['vim:9.0.1850'], 'Write vim=9.0.1850.'],
  [['vim', '9.0.1850'], 'Write vim=9.0.1850.'],
  [['vim', '=9.0.1850'], 'Write vim=9.0.1850.'],
  [['9.0.1850'], 'vim=9.0.1850'],
  [['=9'], 'Write the formula first'],
  [['vim='], 'vim alone for the last bottle'],
  [['vim=latest'], 'Write vim alone'],
  [['vim=9.*'], 'but only one version can be asked for'],
  [['vim=v9.0'], 'Write vim=9.0.'],
])('%j is a usage error that says what to write instead', async (names, right) => {
  await using home = await withClone();
  for (const command of ['pull', 'resolve', 'bundle', 'plan', 'lock']) {
    const { code, stderr } = await home.run([command, ...names, ...BIG_SUR]);
    expect({ command, code }).toEqual({ command, code: 2 });
    expect(stderr).toContain(right);
  }
  expect(await home.placed()).toEqual([]);
});

test('pull fetches that version and nothing newer, and its receipt says what was asked for', async () => {
  await using home = await withClone();
  const result = await home.run(['pull', 'vim=9.0.1850', ...BIG_SUR, '--receipt', 'r.json']);
  const [verified, receipt] = [
    await home.run(['verify', 'vim--9.0.1850.big_sur.bottle.tar.gz']),
    JSON.parse(await readFile(home.at('work/r.json'), 'utf8')),
  ];

  expect(result.code).toBe(0);
  expect(await home.placed()).toContain('vim--9.0.1850.big_sur.bottle.tar.gz');
  expect(verified.code).toBe(0);
  expect(receipt.artifacts).toMatchObject([{ pkgVersion: '9.0.1850', asked: 'vim=9.0.1850' }]);
});

test('a file of names can have versions too, and one that fails does not stop the others', async () => {
  await using home = await withClone();
  await writeFile(home.at('work/names.txt'), 'vim=9.0.1850 # the old one\nvim=9.0.7\nvim\n');
  const argv = ['resolve', '--from-file', 'names.txt', ...BIG_SUR, '--json'];
  const result = home.run(argv);

  expect((await answers(result)).map(({ status, pkgVersion }) => [status, pkgVersion])).toEqual([
    ['found', '9.0.1850'],
    ['no-bottle', undefined],
    ['found', '9.0.1900'],
  ]);
  expect((await result).code).toBe(6);
});

test('--before and --at limit which versions can be asked for', async () => {
  await using home = await withClone();
  const ask = (...more: readonly string[]): Promise<readonly Answer[]> =>
    answers(home.run(['resolve', 'vim=9.0.1850', ...BIG_SUR, ...more, '--json']));

  expect(await ask('--before', '2023-09-10')).toMatchObject([{ ...PAST, last: null }]);
  expect(await ask('--before', '2023-09-01')).toMatchObject([{ status: 'no-bottle' }]);
  expect(await ask('--at', world().tap.oid('vim 9.0.1850'))).toMatchObject([
    { status: 'no-bottle' },
  ]);
  const update = world().tap.oid('vim: update 9.0.1850 bottle.');
  expect(await ask('--at', update)).toMatchObject([PAST]);
  await using machine = await withoutClone();
  const argv = ['resolve', 'vim=9.0.1850', ...BIG_SUR, '--before', '2023-09-01', '--json'];
  expect(await answers(machine.run(argv))).toMatchObject([{ status: 'no-bottle' }]);
});

test('a version may come from an older macOS, unless --exact forbids it', async () => {
  await using home = await withClone();
  const argv = ['resolve', 'vim=9.0.1850', '--target', 'sonoma', '--json'];

  expect(await answers(home.run(argv))).toMatchObject([{ ...PAST, match: 'older' }]);
  expect(await answers(home.run([...argv, '--exact']))).toMatchObject([{ status: 'no-bottle' }]);
  await using machine = await withoutClone();
  expect(await answers(machine.run(argv))).toMatchObject([{ ...PAST, match: 'older' }]);
});

test('a file of answers gives its last bottle by version, and the registry is asked for any other', async () => {
  await using home = await withoutClone();
  const file = home.at('last.answers');
  await writeAnswers(file, await answersOfTap(world().tap.path));
  const ask = (version: string, ...more: readonly string[]): Promise<CliResult> =>
    home.run(['resolve', `vim=${version}`, ...BIG_SUR, '--atlas', file, '--json', ...more]);

  const [last] = await answers(ask('9.0.1900', '--history', 'atlas'));
  const [past] = await answers(ask('9.0.1850'));
  const refused = await ask('9.0.1850', '--history', 'atlas');

  expect(last).toMatchObject({ pkgVersion: '9.0.1900', sources: ['atlas'], last: null });
  expect(past).toMatchObject({ ...PAST, sources: ['registry'] });
  // It must not say that there is none.
  expect(refused.code).toBe(1);
  const { error } = JSON.parse(refused.stdout).results[0];
  expect(error).toMatchObject({ code: 'HISTORY' });
  expect(error.message).toContain('has only last bottles');
});

test('--offline gives what the cache has', async () => {
  await using home = await withClone();
  const argv = ['pull', 'vim=9.0.1850', ...BIG_SUR, '-o', 'a'];
  const cold = await home.run([...argv, '--offline']);
  const warm = await home.run(argv);
  const again = await home.run([...argv.slice(0, -1), 'b', '--offline']);

  expect([cold.code, warm.code, again.code]).toEqual([5, 0, 0]);
});

test('a version from before a rename is found under the new name, and keeps the old one', async () => {
  await using home = await cliHome(closureWorld());
  const argv = ['resolve', 'newlib=1.0', 'oldlib=1.0', ...BIG_SUR, '--json'];

  expect(await answers(home.run(argv))).toMatchObject([
    { status: 'found', formula: 'oldlib', formulaNow: 'newlib', pkgVersion: '1.0' },
    { status: 'found', formula: 'oldlib', formulaNow: 'newlib', pkgVersion: '1.0' },
  ]);
});

test('a version is found in another tap, in clones and in the registry', async () => {
  await using home = await cliHome({ registry: twoTaps().registry });
  const argv = ['resolve', 'me/tools/foo=1.0', 'me/tools/foo@1.0', ...BIG_SUR, '--json'];
  const fromClones = await answers(home.run([...argv, ...twoTaps().places]));
  const fromRegistry = await answers(home.run([...argv, '--history', 'registry']));
  const missed = await home.run(['resolve', 'me/tools/foo=3', ...BIG_SUR, ...twoTaps().places]);

  const found = { status: 'found', tap: 'me/tools', formula: 'foo', pkgVersion: '1.0' };
  expect(fromClones).toMatchObject([found, found]);
  expect(fromRegistry).toMatchObject([found, found]);
  expect(missed.stderr).toContain('there are me/tools/foo=2.0.');
});

test('history lists what can be asked for on a Mac, and says how', async () => {
  await using home = await withClone();
  const { stdout } = await home.run(['history', 'vim', '--macos', '11', '--arch', 'amd64']);
  const both = await home.run(['history', 'vim', '--macos', '11']);
  const lines = stdout.split('\n');

  expect(lines[1]).toBe('VERSION   SINCE       11');
  expect(lines[2]).toBe('9.0.1900  2023-09-16  last');
  expect(lines.at(-2)).toBe('to get one of them: brewpull bundle vim=VERSION --target big_sur');
  expect(both.stdout.split('\n')[1]).toBe('VERSION   SINCE       11    arm 11');
  // Each of them is found.
  for (const line of lines.slice(2, -2)) {
    const [version = ''] = line.split(' ');
    const { code } = await home.run(['resolve', `vim=${version}`, ...BIG_SUR]);
    expect({ version, code }).toEqual({ version, code: 0 });
  }
});

test('history of one version is a usage error that names the formula', async () => {
  await using home = await withClone();
  const { code, stderr } = await home.run(['history', 'vim=9.0.1850']);

  expect(code).toBe(2);
  expect(stderr).toContain('Write brewpull history vim.');
});

test('a version in a Brewfile is refused, and the message suggests a lock', async () => {
  await using home = await withClone();
  await writeFile(home.at('work/Brewfile'), 'brew "vim", version: "9.0.1850"\n');
  const argv = ['resolve', '--brewfile', 'Brewfile', ...BIG_SUR];
  const { code, stderr } = await runCli([...argv, '--tap-dir', world().tap.path], {
    cwd: home.work,
  });

  expect(code).toBe(2);
  expect(stderr).toContain('Brewfile:1');
  expect(stderr).toContain('brewpull lock vim=9.0.1850');
});
