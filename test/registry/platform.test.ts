import { expect, test } from 'vitest';

import { parseBottleTag } from '../../src/core/bottle-tag.ts';
import { findReleaseByCodename, MACOS_RELEASES, type MacosRelease } from '../../src/core/macos.ts';
import { osVersionMatches, platformAgrees } from '../../src/registry/platform.ts';
import {
  array,
  assert,
  constantFrom,
  integer,
  property,
  string,
} from '../support/limits/random.ts';

function release(codename: string): MacosRelease {
  const found = findReleaseByCodename(codename);
  if (found === undefined) throw new Error(`no ${codename}`);
  return found;
}

test.each([
  ['big_sur', 'macOS 11', true],
  ['big_sur', 'macOS 11.0', true],
  ['big_sur', 'macOS 11.0.1', true],
  ['big_sur', 'macOS 11.7', true],
  ['big_sur', 'macOS 1', false],
  ['big_sur', 'macOS 12', false],
  ['big_sur', 'macOS 110', false],
  ['big_sur', 'macOS 11x', false],
  ['big_sur', 'Ubuntu 11.10', false],
  ['big_sur', '', false],
  ['catalina', 'macOS 10.15.7', true],
  ['catalina', 'macOS 10.15', true],
  ['catalina', 'macOS 10.1', false],
  ['catalina', 'macOS 10.14.6', false],
  ['catalina', 'macOS 10', false],
  ['tahoe', 'macOS 26.0', true],
])('%s and %j: %s', (codename, osVersion, isMatch) => {
  expect(osVersionMatches(release(codename), osVersion)).toBe(isMatch);
});

test('any minor version belongs to one release only', () => {
  const minors = array(integer({ min: 0, max: 99 }), { maxLength: 2 });
  assert(
    property(constantFrom(...MACOS_RELEASES), minors, (each, minor) => {
      const osVersion = `macOS ${[each.version, ...minor].join('.')}`;
      const matching = MACOS_RELEASES.filter((other) => osVersionMatches(other, osVersion));
      expect(matching).toEqual([each]);
    }),
  );
});

test('no text makes osVersionMatches throw, and none belongs to two releases', () => {
  assert(
    property(string(), (text) => {
      for (const osVersion of [text, `macOS ${text}`]) {
        const count = MACOS_RELEASES.filter((each) => osVersionMatches(each, osVersion)).length;
        expect(count).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test.each([
  ['big_sur', 'amd64', 'darwin', 'macOS 11.7', true],
  ['big_sur', 'x86_64', 'darwin', 'macOS 11.7', true],
  ['big_sur', 'arm64', 'darwin', 'macOS 11.7', false],
  ['big_sur', 'amd64', 'darwin', 'macOS 12', false],
  ['big_sur', 'amd64', 'linux', 'macOS 11', false],
  ['arm64_big_sur', 'arm64', 'darwin', 'macOS 11', true],
  ['x86_64_linux', 'amd64', 'linux', '5.15.0-1023-azure', true],
  ['x86_64_linux', 'amd64', 'darwin', 'macOS 11', false],
  ['all', 'arm64', 'darwin', 'macOS 14', true],
])('%s on %s %s %s: %s', (name, architecture, os, osVersion, isAgreed) => {
  const bottleTag = parseBottleTag(name);
  if (bottleTag === undefined) throw new Error(`no ${name}`);

  expect(platformAgrees(bottleTag, { architecture, os, osVersion, variant: undefined })).toBe(
    isAgreed,
  );
  expect(platformAgrees(bottleTag, undefined)).toBe(true);
});
