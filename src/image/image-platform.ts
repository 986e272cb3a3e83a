import { UsageError } from '../core/errors.ts';
import type { Platform } from '../registry/platform.ts';

/** Other names of architectures, used by kernels and Node, and the variants that some of them imply. */
const ARCHITECTURES = new Map<string, readonly [architecture: string, variant?: string]>([
  ['x86_64', ['amd64']],
  ['x86-64', ['amd64']],
  ['x64', ['amd64']],
  ['aarch64', ['arm64']],
  ['armhf', ['arm', 'v7']],
  ['armel', ['arm', 'v6']],
  ['ia32', ['386']],
  ['i386', ['386']],
]);

/** The variant of an architecture that names none: https://github.com/containerd/platforms/blob/v1.0.0/database.go */
const STANDARD_VARIANTS = new Map([
  ['amd64', 'v1'],
  ['arm64', 'v8'],
  ['arm', 'v7'],
]);

/** Parses `linux/arm64/v8`, `linux/amd64`, or just an architecture, which means Linux. Throws {@link UsageError}. */
export function parsePlatform(text: string): Platform {
  const parts = text.trim().toLowerCase().split('/');
  const [first = '', second, third, ...more] = parts.length === 1 ? ['linux', ...parts] : parts;
  if (
    more.length > 0 ||
    second === undefined ||
    ![first, second, third ?? 'v1'].every((part) => /^[\w.-]+$/.test(part))
  ) {
    throw new UsageError(`--platform ${text} is not a platform`, {
      hint: 'Write linux/amd64, linux/arm64 or linux/arm/v7.',
    });
  }
  const [architecture = second, variant] = ARCHITECTURES.get(second) ?? [];
  return { os: first, architecture, variant: third ?? variant, osVersion: undefined };
}

/** Returns the platform of Linux on the architecture that Node names. */
export function platformOfMachine(arch: string): Platform {
  return parsePlatform(`linux/${arch}`);
}

/** Formats a platform as Docker does. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined || variant === ''
    ? `${os}/${architecture}`
    : `${os}/${architecture}/${variant}`;
}

/** Formats a platform with its version of the operating system, if that is known. */
export function describePlatform(platform: Platform): string {
  const { osVersion } = platform;
  const name = formatPlatform(platform);
  return osVersion === undefined ? name : `${name} (${osVersion})`;
}

/** Returns whether two platforms have the same operating system and architecture, whatever their variants. */
export function isSameMachine(one: Platform, other: Platform): boolean {
  const [a, b] = [normalize(one), normalize(other)];
  return a.os === b.os && a.architecture === b.architecture;
}

/** Returns whether two platforms have the same variant; a missing one is the usual one of the architecture. */
export function isSameVariant(one: Platform, other: Platform): boolean {
  return normalize(one).variant === normalize(other).variant;
}

/**
 * Ranks an image's platform for the wanted one: 0 is exactly what was asked for, 1 and up are lesser variants that it also
 * runs. Undefined if it does not run the image, or the image names no platform. Never accepts another architecture.
 */
export function rankPlatform(offered: Platform | undefined, wanted: Platform): number | undefined {
  if (offered === undefined) return undefined;
  if (!isSameMachine(offered, wanted) || !hasOsVersion(offered, wanted)) return undefined;
  const rank = variantsFor(wanted).indexOf(normalize(offered).variant);
  return rank < 0 ? undefined : rank;
}

/** Returns whether an image has the wanted system version, if one is wanted: `10.0.17763` means any revision of it. */
export function hasOsVersion(
  { osVersion = '' }: Platform,
  { osVersion: wanted }: Platform,
): boolean {
  return wanted === undefined || osVersion === wanted || osVersion.startsWith(`${wanted}.`);
}

/** Returns a platform with the variant that it implies. */
export function withVariant(platform: Platform): Platform {
  const [variant] = variantsFor(platform);
  return { ...platform, variant };
}

/**
 * Lists the variants that a machine runs, best first, as containerd's `platforms.Only` does:
 * https://github.com/containerd/platforms/blob/v1.0.0/compare.go
 */
function variantsFor(wanted: Platform): readonly string[] {
  const { architecture, variant } = normalize(wanted);
  const [, major = '', minor = '0'] = /^v(\d)(?:\.(\d))?$/.exec(variant) ?? [];
  if (major === '') return [variant];
  if (architecture === 'amd64') return countDown(Number(major), 1).map((each) => `v${each}`);
  if (architecture === 'arm') return countDown(Number(major), 5).map((each) => `v${each}`);
  if (architecture !== 'arm64') return [variant];
  const of = (family: string, from: number): readonly string[] =>
    countDown(from, 0).map((each) => (each === 0 ? family : `${family}.${each}`));
  // Arm's own rule: 9.n includes 8.(n+5).
  const lesser = major === '9' ? of('v8', Math.min(Number(minor) + 5, 9)) : [];
  return [...of(`v${major}`, Number(minor)), ...lesser];
}

function countDown(from: number, to: number): readonly number[] {
  return from < to ? [from] : Array.from({ length: from - to + 1 }, (_, index) => from - index);
}

function normalize(
  platform: Platform,
): Readonly<Record<'os' | 'architecture' | 'variant', string>> {
  const os = platform.os.toLowerCase();
  const said = platform.architecture.toLowerCase();
  const [architecture = said, implied] = ARCHITECTURES.get(said) ?? [];
  const variant = (platform.variant ?? '').toLowerCase();
  const known = variant === '' ? (implied ?? STANDARD_VARIANTS.get(architecture) ?? '') : variant;
  const isBare = /^\d/.test(known) && STANDARD_VARIANTS.has(architecture);
  return {
    os: os === 'macos' ? 'darwin' : os,
    architecture,
    variant: (isBare ? `v${known}` : known).replace(/\.0$/, ''),
  };
}
