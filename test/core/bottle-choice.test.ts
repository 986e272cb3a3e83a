import { expect, test } from 'vitest';

import { parseTargetTag } from '../../src/core/target.ts';
import { chooseBottle } from '../../src/core/bottle-choice.ts';

function choose(tags: string, target: string, exactOnly = false): string | undefined {
  const offers = tags.split(' ').map((bottleTag) => ({ bottleTag }));
  const choice = chooseBottle(offers, parseTargetTag(target), { exactOnly });
  return choice && `${choice.match} ${choice.offer.bottleTag}`;
}

test.each([
  ['arm64_sonoma sonoma big_sur', 'big_sur', 'exact big_sur'],
  ['all big_sur', 'big_sur', 'exact big_sur'],
  ['all catalina', 'big_sur', 'all all'],
  ['mojave catalina', 'big_sur', 'older catalina'],
  ['catalina mojave monterey', 'big_sur', 'older catalina'],
  ['arm64_big_sur monterey', 'big_sur', undefined],
  ['arm64_big_sur catalina', 'arm64_monterey', 'older arm64_big_sur'],
  ['sonoma', 'arm64_sonoma', undefined],
  ['big_sur_arm', 'arm64_big_sur', 'exact big_sur_arm'],
  ['yosemite_or_later', 'sierra', 'older yosemite_or_later'],
  ['aarch64_linux', 'arm64_linux', 'exact aarch64_linux'],
  ['big_sur', 'x86_64_linux', undefined],
  ['all', 'x86_64_linux', 'all all'],
  ['snow_leopard_32', 'snow_leopard', 'exact snow_leopard_32'],
  ['armv6_linux tiger_g5', 'big_sur', undefined],
])('from %s, %s pours %s', (tags, target, expected) => {
  expect(choose(tags, target)).toBe(expected);
});

test('--exact turns off only the older-macOS step', () => {
  expect(choose('catalina', 'big_sur', true)).toBeUndefined();
  expect(choose('all catalina', 'big_sur', true)).toBe('all all');
});
