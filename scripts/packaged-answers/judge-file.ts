/**
 * What a mirror's file is worth. `other-tap`: the mirror mixes formulae of other taps with those of homebrew-core. `damaged`: no
 * version can be read from it, or a wrong one would be.
 */
export type FileWorth = 'whole' | 'other-tap' | 'damaged';

/** `Formula/v/vim.rb`, `Formula/lib/libpng.rb`; and `Formula/vim.rb`, as in homebrew-core until August 2023. */
const FORMULA = /^Formula\/(?:(?:lib|[0-9a-z])\/)?[\w.+@-]+\.rb$/;
const FLAT = /^Formula\/[^/]+$/;
const ALIAS = /^Aliases\/[\w.+@-]+$/;
/** Homebrew-core has bottles only in its own registry, so no block says where; other taps have no block, or one that does. */
const BOTTLE = /^\s*bottle do$/m;
const ROOT_URL = /^\s*root_url\s/m;
/** `url "https://downloads.sourceforge.net/…/a-1.2.tar.gz?use_mirror=nchc"`: from many of these, Homebrew reads `1.2.tar`. */
const SPOILED_URL = /^\s*url\s.*[?&]use_mirror=/m;
const OWN_VERSION = /^ {2}version\s/m;

/** Returns whether homebrew-core has, or had, formulae at paths like this one. */
export function isFormulaPath(path: string): boolean {
  return FORMULA.test(path);
}

/** Returns whether a path is that of an alias. */
export function isAliasPath(path: string): boolean {
  return ALIAS.test(path);
}

/** Judges the text of a file at a path that {@link isFormulaPath} accepts. */
export function judgeFile(path: string, text: string): FileWorth {
  if (FLAT.test(path) && (!BOTTLE.test(text) || ROOT_URL.test(text))) return 'other-tap';
  // Every formula has an address.
  if (!text.includes('/')) return 'damaged';
  return SPOILED_URL.test(text) && !OWN_VERSION.test(text) ? 'damaged' : 'whole';
}

/** A proxy's address in front of the real one. */
const PROXY = /https?:\/\/[^/\s"]+\/(?=https?:\/\/)/g;
const CHOSEN_MIRROR = /\?use_mirror=[\w-]+/g;

/**
 * Removes what mirrors put into addresses, and whitespace at the end. Two files that are then equal are the same formula, so that
 * one may replace the other; the result is only compared, never read.
 */
export function plainText(text: string): string {
  return text.replaceAll(PROXY, '').replaceAll(CHOSEN_MIRROR, '').trimEnd();
}

const BOTTLE_LINE = /^[ \t]*(?:sha256\s.*\b\w+:\s*"[0-9a-f]{64}".*|rebuild \d+)$/gm;

/**
 * Turns a damaged file into a formula with its bottles and nothing from which a version could be read: brewpull treats it as a
 * state that cannot be read, and is unsure when that matters.
 */
export function withoutVersion(text: string): string {
  const lines = text.match(BOTTLE_LINE) ?? [];
  const block = lines.length === 0 ? [] : ['  bottle do', ...lines, '  end'];
  return ['class Damaged < Formula', ...block, 'end', ''].join('\n');
}
