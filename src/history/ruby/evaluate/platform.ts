import type { Condition } from '../../state/formula-state.ts';
import { compareReleases, findReleaseByCodename, MACOS_RELEASES } from '../../../core/macos.ts';
import type { Target } from '../../../core/target.ts';
import { unreachable } from '../../../core/unreachable.ts';

/** The machine for which a formula is read. */
export interface RubyPlatform {
  readonly system: 'macos' | 'linux';
  readonly arch: 'arm64' | 'x86_64';
  /** The codename; undefined on Linux. */
  readonly release: string | undefined;
}

/**
 * The machines for which a formula is read: the first on which it has something to build wins. The first in the list is also what
 * Homebrew's JSON API describes before variations: the newest macOS on arm (Library/Homebrew/formula.rb at aad366ffaf).
 */
export const PLATFORMS: readonly RubyPlatform[] = [
  { system: 'macos', arch: 'arm64', release: MACOS_RELEASES.at(-1)?.codename },
  { system: 'macos', arch: 'x86_64', release: 'sequoia' },
  { system: 'macos', arch: 'x86_64', release: 'mojave' },
  { system: 'linux', arch: 'x86_64', release: undefined },
];

/** Returns the machine of a target. */
export function platformOf(target: Target): RubyPlatform {
  const { system, arch } = target;
  return { system, arch, release: system === 'macos' ? target.release.codename : undefined };
}

/** Returns whether all conditions hold on a platform; undefined if that cannot be known. */
export function isMet(
  conditions: readonly Condition[],
  platform: RubyPlatform,
): boolean | undefined {
  return allOf(conditions.map((condition) => isOneMet(condition, platform)));
}

function isOneMet(condition: Condition, platform: RubyPlatform): boolean | undefined {
  switch (condition.kind) {
    case 'system':
      return condition.system === platform.system;
    case 'arch':
      return condition.arch === platform.arch;
    case 'macos':
      return isInRange(condition, platform.release);
    case 'any':
      return anyOf(condition.of.map((part) => isMet(part, platform)));
    case 'not': {
      const met = isMet(condition.condition, platform);
      return met === undefined ? undefined : !met;
    }
    case 'unknown':
      return BUILD_ANSWERS.find(([pattern]) => pattern.test(condition.text))?.[1];
    default:
      return unreachable(condition);
  }
}

/** How Homebrew's build machines answer the questions of old formulae: no PowerPC, newest tools. */
const BUILD_ANSWERS: readonly (readonly [RegExp, boolean])[] = [
  [/^Hardware(?:::CPU)?\.type == :ppc$/, false],
  [/^(?:MacOS::(?:Xcode|CLT)\.version|DevelopmentTools\.clang_build_version) >=? [\d"']/, true],
  [/^(?:MacOS::(?:Xcode|CLT)\.version|DevelopmentTools\.clang_build_version) <=? [\d"']/, false],
];

function anyOf(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.some((part) => part === true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

function allOf(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.some((part) => part === false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function isInRange(
  { codename, range }: Extract<Condition, { kind: 'macos' }>,
  release: string | undefined,
): boolean | undefined {
  if (release === undefined) return false;
  const [mine, bound] = [findReleaseByCodename(release), findReleaseByCodename(codename)];
  if (mine === undefined || bound === undefined) return undefined;
  const order = compareReleases(mine, bound);
  if (range === 'exact') return order === 0;
  return range === 'or_newer' ? order >= 0 : order <= 0;
}
