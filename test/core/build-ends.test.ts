import { expect, test } from 'vitest';

import { buildsEnded, isAlwaysBuilt } from '../../src/core/build-ends.ts';
import { parseTargetTag } from '../../src/core/target.ts';

test.each([
  ['el_capitan', '2023-03-02'],
  ['catalina', '2023-03-02'],
  ['big_sur', '2023-10-03'],
  ['arm64_big_sur', '2023-10-03'],
  ['arm64_monterey', '2024-09-15'],
  ['ventura', '2025-09-17'],
  ['sonoma', '2026-08-27'],
  ['tahoe', '2026-08-27'],
])('nothing has been built for %s since %s', (bottleTag, end) => {
  expect(buildsEnded(parseTargetTag(bottleTag))).toBe(end);
});

test.each(['arm64_sonoma', 'arm64_tahoe', 'x86_64_linux', 'arm64_linux'])(
  'bottles for %s are still built',
  (bottleTag) => {
    expect(buildsEnded(parseTargetTag(bottleTag))).toBeUndefined();
  },
);

test('Portable Ruby and its parts are built for systems that get nothing else', () => {
  expect(['portable-ruby', 'portable-zlib', 'ruby'].filter(isAlwaysBuilt)).toEqual([
    'portable-ruby',
    'portable-zlib',
  ]);
});
