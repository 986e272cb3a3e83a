import type { Target } from '../../core/target.ts';

/**
 * The oldest and newest builds of Apple's clang that Homebrew accepts on a release: from `Xcode.minimum_version` and
 * `CLT.latest_clang_version` (Library/Homebrew/os/mac/xcode.rb:39-51 and 324-334 at aad366ffaf).
 */
const CLANG_BUILDS: ReadonlyMap<string, readonly [oldest: number, newest: number]> = new Map([
  ['catalina', [1100, 1200]],
  ['big_sur', [1200, 1300]],
  ['monterey', [1300, 1400]],
  ['ventura', [1400, 1500]],
  ['sonoma', [1500, 1600]],
  ['sequoia', [1600, 1700]],
  ['tahoe', [1700, 1700]],
]);

const QUESTION = /^DevelopmentTools\.clang_build_version (<=|<|>=|>|==) (\d{3,5})$/;

/**
 * Answers a question about the build of clang, such as `DevelopmentTools.clang_build_version <= 902`, if every clang that a
 * release can have gives the same answer; undefined otherwise, and for any other question.
 */
export function answerClangQuestion(text: string, target: Target): boolean | undefined {
  const [, operator, bound] = QUESTION.exec(text) ?? [];
  const builds = target.system === 'macos' ? CLANG_BUILDS.get(target.release.codename) : undefined;
  if (operator === undefined || builds === undefined) return undefined;
  const [oldest, newest] = builds;
  const number = Number(bound);
  switch (operator) {
    case '<=':
      return same(oldest <= number, newest <= number);
    case '<':
      return same(oldest < number, newest < number);
    case '>=':
      return same(oldest >= number, newest >= number);
    case '>':
      return same(oldest > number, newest > number);
    default:
      return number < oldest || number > newest ? false : undefined;
  }
}

function same(one: boolean, other: boolean): boolean | undefined {
  return one === other ? one : undefined;
}
