import type { Hex } from '../../../core/digest.ts';
import type { Target, TargetArch } from '../../../core/target.ts';

/** The systems that Portable Ruby is built for, as the trees of Homebrew/brew name them. */
export type BrewSystem = 'x86_64-darwin' | 'arm64-darwin' | 'x86_64-linux' | 'arm64-linux';

/** Where Portable Ruby was published on ghcr.io: in the second one since 5.0.2. */
export const RUBY_REPOSITORIES = [
  'homebrew/portable-ruby/portable-ruby',
  'homebrew/core/portable-ruby',
] as const;

/** A repository of Portable Ruby. */
export type RubyRepository = (typeof RUBY_REPOSITORIES)[number];

/** One bottle of Portable Ruby. */
export interface RubyFile {
  /** The oldest macOS on which it starts, e.g. `catalina` or `arm64_big_sur`. */
  readonly bottleTag: string;
  readonly sha256: Hex;
}

/** The Ruby that a release of Homebrew runs on. */
export interface PortableRuby {
  /** E.g. `3.4.5` or `3.3.4_1`. */
  readonly version: string;
  readonly repository: RubyRepository;
  /** Systems that it was not published for are missing. */
  readonly files: ReadonlyMap<BrewSystem, RubyFile>;
}

/** What the tree of a release says about itself. */
export interface BrewFacts {
  /** The oldest macOS on which it prints no error, e.g. `10.15`; undefined if it does not say. */
  readonly oldestMacosAllowed: string | undefined;
  readonly ruby: PortableRuby;
  /** Whether it takes a bottle by its path without a developer switch. */
  readonly takesPaths: boolean;
  /** The Macs on which it asks for the Command Line Tools before it pours a bottle. */
  readonly toolsFor: readonly TargetArch[];
}

/** One release of Homebrew itself. */
export interface BrewRelease extends BrewFacts {
  /** E.g. `4.6.10`. */
  readonly tag: string;
  /** The day of its commit in UTC, e.g. `2025-09-01`. */
  readonly date: string;
  /** The oid of its commit. */
  readonly commit: string;
  /** The oid of its tree. */
  readonly tree: string;
  /** Whether brewpull's table has it; if not, its own tree is the only witness. */
  readonly isInTable: boolean;
}

/** Returns the system whose Portable Ruby a target runs. */
export function brewSystemOf({ system, arch }: Pick<Target, 'system' | 'arch'>): BrewSystem {
  return system === 'linux' ? `${arch}-linux` : `${arch}-darwin`;
}
