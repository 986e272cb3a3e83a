import { cp, readdir } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { buildKilledProgram, type Death } from '../support/mirror/killed-program.ts';
import {
  startToolsWorld,
  sumsOf,
  TOOLS_TARGETS,
  unlikeItsSums,
  type ToolsWorld,
} from '../support/mirror/tools-world.ts';
import { once } from '../support/once.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MIRROR = ['mirror', '--all', ...TOOLS_TARGETS, '-q'];

const world = once(() => startToolsWorld({ count: 16 }), 60_000);
/** Updates are killed near their end: few bottles are enough. */
const small = once(() => startToolsWorld({ count: 5 }), 60_000);
const program = once(async () => {
  const folder = await tempFolder();
  const built = await buildKilledProgram(folder.path);
  return { ...built, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}, 60_000);

function placeOf({ tap, registry }: ToolsWorld, cache: string): readonly string[] {
  return ['--tap-dir', tap.path, '--registry', registry.url.href, '--cache-dir', cache];
}

test('a run killed at six moments makes the same mirror as an undisturbed run, with at most six more requests', async () => {
  await using home = await cliHome(world());
  const { registry } = world();
  expect((await home.run([...MIRROR, '-o', 'whole'])).code).toBe(0);
  const needed = registry.requests.length;
  registry.requests.length = 0;

  const argv = [...MIRROR, '-o', `${home.work}/killed`, ...placeOf(world(), home.at('cache2'))];
  for (const [turn, at] of [1, 25, 45, 30, 3, 40].entries()) {
    const death: Death = { at, when: turn % 2 === 0 ? 'before' : 'after' };
    expect(await program().run(argv, death), `killed at file ${at}`).toBe('killed');
  }
  expect(await program().run(argv)).toBe('done');

  expect(registry.requests.length).toBeLessThanOrEqual(needed + 6);
  expect(await sumsOf(`${home.work}/killed`)).toEqual(await sumsOf(`${home.work}/whole`));
  expect(await unlikeItsSums(`${home.work}/killed`)).toEqual([]);
});

test.for([
  { at: 1, to: 'manifests/1\\.', when: 'after', revision: '2' },
  { at: 1, to: 'SHA256SUMS$', when: 'after', revision: '5' },
  { at: 1, to: 'mirror.json$', when: 'after', revision: '6' },
] as const)(
  'an update killed $when file $at of $to is completed by the next run',
  async ({ revision, ...death }) => {
    await using home = await cliHome(small());
    const { registry } = small();
    expect((await home.run([...MIRROR, '-o', 'before'])).code).toBe(0);
    await cp(`${home.work}/before`, `${home.work}/killed`, { recursive: true });
    const tags = ['big_sur', 'arm64_ventura', 'sonoma'];
    const said = { formula: 'tool2', pkgVersion: '1.2', tags, fillerBytes: 500 };
    publishBottles(registry, { ...said, revision: revision.repeat(40) });
    expect((await home.run([...MIRROR, '-o', 'before'])).code).toBe(0);
    const argv = [...MIRROR, '-o', `${home.work}/killed`, ...placeOf(small(), home.cache)];
    expect(await program().run(argv, death)).toBe('killed');
    // Files with a digest in their names still match their sums.
    const unlike = await unlikeItsSums(`${home.work}/killed`);
    expect(unlike.filter((name) => name.includes('sha256:'))).toEqual([]);

    expect(await program().run(argv)).toBe('done');

    expect(await sumsOf(`${home.work}/killed`)).toEqual(await sumsOf(`${home.work}/before`));
    expect(await unlikeItsSums(`${home.work}/killed`)).toEqual([]);
    expect(await readdir(`${home.work}/killed`)).not.toContain('.brewpull');
  },
);
