import { expect, test } from 'vitest';

import { listKnownReleases } from '../../../../src/bundle/brew/release/known-releases.ts';
import {
  type BrewChoice,
  type BrewQuestion,
  chooseBrewRelease,
} from '../../../../src/bundle/brew/release/plan-brew-release.ts';
import { UsageError } from '../../../../src/core/errors.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';

const RELEASES = listKnownReleases();

function choose(target: string, more: Partial<BrewQuestion> = {}): BrewChoice {
  return chooseBrewRelease({
    target: parseTargetTag(target),
    words: [],
    tag: undefined,
    releases: RELEASES,
    ...more,
  });
}

test.for([
  ['el_capitan', '4.6.10 el_capitan'],
  ['sierra', '4.6.10 el_capitan'],
  ['high_sierra', '4.6.10 el_capitan'],
  ['mojave', '4.6.10 el_capitan'],
  ['catalina', '6.0.18 catalina, tools or 6.0.15'],
  ['big_sur', '6.0.18 catalina, tools or 6.0.15'],
  ['monterey', '6.0.18 catalina, tools or 6.0.15'],
  ['ventura', '6.0.18 catalina, tools or 6.0.15'],
  ['sonoma', '6.0.18 catalina, tools or 6.0.15'],
  ['sequoia', '6.0.18 catalina, tools or 6.0.15'],
  ['tahoe', '6.0.18 catalina, tools or 6.0.15'],
  ['arm64_big_sur', '6.0.18 arm64_big_sur'],
  ['arm64_monterey', '6.0.18 arm64_big_sur'],
  ['arm64_ventura', '6.0.18 arm64_big_sur'],
  ['arm64_sonoma', '6.0.18 arm64_big_sur'],
  ['arm64_sequoia', '6.0.18 arm64_big_sur'],
  ['arm64_tahoe', '6.0.18 arm64_big_sur'],
  ['x86_64_linux', '6.0.18 x86_64_linux'],
  ['arm64_linux', '6.0.18 arm64_linux'],
])('of the releases in the table, %s gets %s', ([target = '', expected]) => {
  const { release, ruby, needsTools, withoutTools } = choose(target);
  const tools = needsTools ? `, tools or ${withoutTools}` : '';

  expect(`${release.tag} ${ruby.bottleTag}${tools}`).toBe(expected);
});

test('the reason names the system, or --brew if that names the release', () => {
  expect(choose('high_sierra').reason).toBe('the newest Homebrew known to run on macOS 10.13');
  expect(choose('arm64_linux').reason).toBe('the newest Homebrew known to run on Linux on arm64');
  expect(choose('sonoma', { tag: '4.6.3' })).toMatchObject({
    release: { tag: '4.6.3', takesPaths: true },
    isMacosAllowed: true,
    reason: 'named with --brew',
  });
});

test('a release that starts but complains about the macOS is not chosen, but may be named', () => {
  expect(choose('high_sierra', { tag: '5.0.1' })).toMatchObject({
    release: { tag: '5.0.1' },
    isMacosAllowed: false,
    reason: 'named with --brew, although it says at every command that macOS 10.13 is too old',
  });
});

test('a release whose Ruby does not start there is refused, and the hint names one that does', () => {
  const error = errorOf(() => choose('high_sierra', { tag: '5.0.2' }));

  expect(error.message).toBe(
    'Homebrew 5.0.2 does not start on macOS 10.13 High Sierra on Intel (high_sierra): its Portable Ruby 3.4.7 was built for catalina',
  );
  expect(error.hint).toBe('Use --brew 4.6.10, the newest known to run there, or leave --brew out.');
  expect(() => choose('arm64_linux', { tag: '4.4.20' })).toThrow(
    'it has no Portable Ruby for this system',
  );
});

test('a macOS older than every Portable Ruby has no Homebrew', () => {
  expect(() => choose('yosemite')).toThrow(
    'no Homebrew that brewpull knows starts on macOS 10.10 Yosemite on Intel (yosemite)',
  );
  expect(() => choose('yosemite', { tag: '4.6.10' })).toThrow(
    'its Portable Ruby 3.4.5 was built for el_capitan',
  );
});

