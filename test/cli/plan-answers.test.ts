import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import type { CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startRecordlessWorld } from '../support/world/recordless-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startRecordlessWorld);

/** A machine without git that has the file of answers. */
function fresh(): Promise<CliHome> {
  return cliHome({ registry: world().registry, packagedAnswers: world().answers });
}

function run(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(argv, { env: { PATH: '/nowhere' } });
}

async function plan(home: CliHome, ...argv: readonly string[]): Promise<Plan> {
  const { code, stdout, stderr } = await run(home, 'plan', ...argv, ...BIG_SUR, '--json');
  const [only] = JSON.parse(stdout).plans ?? [];
  if (only === undefined) throw new Error(stderr);
  return { code, ...only };
}

interface Plan {
  readonly code: number;
  readonly closure: string;
  readonly items: readonly {
    readonly formula: string;
    readonly pkgVersion: string;
    readonly dependencies: readonly string[];
  }[];
  readonly exceptions: readonly { readonly formula: string; readonly message: string }[];
}

function versions({ items }: Plan): readonly string[] {
  return items.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`);
}

function asked(part: string): readonly string[] {
  return world()
    .registry.requests.map(({ path }) => path)
    .filter((path) => path.includes(part));
}

test('without a record, the formula in the bottle says what it needs and the answers say which version', async () => {
  await using home = await fresh();
  const result = await plan(home, 'app');

  expect(result).toMatchObject({ code: 0, closure: 'exact' });
  expect(versions(result)).toEqual(['deep 1.0', 'base 1.1', 'app 1.0']);
  expect(result.items.map(({ dependencies }) => dependencies)).toEqual([[], ['deep'], ['base']]);
  expect(result.exceptions).toContainEqual({
    formula: 'app',
    code: 'no-record',
    facts: { from: 'bottle' },
    message:
      'no record says what it was built against; the formula inside its bottle says what it needs, and the last bottle of each for big_sur is taken',
  });
});

test('a bundle of a bottle without a record has what the bottle needs', async () => {
  await using home = await fresh();
  const made = await run(home, 'bundle', 'app', ...BIG_SUR, '-o', 'b.tar', '--json');
  const verified = await run(home, 'verify', 'b.tar');

  expect(made.code).toBe(0);
  const { plans } = JSON.parse(made.stdout);
  expect(versions(plans[0])).toEqual(['deep 1.0', 'base 1.1', 'app 1.0']);
  expect(made.stderr).toContain('note: app: no record says what it was built against');
  expect(verified.code).toBe(0);
});

test('a dry run fetches no bottle and says what it cannot know, but reads one in the cache', async () => {
  await using home = await fresh();
  const argv = ['bundle', 'app', ...BIG_SUR, '--dry-run', '--json'];
  const dry = JSON.parse((await run(home, ...argv)).stdout).plans[0];

  expect(asked('/blobs/')).toEqual([]);
  expect(versions(dry)).toEqual(['app 1.0']);
  expect(dry.exceptions[0].message).toMatch(/its bottle.*is not fetched now.*is not known$/);
  await plan(home, 'app');
  const later = JSON.parse((await run(home, ...argv)).stdout).plans[0];
  expect(versions(later)).toEqual(['deep 1.0', 'base 1.1', 'app 1.0']);
});

test('for a record without revisions, the last bottle is taken if it has that version, with one index read', async () => {
  await using home = await fresh();
  const result = await plan(home, 'old');

  expect(versions(result)).toEqual(['deep 1.0', 'base 1.1', 'old 1.0']);
  expect(result.exceptions.filter(({ formula }) => formula === 'old')).toEqual([]);
  expect(asked('/base/tags/')).toEqual([]);
  expect(asked('/base/manifests/1.')).toSatisfy((paths: string[]) =>
    paths.every((path) => path.endsWith('/1.1')),
  );
});

test('for a record of an earlier version, only the indexes of that version are read', async () => {
  await using home = await fresh();
  const result = await plan(home, 'older');

  expect(versions(result)).toEqual(['deep 1.0', 'base 1.0', 'older 1.0']);
  expect(asked('/base/manifests/1.')).toSatisfy((paths: string[]) =>
    paths.every((path) => path.endsWith('/1.0')),
  );
});

test('if the registry lacks a version, the last bottle in the answers is taken, and the plan says so', async () => {
  await using home = await fresh();
  const result = await plan(home, 'lacking');

  expect(versions(result)).toEqual(['deep 1.0', 'base 1.1', 'lacking 1.0']);
  expect(result.exceptions).toContainEqual({
    formula: 'base',
    code: 'other-version',
    facts: { neededBy: 'lacking', builtAgainst: '1.0_7', pkgVersion: '1.1' },
    message: 'lacking was built against 1.0_7, and only 1.1 could be found',
  });
});

test('--closure newest needs the answers but no clone', async () => {
  await using home = await fresh();
  const result = await plan(home, 'older', '--closure', 'newest');
  await using bare = await cliHome({ registry: world().registry });
  const refused = await run(bare, 'plan', 'older', ...BIG_SUR, '--closure', 'newest');
  const one = await run(home, 'plan', 'older', ...BIG_SUR, '--closure', 'one-commit');

  expect(result.closure).toBe('newest');
  expect(versions(result)).toEqual(['deep 1.0', 'base 1.1', 'older 1.0']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/brewpull sync.*brewpull atlas fetch/);
  expect(one.code).toBe(2);
  expect(one.stderr).toContain('brewpull sync');
});

test('without answers, each dependency is taken as of the day of the build', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await plan(home, 'app');

  expect(versions(result)).toEqual(['deep 1.0', 'base 1.0', 'app 1.0']);
  expect(result.exceptions[0]?.message).toMatch(/each is taken as of that day$/);
});
