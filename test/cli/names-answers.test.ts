import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';

const BIG_SUR = ['--target', 'big_sur'];
/** A machine without git. */
const BARE = { env: { PATH: '/nowhere' } };

/** Hello, which was called hallo and has an alias. */
const world = once(async () => {
  const registry = await startRegistry({ access: 'open' });
  const publication = { formula: 'hello', pkgVersion: '2.12', tags: ['big_sur'] };
  const { bottles } = publishBottles(registry, publication);
  const sha256 = bottles.get('big_sur')?.sha256 ?? '';
  const text = formulaText({
    name: 'hello',
    version: '2.12',
    bottle: { entries: { big_sur: sha256 } },
  });
  const tap = await buildTap({
    commits: [
      {
        subject: 'hello 2.12',
        date: '2023-05-01T12:00:00Z',
        write: { 'Formula/h/hello.rb': text, 'formula_renames.json': '{"hallo":"hello"}' },
        link: { 'Aliases/hi': '../Formula/h/hello.rb' },
      },
      { subject: 'later', date: '2026-09-01T12:00:00Z', write: { 'README.md': 'later' } },
    ],
  });
  const { answers, ...files } = await makeTravellingFiles(tap, ['big_sur']);
  return {
    registry,
    answers,
    [Symbol.asyncDispose]: async () => {
      await files[Symbol.asyncDispose]();
      await tap[Symbol.asyncDispose]();
      await registry.close();
    },
  };
});

test.each(['hi', 'hallo', 'hello'])(
  '%s is found in the answers, without git or a clone',
  async (name) => {
    const { registry, answers } = world();
    await using home = await cliHome({ registry, packagedAnswers: answers });
    const resolved = await home.run(['resolve', name, ...BIG_SUR, '--json'], BARE);
    const pulled = await home.run(['pull', name, ...BIG_SUR, '-o', '.'], BARE);

    expect(JSON.parse(resolved.stdout).results).toMatchObject([
      { formula: 'hello', status: 'found', pkgVersion: '2.12' },
    ]);
    expect(pulled.code).toBe(0);
    expect(await home.placed()).toContain('hello--2.12.big_sur.bottle.tar.gz');
  },
);

test.each(['resolve', 'pull', 'plan', 'bundle', 'history'])(
  '%s suggests names from the answers at hand for a mistyped one',
  async (command) => {
    const { registry, answers } = world();
    await using home = await cliHome({ registry, packagedAnswers: answers });
    const target = command === 'history' ? [] : BIG_SUR;
    const { code, stdout, stderr } = await home.run([command, 'helo', ...target], BARE);

    expect({ isRefused: code !== 0, stdout }).toEqual({ isRefused: true, stdout: '' });
    expect(stderr).toContain('hello');
  },
);
