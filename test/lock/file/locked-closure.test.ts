import { expect, test } from 'vitest';

import { parseHex } from '../../../src/core/digest.ts';
import type { LockedBottle, LockedTarget } from '../../../src/lock/file/lock.ts';
import {
  dropUnneeded,
  extendTarget,
  listRequested,
  renameTarget,
  selectFromLock,
} from '../../../src/lock/file/locked-closure.ts';

/** `app>base,mid` is asked for and needs two others; `base!` is only needed; `vim?` was pulled without its dependencies. */
function bottle(words: string, sha = '6c'): LockedBottle {
  const [, formula = '', mark = '', needs = ''] = /^(\w+)([!?]?)(?:>(.*))?$/.exec(words) ?? [];
  return {
    formula,
    nameThen: formula === 'newlib' ? 'oldlib' : formula,
    tap: 'homebrew/core',
    pkgVersion: '1.0',
    rebuild: 0,
    bottleTag: 'big_sur',
    fileName: `${formula}--1.0.big_sur.bottle.tar.gz`,
    sha256: parseHex(sha.repeat(32)),
    sizeBytes: 10,
    rootUrl: 'https://ghcr.io/v2/homebrew/core',
    url: 'https://ghcr.io/v2/homebrew/core/x/blobs/y',
    isRequested: mark !== '!',
    dependencies: mark === '?' ? undefined : needs.split(',').filter(Boolean),
  };
}

function target(commit: string | undefined, ...bottles: readonly LockedBottle[]): LockedTarget {
  return { bottleTag: 'big_sur', commit, bottles };
}

const names = ({ bottles }: { readonly bottles: readonly LockedBottle[] }): readonly string[] =>
  bottles.map(({ formula }) => formula);
const asked = (...all: readonly string[]): { tap: string; name: string }[] =>
  all.map((name) => ({ tap: 'homebrew/core', name }));

const LOCKED = target(
  'c1',
  bottle('base!'),
  bottle('mid!>base'),
  bottle('app>mid,unbuilt'),
  bottle('newlib'),
  bottle('vim?'),
);

test('a formula is selected with everything it needs, in the order of the lock', () => {
  const selection = selectFromLock(LOCKED, asked('mid', 'app'), { withDependencies: true });

  expect(selection.missing).toEqual([]);
  expect(selection.bottles.map(({ formula, isRequested }) => [formula, isRequested])).toEqual([
    ['base', false],
    ['mid', true],
    ['app', true],
  ]);
});

test('without dependencies a formula is selected alone', () => {
  const selection = selectFromLock(LOCKED, asked('app', 'vim'), { withDependencies: false });

  expect(names(selection)).toEqual(['app', 'vim']);
});

test('a formula is missing if the lock does not have it or its dependencies were never looked up', () => {
  const selection = selectFromLock(LOCKED, asked('app', 'git', 'vim'), { withDependencies: true });
  const otherTap = [{ tap: 'some/tap', name: 'app' }];

  expect(selection.missing).toEqual(asked('git', 'vim'));
  expect(selectFromLock(LOCKED, otherTap, { withDependencies: true }).missing).toEqual(otherTap);
  expect(selectFromLock(undefined, asked('app'), { withDependencies: true }).missing).toEqual(
    asked('app'),
  );
});

test('a formula is found by its old name', () => {
  const selection = selectFromLock(LOCKED, asked('oldlib'), { withDependencies: true });

  expect(names(selection)).toEqual(['newlib']);
});

test('the formulae that were asked for are listed', () => {
  expect(listRequested(LOCKED)).toEqual(asked('app', 'newlib', 'vim'));
});

test('extending a target puts new bottles in order and keeps what was asked for', () => {
  const before = target('c1', bottle('mid'), bottle('app>mid'));
  const after = extendTarget(
    before,
    target('c2', bottle('base!', 'ab'), bottle('mid!>base', 'ab')),
  );

  expect(names(after)).toEqual(['base', 'mid', 'app']);
  expect(after.bottles.map(({ isRequested }) => isRequested)).toEqual([false, true, true]);
  expect(after.commit).toBeUndefined();
});

test.each([
  ['a new lock has the commit of what is chosen', undefined, target('c2', bottle('app')), 'c2'],
  ['the same bottles leave it', LOCKED, target(undefined, bottle('base!')), 'c1'],
  ['others of the same commit leave it', LOCKED, target('c1', bottle('git')), 'c1'],
  ['others of another commit take it away', LOCKED, target('c2', bottle('git')), undefined],
])('the one commit: %s', (_name, before, now, commit) => {
  expect(extendTarget(before, now).commit).toBe(commit);
});

test('known dependencies are kept as long as the bottle stays the same', () => {
  const before = target('c1', bottle('base!'), bottle('app>base'));

  const [, same] = extendTarget(before, target(undefined, bottle('app?'))).bottles;
  const other = extendTarget(before, target(undefined, bottle('app?', 'ab'))).bottles;
  expect(same?.dependencies).toEqual(['base']);
  expect(other.find(({ formula }) => formula === 'app')?.dependencies).toBeUndefined();
});

test('a bottle that nothing needs any more is dropped', () => {
  const locked = target(
    'c1',
    bottle('stray!'),
    bottle('base!'),
    bottle('app>base'),
    bottle('vim?'),
  );

  expect(names(dropUnneeded(locked))).toEqual(['base', 'app', 'vim']);
});

test("formulae get today's names, also in dependencies, and keep the names they were built under", () => {
  const renamed = renameTarget(LOCKED, new Map([['mid', 'middle']]));

  expect(renamed.bottles.map((each) => [each.formula, each.nameThen, each.dependencies])).toEqual([
    ['base', 'base', []],
    ['middle', 'mid', ['base']],
    ['app', 'app', ['middle', 'unbuilt']],
    ['newlib', 'oldlib', []],
    ['vim', 'vim', undefined],
  ]);
});

test.for([
  { what: 'one that is there', today: { mid: 'base' } },
  { what: 'one that another one would have, too', today: { mid: 'middle', newlib: 'middle' } },
])('a formula keeps its name instead of taking $what', ({ today }) => {
  const renamed = renameTarget(LOCKED, new Map(Object.entries(today)));

  expect(renamed).toEqual(LOCKED);
});
