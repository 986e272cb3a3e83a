import { expect, test } from 'vitest';

import { hexOfBytes } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { isFinal } from '../../../src/bottle/resolve/plan-final.ts';
import { foundInRegistry } from '../../../src/bottle/resolve/registry/registry-answer.ts';
import type { FoundBottle } from '../../../src/bottle/resolve/resolution.ts';

function bottle(facts: Partial<FoundBottle> = {}): FoundBottle {
  const found = foundInRegistry({
    requested: 'vim',
    tap: 'homebrew/core',
    name: 'vim',
    target: parseTargetTag('big_sur'),
    release: { pkgVersion: '1.0', rebuild: 0 },
    bottleTag: 'big_sur',
    sha256: hexOfBytes('vim'),
    match: 'exact',
    droppedBy: undefined,
    override: undefined,
  });
  return { ...found, ...facts };
}

const DROPPED = { commit: undefined, date: '2023-11-01', pkgVersion: '1.1' };

test.each([
  ['after Homebrew stopped building for the system', '2023-10-03T00:00:00Z', true],
  ['before that', '2023-10-02T23:59:59Z', false],
])('an answer that was read from history %s is final: %s, %s', (_, head, expected) => {
  expect(isFinal(bottle(), head)).toBe(expected);
});

test.each([
  ['of a system that is still built', { target: parseTargetTag('arm64_sequoia') }, false],
  ['of another tap', { tap: 'user/tap' }, false],
  ['of a part of Portable Ruby', { formula: 'portable-ruby' }, false],
  ['for every system', { match: 'all' }, false],
  ['for every system until it was dropped', { match: 'all', droppedBy: DROPPED }, true],
  ['for an older macOS', { match: 'older' }, true],
] as const)('a bottle %s is final: %s, %s', (_, facts, expected) => {
  expect(isFinal(bottle(facts), '2026-11-01T00:00:00Z')).toBe(expected);
});
