import { expect, test } from 'vitest';

import type { Condition, Dependency } from '../../../src/history/state/formula-state.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { listRuntimeDependencies } from '../../../src/closure/rules/runtime-dependencies.ts';

const MACOS: Condition = { kind: 'system', system: 'macos' };
const ARM: Condition = { kind: 'arch', arch: 'arm64' };
const UNKNOWN: Condition = { kind: 'unknown', text: 'ENV["X"]' };

function dependency(name: string, more: Partial<Dependency> = {}): Dependency {
  return { name, kinds: [], fromMacos: undefined, conditions: [], ...more };
}

function needed(target: string, ...dependencies: Dependency[]): string[] {
  return listRuntimeDependencies({ dependencies }, parseTargetTag(target)).map(
    ({ name, isCertain }) => (isCertain ? name : `${name}?`),
  );
}

test('recommended dependencies are needed; build, test and optional ones are not', () => {
  const all = [
    dependency('plain'),
    dependency('recommended', { kinds: ['recommended'] }),
    dependency('builder', { kinds: ['build'] }),
    dependency('tester', { kinds: ['build', 'test'] }),
    dependency('optional', { kinds: ['optional'] }),
  ];

  expect(needed('big_sur', ...all)).toEqual(['plain', 'recommended']);
});

test.each([
  ['big_sur', []],
  ['catalina', ['curl']],
  ['x86_64_linux', ['curl', 'zlib']],
])('what macOS supplies is needed only on systems without it: %s', (target, expected) => {
  const curl = dependency('curl', { fromMacos: { since: 'big_sur' } });
  const zlib = dependency('zlib', { fromMacos: { since: undefined } });

  expect(needed(target, curl, zlib)).toEqual(expected);
});

test.each([
  ['big_sur', ['mac']],
  ['arm64_big_sur', ['mac', 'arm']],
  ['x86_64_linux', ['other']],
])('conditions decide what is needed: %s', (target, expected) => {
  const all = [
    dependency('mac', { conditions: [MACOS] }),
    dependency('arm', { conditions: [MACOS, ARM] }),
    dependency('other', { conditions: [{ kind: 'not', condition: [MACOS] }] }),
  ];

  expect(needed(target, ...all)).toEqual(expected);
});

test.each([
  ['or_older', 'catalina', true],
  ['or_older', 'monterey', false],
  ['exact', 'big_sur', true],
  ['exact', 'monterey', false],
  ['or_newer', 'monterey', true],
  ['or_newer', 'catalina', false],
] as const)('on_big_sur :%s on %s: %s', (range, target, holds) => {
  const conditions: Condition[] = [{ kind: 'macos', codename: 'big_sur', range }];

  expect(needed(target, dependency('x', { conditions }))).toEqual(holds ? ['x'] : []);
});

test('a dependency whose condition only Ruby knows is included as uncertain, unless it is certain elsewhere', () => {
  expect(needed('big_sur', dependency('x', { conditions: [UNKNOWN] }))).toEqual(['x?']);
  expect(needed('big_sur', dependency('x', { conditions: [UNKNOWN] }), dependency('x'))).toEqual([
    'x',
  ]);
  expect(
    needed('big_sur', dependency('x', { conditions: [{ kind: 'any', of: [[UNKNOWN], [MACOS]] }] })),
  ).toEqual(['x']);
  expect(needed('x86_64_linux', dependency('x', { conditions: [MACOS, UNKNOWN] }))).toEqual([]);
});
