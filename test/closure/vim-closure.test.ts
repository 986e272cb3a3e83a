import { expect, test } from 'vitest';

import type { ClosureMode, ClosurePlan } from '../../src/closure/closure-plan.ts';
import { planClosure } from '../../src/closure/find-closure.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { Brewpull } from '../../src/workspace/brewpull.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { closureFactsTap } from '../support/tap/closure-facts-tap.ts';
import { tempFolder } from '../support/temp-folder.ts';

const tap = once(async () => buildTap({ commits: await closureFactsTap() }));
const folder = once(tempFolder);

/** Asks history alone: any question to a registry fails. */
async function plan(
  names: readonly string[],
  target: string,
  mode: ClosureMode | undefined,
): Promise<ClosurePlan> {
  const brewpull = new Brewpull({
    history: 'git',
    tapClones: [{ tap: undefined, path: tap().path }],
    before: undefined,
    at: undefined,
    registry: undefined,
    cacheDirectory: folder().path,
    concurrency: 4,
    proxy: undefined,
    certificateAuthorities: [],
    offline: true,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
  });
  try {
    const request = { names, target: parseTargetTag(target), exactOnly: false, mode };
    return await planClosure(brewpull, request);
  } finally {
    await brewpull.close();
  }
}

function versions({ items }: ClosurePlan): readonly string[] {
  return items.map(({ found }) => `${found.formula} ${found.pkgVersion}`).toSorted();
}

test('the closure of vim for macOS 11 on Intel is 17 formulae of one commit, with vim 9.0.1900', async () => {
  const chosen = await plan(['vim'], 'big_sur', undefined);

  expect(chosen.mode).toBe('one-commit');
  // The last day before vim 9.0.1900_1, which has no such bottle, on which one of these formulae changed.
  expect(chosen.commits.map(({ date }) => date.slice(0, 10))).toEqual(['2023-09-26']);
  expect(versions(chosen)).toEqual([
    'berkeley-db 18.1.40_2',
    'ca-certificates 2023-08-22',
    'gdbm 1.23',
    'gettext 0.22.2',
    'libsodium 1.0.18_1',
    'libyaml 0.2.5',
    'lua 5.4.6',
    'mpdecimal 2.5.1',
    'ncurses 6.4',
    'openssl@3 3.1.3',
    'perl 5.36.1',
    'python@3.11 3.11.5',
    'readline 8.2.1',
    'ruby 3.2.2_1',
    'sqlite 3.43.1',
    'vim 9.0.1900',
    'xz 5.4.4',
  ]);
  expect(chosen.items.at(-1)?.found.formula).toBe('vim');
  expect(chosen.exceptions).toEqual([]);
});

test('the newest of each gives 17 formulae as well, with the same vim and sqlite', async () => {
  const chosen = await plan(['vim'], 'big_sur', 'newest');

  expect(versions(chosen)).toContain('vim 9.0.1900');
  expect(versions(chosen)).toContain('sqlite 3.43.1');
  expect(chosen.items).toHaveLength(17);
});

test('the choice is the same however often and in whatever order formulae are asked for', async () => {
  const names = ['vim', 'ruby', 'berkeley-db@5', 'zstd'];
  const runs = [
    await plan(names, 'big_sur', undefined),
    await plan(names.toReversed(), 'big_sur', undefined),
    await plan(names, 'big_sur', undefined),
  ];

  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});
