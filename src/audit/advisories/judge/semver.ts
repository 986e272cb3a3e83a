/**
 * Compares two versions by Semantic Versioning 2.0, where minor and patch may be missing and a `v` may come first: negative if
 * `a` is older, 0 if they are equal. Undefined if either is no such version. Same as Library/Homebrew/vulns/semver.rb at
 * aad366ffaf.
 */
export function compareSemver(a: string, b: string): number | undefined {
  const [left, right] = [parse(a), parse(b)];
  if (left === undefined || right === undefined) return undefined;
  for (const [index, digits] of left.core.entries()) {
    const order = compareDigits(digits, right.core[index] ?? '0');
    if (order !== 0) return order;
  }
  return comparePrerelease(left.prerelease, right.prerelease);
}

interface Semver {
  readonly core: readonly string[];
  readonly prerelease: readonly string[];
}

const NUMBER = String.raw`(?:0|[1-9]\d*)`;
const PART = String.raw`(?:${NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)`;
const BUILD = String.raw`\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const SEMVER = new RegExp(
  String.raw`^(${NUMBER})(?:\.(${NUMBER}))?(?:\.(${NUMBER}))?(?:-(${PART}(?:\.${PART})*))?(?:${BUILD})?$`,
);

function parse(version: string): Semver | undefined {
  const match = SEMVER.exec(version.trim().replace(/^v/, '').replace(/^V/, ''));
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease] = match;
  return { core: [major, minor, patch], prerelease: prerelease?.split('.') ?? [] };
}

/** Compares prereleases; a version with one is older than the same version without. */
function comparePrerelease(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) {
    return Number(left.length === 0) - Number(right.length === 0);
  }
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = comparePart(part, other);
    if (order !== 0) return order;
  }
  return left.length === right.length ? 0 : -1;
}

function comparePart(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  return isNumberA ? compareDigits(a, b) : compareTexts(a, b);
}

/** Compares whole numbers of any length without leading zeros. */
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
