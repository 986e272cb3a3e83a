import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { MACOS_RELEASES } from '../../src/core/macos.ts';
import { parseTarget, parseTargetTag } from '../../src/core/target.ts';

test.each([
  ['11', 'amd64', 'big_sur'],
  ['11.7', 'x86_64', 'big_sur'],
  ['11.7.10', 'intel', 'big_sur'],
  ['10.16', 'intel', 'big_sur'],
  ['big_sur', 'arm64', 'arm64_big_sur'],
  ['Big Sur', 'aarch64', 'arm64_big_sur'],
  ['BigSur', 'apple', 'arm64_big_sur'],
  ['big-sur', 'Apple Silicon', 'arm64_big_sur'],
  ['macOS 11', 'x64', 'big_sur'],
  ['macos-14', 'arm64', 'arm64_sonoma'],
  ['macOS Sonoma', 'amd64', 'sonoma'],
  ['Mac OS X 10.6', 'amd64', 'snow_leopard'],
  ['OS X El Capitan', 'x86-64', 'el_capitan'],
  ['10.15.7', undefined, 'catalina'],
  ['10.10', 'amd64', 'yosemite'],
  ['26', 'arm64', 'arm64_tahoe'],
  ['27.0', 'arm64', 'arm64_golden_gate'],
])('--macos %s --arch %s is %s', (macos, arch, bottleTag) => {
  expect(parseTarget({ macos, arch }).bottleTag).toBe(bottleTag);
});

test.each(['10.1', '17', '1', '110', 'lynx', ''])('--macos %s is refused', (macos) => {
  expect(() => parseTarget({ macos, arch: 'amd64' })).toThrow(UsageError);
});

test('every release is found by its codename, its version and its name', () => {
  for (const { codename, version, displayName } of MACOS_RELEASES) {
    for (const macos of [codename, version, displayName]) {
      expect(parseTarget({ macos, arch: 'intel' }).bottleTag).toBe(codename);
    }
  }
});

test('Apple silicon before Big Sur is refused with the reason', () => {
  expect(() => parseTarget({ macos: 'Catalina', arch: 'arm64' })).toThrow(
    'macOS 10.15 Catalina never ran on Apple silicon: its first macOS is 11 Big Sur',
  );
  expect(() => parseTargetTag('arm64_mojave')).toThrow(UsageError);
});

test('the missing half of a target is never guessed', () => {
  expect(() => parseTarget({ macos: '13', arch: undefined })).toThrow('--arch is missing');
  expect(() => parseTarget({ macos: undefined, arch: 'arm64' })).toThrow('--macos is missing');
});

test.each([
  ['big_sur', 'big_sur'],
  ['arm64_sonoma', 'arm64_sonoma'],
  ['big_sur_arm', 'arm64_big_sur'],
  ['x86_64_mojave', 'mojave'],
  ['mountainlion', 'mountain_lion'],
  ['yosemite_or_later', 'yosemite'],
  ['x86_64_linux', 'x86_64_linux'],
  ['aarch64_linux', 'arm64_linux'],
])('--target %s is %s', (text, bottleTag) => {
  expect(parseTargetTag(text).bottleTag).toBe(bottleTag);
});

test.each(['all', 'tiger_g5', 'snow_leopard_32', 'armv6_linux', '../x', ''])(
  '--target %s is refused',
  (text) => {
    expect(() => parseTargetTag(text)).toThrow(UsageError);
  },
);
