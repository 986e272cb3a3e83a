import { expect, test } from 'vitest';

import { exactVersions } from '../../../src/cli/page/exact-version.ts';
import { packageUrl } from '../../../src/cli/page/links.ts';
import { fetchCommand, targetOfTag } from '../../../src/cli/page/typed-command.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { keepWanted } from '../../../src/core/wanted-version.ts';
import * as fc from '../../support/limits/random.ts';

test('a command names the formula as brew does, and quotes what a shell would change', () => {
  const target = parseTargetTag('arm64_sonoma');

  expect(fetchCommand({ tap: 'homebrew/core', name: 'vim' }, '9.0_1-2', target)).toBe(
    'brewpull vim=9.0_1-2 --target arm64_sonoma',
  );
  expect(fetchCommand({ tap: 'user/tap', name: 'foo' }, "1;'x", target)).toBe(
    `brewpull 'user/tap/foo=1;'\\''x' --target arm64_sonoma`,
  );
});

test.each([
  ['big_sur', 'big_sur'],
  ['x86_64_linux', 'x86_64_linux'],
  ['all', undefined],
  ['tiger_g4', undefined],
  ['"><b>', undefined],
])('the bottle tag %s is fetched for %s', (tag, bottleTag) => {
  expect(targetOfTag(tag)?.bottleTag).toBe(bottleTag);
});

test('a version is spelled so that it means exactly one build', () => {
  const build = (version: string, revision: number, rebuild: number) => ({
    version,
    revision,
    rebuild,
  });
  const builds = [
    build('1.0', 0, 0),
    build('1.0', 1, 0),
    build('1.0', 1, 1),
    build('2.0', 0, 2),
    build('3.0', 0, 0),
  ];

  expect(builds.map(exactVersions(builds))).toEqual([
    '1.0_0',
    '1.0_1-0',
    '1.0_1-1',
    '2.0-2',
    '3.0',
  ]);
});

test('whatever builds exist, a spelled version never means another one', () => {
  const part = fc.nat({ max: 2 });
  const build = fc.record({
    version: fc.constantFrom('1.0', '1.0-1', '2.0'),
    revision: part,
    rebuild: part,
    otherVersions: fc.subarray(['1.00', '2']),
  });
  const several = fc.uniqueArray(build, {
    selector: ({ version, revision, rebuild }) => `${version} ${revision} ${rebuild}`,
  });
  fc.assert(
    fc.property(several, (builds) => {
      const meant = builds
        .map(exactVersions(builds))
        .map((text) => keepWanted(builds, { text }, (each) => each).builds);

      expect(meant).toEqual(builds.map((each) => [each]));
    }),
  );
});

test('packages are linked only when GitHub certainly has a page for them', () => {
  const core = 'https://github.com/Homebrew/homebrew-core/pkgs/container/core%2F';
  const urlOf = (tap: string, name: string, rootUrl?: string): string | undefined =>
    packageUrl({ tap, name, rootUrl });

  expect(urlOf('homebrew/core', 'vim')).toBe(`${core}vim`);
  expect(urlOf('homebrew/core', 'python@3.9', 'https://ghcr.io/v2/homebrew/core')).toBe(
    `${core}python%2F3.9`,
  );
  expect(urlOf('homebrew/core', 'libsigc++')).toBe(`${core}libsigcxx`);
  expect(urlOf('user/tap', 'foo', 'https://ghcr.io/v2/user/tap')).toBe(
    'https://github.com/user/homebrew-tap/pkgs/container/tap%2Ffoo',
  );
  expect(urlOf('user/tap', 'foo')).toBeUndefined();
  expect(urlOf('user/tap', 'foo', 'https://ghcr.io/v2/homebrew/core')).toBeUndefined();
  expect(urlOf('homebrew/core', 'vim', 'https://homebrew.bintray.com/bottles')).toBeUndefined();
  expect(urlOf('user/tap', 'foo', 'https://ghcr.io.example.org/v2/user/tap')).toBeUndefined();
});
