import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import { digestOf, parseHex } from '../../../src/core/digest.ts';
import {
  diffLocks,
  findTarget,
  formatLockState,
  withTarget,
  type Lock,
  type LockChange,
  type LockedBottle,
  type LockedBrew,
} from '../../../src/lock/file/lock.ts';
import { formatLock, parseLock } from '../../../src/lock/file/lock-schema.ts';

const SHA = parseHex('6c'.repeat(32));

function bottle(formula: string, more: Partial<LockedBottle> = {}): LockedBottle {
  const pkgVersion = more.pkgVersion ?? '1.0';
  return {
    formula,
    nameThen: formula,
    tap: 'homebrew/core',
    pkgVersion,
    rebuild: 0,
    bottleTag: 'big_sur',
    fileName: `${formula}--${pkgVersion}.big_sur.bottle.tar.gz`,
    sha256: SHA,
    sizeBytes: 10,
    cellar: 'any',
    rootUrl: 'https://ghcr.io/v2/homebrew/core',
    url: `https://ghcr.io/v2/homebrew/core/${formula}/blobs/sha256:${SHA}`,
    indexDigest: digestOf(SHA),
    manifestDigest: digestOf(SHA),
    commit: 'a'.repeat(40),
    date: '2023-09-16T00:00:00Z',
    path: `Formula/${formula}.rb`,
    isRequested: true,
    dependencies: [],
    ...more,
  };
}

function lock(...bottles: LockedBottle[]): Lock {
  return withTarget(undefined, { bottleTag: 'big_sur', commit: undefined, bottles });
}

function bytes(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

test('a lock is read back unchanged, and writing it again gives the same text', () => {
  const made = lock(
    bottle('ncurses'),
    bottle('vim', { commit: undefined, dependencies: ['ncurses'] }),
  );
  const text = formatLock(made);

  expect(parseLock(bytes(text), 'lock')).toEqual(made);
  expect(formatLock(parseLock(bytes(text), 'lock'))).toBe(text);
});

test('targets are kept side by side, and a new one replaces the old one of its tag', () => {
  const other = { bottleTag: 'arm64_sonoma', commit: undefined, bottles: [bottle('git')] };
  const both = withTarget(lock(bottle('vim')), other);

  expect(both.targets.map(({ bottleTag }) => bottleTag)).toEqual(['arm64_sonoma', 'big_sur']);
  expect(findTarget(withTarget(both, { ...other, bottles: [] }), 'arm64_sonoma')?.bottles).toEqual(
    [],
  );
});

/** The changes as a person reads them. */
function shown(changes: readonly LockChange[]): object[] {
  return changes.map(({ before, after, ...rest }) => ({
    ...rest,
    before: before && formatLockState(before),
    after: after && formatLockState(after),
  }));
}

test('a diff lists what is gone, what is new, and other bytes of the same version', () => {
  const before = lock(bottle('a'), bottle('b'), bottle('c'));
  const after = lock(bottle('b', { sha256: parseHex('ab'.repeat(32)) }), bottle('c'), bottle('d'));

  expect(shown(diffLocks(before, after))).toEqual([
    { target: 'big_sur', formula: 'a', before: '1.0 (6c6c6c6c6c6c)', after: undefined },
    { target: 'big_sur', formula: 'b', before: '1.0 (6c6c6c6c6c6c)', after: '1.0 (abababababab)' },
    { target: 'big_sur', formula: 'd', before: undefined, after: '1.0 (6c6c6c6c6c6c)' },
  ]);
  expect(diffLocks(after, after)).toEqual([]);
});

test.each([
  ['no JSON', 'x'],
  ['another version', { schemaVersion: 2, targets: [] }],
  ['a name that is a path', lock(bottle('../../etc/passwd'))],
  ['a file name that is not its own', lock(bottle('vim', { fileName: '../vim.tar.gz' }))],
  ['a version that is a path', lock(bottle('vim', { pkgVersion: '../1' }))],
  ['a tag that is a path', lock(bottle('vim', { bottleTag: 'a/b' }))],
  ['two bottles of one formula', lock(bottle('vim'), bottle('vim'))],
  ['a URL with credentials', lock(bottle('vim', { url: 'https://u:p@ghcr.io/' }))],
  [
    'a checksum in capitals',
    {
      schemaVersion: 1,
      targets: [{ bottleTag: 'x', bottles: [{ ...bottle('vim'), sha256: 'AB'.repeat(32) }] }],
    },
  ],
])('%s is refused with the next step', (_name, value) => {
  const failure = (() => {
    try {
      return parseLock(bytes(value), 'brewpull.lock.json');
    } catch (error) {
      return error;
    }
  })();

  expect(failure).toBeInstanceOf(InvalidFileError);
  expect(failure).toMatchObject({
    hint: expect.any(String),
    message: expect.stringContaining('brewpull.lock.json'),
  });
});

const BREW: LockedBrew = {
  tag: '4.6.10',
  date: '2025-09-07',
  commit: 'a'.repeat(40),
  tree: 'b'.repeat(40),
  sha256: SHA,
  sizeBytes: 19_303_936,
  needsTools: false,
  ruby: {
    version: '3.4.5',
    bottleTag: 'el_capitan',
    repository: 'homebrew/portable-ruby/portable-ruby',
    sha256: SHA,
    sizeBytes: 11_000_000,
  },
};

test('Homebrew itself is read back unchanged and in a fixed order, and a lock without it stays the same', () => {
  const without = lock(bottle('vim'));
  const [target = { bottleTag: '', bottles: [] }] = without.targets;
  const made = withTarget(undefined, { ...target, brew: BREW });
  const text = formatLock(made);

  expect(parseLock(bytes(text), 'lock')).toEqual(made);
  const shuffled = Object.fromEntries(Object.entries(BREW).toReversed());
  const again = { targets: [{ ...target, brew: shuffled }], schemaVersion: 1 };
  expect(formatLock(parseLock(bytes(again), 'lock'))).toBe(text);
  expect(formatLock(without)).not.toContain('brew"');
  expect(formatLock(parseLock(bytes(formatLock(without)), 'lock'))).toBe(formatLock(without));
  for (const wrong of [
    { tag: '../x' },
    { tree: 'b' },
    { ruby: { ...BREW.ruby, version: 'x/y' } },
  ]) {
    const forged = { targets: [{ ...target, brew: { ...BREW, ...wrong } }], schemaVersion: 1 };
    expect(() => parseLock(bytes(forged), 'lock')).toThrow(InvalidFileError);
  }
});

test('a change of Homebrew itself is listed like a change of a bottle', () => {
  const [target = { bottleTag: '', bottles: [] }] = lock(bottle('vim')).targets;
  const before = withTarget(undefined, { ...target, brew: BREW });
  const after = withTarget(undefined, { ...target, brew: { ...BREW, tag: '4.6.9' } });

  expect(diffLocks(before, before)).toEqual([]);
  expect(shown(diffLocks(before, after))).toEqual([
    {
      target: 'big_sur',
      formula: 'Homebrew/brew',
      before: `4.6.10 (${'b'.repeat(12)}) with Ruby 3.4.5 (${SHA.slice(0, 12)})`,
      after: `4.6.9 (${'b'.repeat(12)}) with Ruby 3.4.5 (${SHA.slice(0, 12)})`,
    },
  ]);
});