test.for([
  ['4.6.33', 'is not a release', 'Did you mean 4.6.13, 4.6.3, 4.1.13?'],
  ['v4.6.10', 'is not a release', 'Did you mean 4.6.10, 4.1.10, 4.2.10?'],
  ['4.6', 'is not a release', 'Did you mean 4.6.20?'],
  ['4.1.20', 'is not a release', 'Did you mean 4.1.0, 4.1.10, 4.1.2?'],
  ['newest', 'is not a release', 'Name one from 4.1.0 to 6.0.18, or leave --brew out.'],
  ['3.6.21', 'older than all', 'Name one from 4.1.0 to 6.0.18, or leave --brew out.'],
] as const)('--brew %s is refused: %s; %s', ([tag, message, hint]) => {
  const error = errorOf(() => choose('sonoma', { tag }));

  expect(error.message).toContain(message);
  expect(error.hint).toBe(hint);
});

function errorOf(act: () => unknown): UsageError {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a release that was read from its own tree is chosen like one in the table', () => {
  const [last] = RELEASES.slice(-1);
  if (last === undefined) throw new Error('the table is empty');
  const newer = { ...last, tag: '7.0.0', toolsFor: [], isInTable: false };

  expect(choose('sonoma', { releases: [newer, ...RELEASES] })).toMatchObject({
    release: { tag: '7.0.0', isInTable: false },
    needsTools: false,
    withoutTools: undefined,
  });
});

test.for([
  [['desc', 'url'], '6.0.18', 'the newest Homebrew known to run on macOS 14'],
  [
    ['on_mojave', 'desc'],
    '4.6.20',
    'the newest Homebrew known to run on macOS 14 that knows on_mojave, which 6.0.18 does not',
  ],
  [
    ['needs', 'cxxstdlib_check', 'depends_on(:codesign)', 'on_mojave', 'on_sierra'],
    '4.6.20',
    'the newest Homebrew known to run on macOS 14 that knows needs, cxxstdlib_check, depends_on(:codesign) and 2 more words, which 6.0.18 does not',
  ],
] as const)('a bundle with the words %j gets Homebrew %s', ([words, tag, reason]) => {
  const choice = choose('sonoma', { words });

  expect([choice.release.tag, choice.reason]).toEqual([tag, reason]);
  expect(choice.unknownWords).toEqual([]);
});

test('if no Homebrew knows all words, the newest that knows the most is chosen, and the rest is reported', () => {
  // The first was removed before 4.1.0, the second in 5.0.0; the third was added in 5.1.14.
  const words = ['bottle.cellar', 'on_mojave', 'post_install_steps'];

  expect(choose('sonoma', { words: words.slice(0, 1) })).toMatchObject({
    release: { tag: '6.0.18' },
    unknownWords: ['bottle.cellar'],
    reason: 'the newest Homebrew known to run on macOS 14',
  });
  expect(choose('sonoma', { words: words.slice(0, 2) })).toMatchObject({
    release: { tag: '4.6.20' },
    unknownWords: ['bottle.cellar'],
  });
  expect(choose('sonoma', { words })).toMatchObject({
    release: { tag: '6.0.18' },
    unknownWords: ['bottle.cellar', 'on_mojave'],
  });
  expect(choose('high_sierra', { words })).toMatchObject({
    release: { tag: '4.6.10' },
    unknownWords: ['bottle.cellar', 'post_install_steps'],
  });
  expect(choose('sonoma', { words, tag: '4.2.0' }).unknownWords).toEqual([
    'bottle.cellar',
    'post_install_steps',
  ]);
});

test('no word selects a Homebrew that is older than the macOS, unless --brew names it', () => {
  // Removed in 4.2.0; macOS 15 is known since 4.3.5, macOS 14 since before 4.1.0.
  const words = ['plist_options'];

  expect(choose('sonoma', { words }).release.tag).toBe('4.1.25');
  expect(choose('sequoia', { words })).toMatchObject({
    release: { tag: '6.0.18' },
    unknownWords: words,
  });
  expect(choose('sequoia', { words, tag: '4.1.25' })).toMatchObject({
    unknownWords: [],
    reason: 'named with --brew, although it is older than macOS 15',
  });
});
