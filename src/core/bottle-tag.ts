import { findReleaseByCodename, type MacosRelease } from './macos.ts';

/** The processor families that bottles were ever built for. */
export type BottleArch = 'x86_64' | 'arm64' | 'i386' | 'ppc';

/** What a bottle tag says about where its bottle runs. */
export type BottleTag =
  | { readonly kind: 'all'; readonly name: string }
  | { readonly kind: 'linux'; readonly name: string; readonly arch: BottleArch }
  | {
      readonly kind: 'macos';
      /** The bottle tag as written, even in a historical form. */
      readonly name: string;
      readonly release: MacosRelease;
      readonly arch: BottleArch;
      /** Written as `x_or_later`, 2013 to 2019. */
      readonly orLater: boolean;
    };

const LINUX_TAGS = new Map<string, BottleArch>([
  ['x86_64_linux', 'x86_64'],
  ['linux_x86_64', 'x86_64'],
  ['arm64_linux', 'arm64'],
  ['aarch64_linux', 'arm64'],
]);

/**
 * Reads a bottle tag of any era: `big_sur`, `arm64_big_sur`, `big_sur_arm`, `x86_64_mojave`, `yosemite_or_later`,
 * `mountainlion`, `snow_leopard_32`, `tiger_g4e`, `leopard_64`, `x86_64_linux`, `aarch64_linux`, `all`. Returns undefined for
 * one that names no system brewpull knows, e.g. `armv6_linux`.
 * Rules: Library/Homebrew/utils/bottles.rb at aad366ffaf and its history.
 */
export function parseBottleTag(name: string): BottleTag | undefined {
  if (PARSED.has(name)) return PARSED.get(name);
  const parsed = parse(name);
  // There are about a hundred bottle tags; a forged file could name any number.
  if (PARSED.size < 1000) PARSED.set(name, parsed);
  return parsed;
}

/** The bottle tags parsed so far: all formulae use the same few. */
const PARSED = new Map<string, BottleTag | undefined>();

function parse(name: string): BottleTag | undefined {
  if (name === 'all') return { kind: 'all', name };
  const linux = LINUX_TAGS.get(name);
  if (linux !== undefined) return { kind: 'linux', name, arch: linux };
  const orLater = name.endsWith('_or_later');
  const plain = orLater ? name.slice(0, -'_or_later'.length) : name;
  for (const { pattern, arch } of MACOS_FORMS) {
    const codename = pattern.exec(plain)?.[1];
    const release = codename === undefined ? undefined : findReleaseByCodename(codename);
    if (release !== undefined) return { kind: 'macos', name, release, arch, orLater };
  }
  return undefined;
}

const MACOS_FORMS: readonly { readonly pattern: RegExp; readonly arch: BottleArch }[] = [
  { pattern: /^(?:arm64|aarch64)_(\w+)$/, arch: 'arm64' },
  { pattern: /^(big_sur)_arm$/, arch: 'arm64' },
  { pattern: /^x86_64_(\w+)$/, arch: 'x86_64' },
  { pattern: /^(\w+)_32$/, arch: 'i386' },
  { pattern: /^(tiger|leopard)_(?:g3|g4e?|g5(?:_64)?|altivec)$/, arch: 'ppc' },
  { pattern: /^(leopard)_64$/, arch: 'x86_64' },
  // Before Snow Leopard, a bare name means the 32-bit Intel build.
  { pattern: /^(tiger|leopard)$/, arch: 'i386' },
  { pattern: /^(\w+)$/, arch: 'x86_64' },
];

/** Writes the bottle tag of a macOS release as Homebrew writes it today. */
export function macosBottleTag(release: MacosRelease, arch: 'x86_64' | 'arm64'): string {
  return arch === 'arm64' ? `arm64_${release.codename}` : release.codename;
}

/** Returns whether two bottle tags, perhaps from different eras, name the same system and architecture. */
export function isSameSystem(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseBottleTag(a), parseBottleTag(b)];
  if (left === undefined || right === undefined || left.kind !== right.kind) return false;
  if (left.kind === 'all' || right.kind === 'all') return true;
  if (left.arch !== right.arch) return false;
  return left.kind !== 'macos' || right.kind !== 'macos' || left.release === right.release;
}
