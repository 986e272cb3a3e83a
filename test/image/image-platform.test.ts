import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { formatPlatform, parsePlatform, rankPlatform } from '../../src/image/image-platform.ts';
import type { Platform } from '../../src/registry/platform.ts';

test.each([
  ['linux/arm64', 'linux/arm64/v8', 0],
  ['linux/arm64/8', 'linux/arm64', 0],
  ['linux/arm/v7', 'linux/arm', 0],
  ['linux/arm/7', 'linux/arm', 0],
  ['linux/armhf', 'linux/arm/v7', 0],
  ['linux/armel', 'linux/arm/v6', 0],
  ['linux/x86_64', 'linux/amd64', 0],
  ['linux/amd64/v1', 'linux/amd64', 0],
  ['amd64', 'linux/amd64', 0],
  ['i386', 'linux/386', 0],
  ['macos/arm64', 'darwin/arm64/v8', 0],
  ['linux/s390x', 'linux/s390x', 0],
  ['linux/arm/v6', 'linux/arm', 1],
  ['linux/arm/v5', 'linux/arm/v7', 2],
  ['linux/arm/v7', 'linux/arm/v8', 1],
  ['linux/amd64/v2', 'linux/amd64/v3', 1],
  ['linux/amd64', 'linux/amd64/v4', 3],
  ['linux/arm64', 'linux/arm64/v8.2', 2],
  ['linux/arm64/v8.5', 'linux/arm64/v9', 1],
  ['linux/arm64', 'linux/arm64/v9', 6],
  ['linux/arm64/v9.0', 'linux/arm64/v9.1', 1],
])('an image for %s serves %s, with rank %s', (offered, wanted, rank) => {
  expect(rankPlatform(parsePlatform(offered), parsePlatform(wanted))).toBe(rank);
});

test.each([
  ['linux/arm/v7', 'linux/arm/v6'],
  ['linux/arm/v8', 'linux/arm'],
  ['linux/amd64/v2', 'linux/amd64'],
  ['linux/arm64/v9', 'linux/arm64'],
  ['linux/arm64/v8.6', 'linux/arm64/v9'],
  ['linux/386', 'linux/amd64'],
  ['linux/arm/v7', 'linux/arm64'],
  ['windows/amd64', 'linux/amd64'],
  ['linux/ppc64le/power9', 'linux/ppc64le'],
  ['linux/arm64/odd', 'linux/arm64'],
])('an image for %s does not serve %s', (offered, wanted) => {
  expect(rankPlatform(parsePlatform(offered), parsePlatform(wanted))).toBeUndefined();
});

test.each([
  ['10.0.17763.6414', '10.0.17763', 0],
  ['10.0.17763', '10.0.17763', 0],
  ['10.0.177631.1', '10.0.17763', undefined],
  ['10.0.20348.1', '10.0.17763', undefined],
  [undefined, '10.0.17763', undefined],
  ['10.0.17763.1', undefined, 0],
])('system version %s when %s is wanted has the rank %s', (offered, wanted, rank) => {
  const windows = (osVersion: string | undefined): Platform => ({
    ...parsePlatform('windows/amd64'),
    osVersion,
  });
  expect(rankPlatform(windows(offered), windows(wanted))).toBe(rank);
});

test.each(['', 'linux/', '/amd64', 'linux//v7', 'linux/a b', 'linux/arm/v7/x', 'linux/arm/'])(
  '%j is not a platform',
  (text) => {
    expect(() => parsePlatform(text)).toThrow(UsageError);
  },
);

test('a platform keeps the variant it was given', () => {
  expect(
    ['linux/arm64', 'linux/arm64/v8', 'aarch64', 'armhf'].map((text) =>
      formatPlatform(parsePlatform(text)),
    ),
  ).toEqual(['linux/arm64', 'linux/arm64/v8', 'linux/arm64', 'linux/arm/v7']);
});
