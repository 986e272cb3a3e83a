import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

/** `late` was built against a newer `base` than `mid` and `early`; the record of `roof` names `mid` before both others. */
const world = once(() =>
  startClosureWorld({
    more: [
      {
        name: 'early',
        version: '1.0',
        date: '2023-05-01',
        needs: ['base'],
        builtAgainst: ['base 1.0'],
      },
      {
        name: 'late',
        version: '1.0',
        date: '2023-05-02',
        needs: ['base'],
        builtAgainst: ['base 1.1'],
      },
      {
        name: 'roof',
        version: '1.0',
        date: '2023-05-03',
        needs: ['mid', 'late'],
        builtAgainst: ['mid 1.0', 'late 1.0', 'base 1.1'],
      },
      {
        name: 'hopes',
        version: '1.0',
        date: '2023-05-04',
        needs: ['base'],
        builtAgainst: ['base 1.2'],
      },
    ],
  }),
);

interface Planned {
  readonly versions: readonly string[];
  readonly requested: readonly string[];
  readonly notes: readonly string[];
}

async function plan(
  names: readonly string[],
  argv: readonly string[] = [],
  { registry } = world(),
): Promise<Planned> {
  await using home = await cliHome({ registry });
  const options = ['--target', 'big_sur', '--closure', 'exact', '--json', ...argv];
  const { stdout, stderr } = await home.run(['plan', ...names, ...options]);
  const [only] = JSON.parse(stdout).plans ?? [];
  if (only === undefined) throw new Error(stderr);
  const items: { formula: string; pkgVersion: string; isRequested: boolean }[] = only.items;
  const exceptions: { formula: string; message: string }[] = only.exceptions;
  return {
    versions: items.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`).toSorted(),
    requested: items.filter((each) => each.isRequested).map(({ formula }) => formula),
    notes: exceptions.map(({ formula, message }) => `${formula}: ${message}`).toSorted(),
  };
}

const OLDER = 'base: early was built against 1.0, and 1.1 is taken';

test.each([
  ['an older one first', ['early', 'late']],
  ['the newer one first', ['late', 'early']],
])('the newest of the versions that bottles were built against is used: %s', async (_, names) => {
  for (const history of [[], ['--tap-dir', world().tap.path]]) {
    const { versions, notes } = await plan(names, history);

    expect(versions).toEqual(['base 1.1', 'early 1.0', 'late 1.0']);
    expect(notes).toEqual([OLDER]);
  }
});

test('the newest is also used if one formula needs both and its record names the older one first', async () => {
  const { versions, notes } = await plan(['roof']);

  expect(versions).toEqual(['base 1.1', 'late 1.0', 'mid 1.0', 'roof 1.0']);
  expect(notes).toEqual(['base: mid was built against 1.0, and 1.1 is taken']);
});

test.each([
  ['after what needs it', ['early', 'base']],
  ['before what needs it', ['base', 'early']],
])('a formula that is asked for itself gets its last bottle: %s', async (_, names) => {
  const { versions, requested, notes } = await plan(names);

  expect(versions).toEqual(['base 1.1', 'early 1.0']);
  expect(requested.toSorted()).toEqual(['base', 'early']);
  expect(notes).toEqual([OLDER]);
});

test('a version that was never built does not replace another one, in any order', async () => {
  for (const names of [
    ['early', 'hopes'],
    ['hopes', 'early'],
  ]) {
    const { versions, notes } = await plan(names);

    expect(versions).toEqual(['base 1.1', 'early 1.0', 'hopes 1.0']);
    expect(notes.some((each) => each.includes('hopes was built against 1.2'))).toBe(true);
  }
});

test('a further pass asks the registry for nothing again', async () => {
  // Every home begins a new log of requests.
  const asked = async (names: readonly string[]): Promise<readonly string[]> => {
    await plan(names);
    return world()
      .registry.requests.map(({ path }) => path)
      .filter((path) => path.includes('/manifests/'));
  };
  const late = await asked(['late', 'early']);
  const early = await asked(['early', 'late']);
  const others = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => !path.includes('/base/')).toSorted();

  // All that is asked besides is the older version of `base`, which is met first.
  expect(others(late).length).toBeGreaterThan(3);
  expect(others(early)).toEqual(others(late));
  expect(early).toContain('/v2/homebrew/core/base/manifests/1.0');
});

test('records that name ever newer versions do not keep a plan from its end', async () => {
  const versions = Array.from({ length: 60 }, (_, index) => index + 1);
  await using endless = await startClosureWorld({
    more: [
      ...versions.flatMap((version) =>
        ['left', 'right'].map((name, index) => ({
          name,
          version: `${version}`,
          date: '2023-05-01',
          builtAgainst: [`${['right', 'left'][index]} ${version + 1}`],
        })),
      ),
      { name: 'root', version: '1', date: '2023-05-02', builtAgainst: ['left 1'] },
    ],
  });
  const { versions: planned, notes } = await plan(['root'], [], endless);

  expect(planned).toHaveLength(3);
  expect(planned).not.toContain('left 60');
  expect(notes.some((each) => / was built against \d+, and \d+ is taken$/.test(each))).toBe(true);
});
