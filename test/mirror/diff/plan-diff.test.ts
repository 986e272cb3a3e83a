import { expect, test } from 'vitest';

import type { Hex } from '../../../src/core/digest.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';
import { planDiff } from '../../../src/mirror/diff/plan-diff.ts';
import type { Holding, Stock, StockTarget } from '../../../src/mirror/diff/stock.ts';

function hex(text: string): Hex {
  return hexOfBytes(Buffer.from(text));
}

/** `[tap/]name version[-rebuild][@tag][#content]`: another text is another file. */
function holding(text: string, sizeBytes = 10): Holding {
  const parts = /^(?:(\w+\/\w+)\/)?([\w-]+) ([\w.]+)(?:-(\d+))?(?:@(\w+))?(?:#\w+)?$/.exec(text);
  const [, tap = 'homebrew/core', formula = '', pkgVersion = '', rebuild = '0', tag] = parts ?? [];
  const bottleTag = tag ?? 'big_sur';
  const id = { formula, tap, pkgVersion, rebuild: Number(rebuild), bottleTag, sha256: hex(text) };
  return { bottle: id, sizeBytes };
}

function stock(
  targets: Readonly<Record<string, readonly string[]>>,
  more: Partial<StockTarget> = {},
): Stock {
  const held = Object.entries(targets).map(([bottleTag, texts]) => ({
    bottleTag,
    holdings: texts.map((text) => holding(text)),
    brew: undefined,
    missing: [],
    ...more,
  }));
  const files = new Set(
    held.flatMap(({ holdings }) => holdings.map(({ bottle }) => bottle.sha256)),
  );
  return { path: 'x', kind: 'bundle', targets: held, files, leftOut: 0 };
}

function changesOf(old: readonly string[], now: readonly string[]) {
  const { targets } = planDiff(stock({ big_sur: old }), stock({ big_sur: now }));
  return targets.flatMap(({ changes }) => changes.map(({ formula, change }) => [formula, change]));
}

test.each([
  ['what came', [], ['vim 9.0'], 'added'],
  ['what went', ['vim 9.0'], [], 'removed'],
  ['a newer version', ['vim 9.0'], ['vim 9.1'], 'upgraded'],
  ['a newer revision', ['vim 9.0'], ['vim 9.0_1'], 'upgraded'],
  ['an older version', ['vim 9.10'], ['vim 9.9'], 'downgraded'],
  ['another rebuild', ['vim 9.0'], ['vim 9.0-1'], 'rebuilt'],
  ['another system', ['vim 9.0@catalina'], ['vim 9.0'], 'retargeted'],
  ['the same version with another sha256', ['vim 9.0'], ['vim 9.0#b'], 'replaced'],
] as const)('%s is reported as such', (_name, old, now, change) => {
  expect(changesOf(old, now)).toEqual([['vim', change]]);
});

test('formulae with the same name in two taps are different formulae', () => {
  expect(changesOf(['vim 9.0'], ['vim 9.0', 'acme/tools/vim 9.0'])).toEqual([
    ['acme/tools/vim', 'added'],
  ]);
});

test('what OLD has for any target need not travel, and what several targets get travels once', () => {
  const old = stock({ big_sur: ['a 1@all'], catalina: ['b 1@all'] });
  const now = stock({ big_sur: ['a 1@all', 'b 1@all', 'c 1@all'], catalina: ['c 1@all'] });
  const diff = planDiff(old, now);

  expect(diff).toMatchObject({ travelFiles: 1, travelBytes: 10, isDifferent: true });
  expect(diff.targets.map(({ travelBytes, sizeBytes }) => [travelBytes, sizeBytes])).toEqual([
    [10, 30],
    [10, 10],
  ]);
});

test('added and removed targets are reported, even if they have no bottles', () => {
  const diff = planDiff(stock({ big_sur: [], catalina: [] }), stock({ big_sur: [], mojave: [] }));

  expect(diff.targets.map(({ bottleTag, status }) => [bottleTag, status])).toEqual([
    ['big_sur', 'both'],
    ['catalina', 'removed'],
    ['mojave', 'added'],
  ]);
  expect(diff.isDifferent).toBe(true);
});

test('what is missing is new, still missing or no longer missing; what stays is not a difference', () => {
  const missing = (...formulae: readonly string[]) => ({
    missing: formulae.map((formula) => ({ formula, neededBy: ['vim'] })),
  });
  const old = stock({ big_sur: ['vim 9.0'] }, missing('a', 'b'));
  const now = stock({ big_sur: ['vim 9.0'] }, missing('b', 'c'));

  const [target] = planDiff(old, now).targets;
  expect(target?.missing.map(({ formula, status }) => [formula, status])).toEqual([
    ['a', 'gone'],
    ['b', 'still'],
    ['c', 'new'],
  ]);
  expect(planDiff(old, old).isDifferent).toBe(false);
});

test('Homebrew itself is compared, and its files count in what travels', () => {
  const brew = (tag: string) => ({
    brew: {
      tag,
      tree: hex(tag),
      ruby: '3.4',
      files: [{ sha256: hex(`${tag}.tar`), sizeBytes: 7 }],
    },
  });
  const diff = planDiff(
    stock({ big_sur: [] }, brew('4.6.9')),
    stock({ big_sur: [] }, brew('4.6.10')),
  );

  expect(diff.targets[0]?.brew).toMatchObject({
    before: { tag: '4.6.9' },
    after: { tag: '4.6.10' },
  });
  expect(diff).toMatchObject({ travelFiles: 1, travelBytes: 7, isDifferent: true });
});
