import { macosBottleTag, type BottleArch, type BottleTag } from '../core/bottle-tag.ts';
import { findReleaseByVersion, type MacosRelease } from '../core/macos.ts';

/** The platform of an index entry or an image: what it runs on, or the machine that built it. */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  /** Implementation-defined; Homebrew writes `macOS 11.7` or `Ubuntu 22.04.3`, Windows images `10.0.17763.6414`. */
  readonly osVersion: string | undefined;
  readonly variant: string | undefined;
}

const ARCHITECTURES: Readonly<Record<BottleArch, readonly string[]>> = {
  x86_64: ['amd64', 'x86_64'],
  arm64: ['arm64', 'aarch64'],
  i386: ['386', 'i386'],
  ppc: ['ppc', 'ppc64'],
};

/**
 * Returns whether an `os.version` such as `macOS 11.7` belongs to a release. Components count, not prefixes; the version is the
 * build machine's, so any minor version of the release will do (Library/Homebrew/utils/os.sh:163-169 at aad366ffaf).
 */
export function osVersionMatches(release: MacosRelease, osVersion: string): boolean {
  return releaseOf(osVersion)?.codename === release.codename;
}

/**
 * Returns the bottle tag of builds on a platform, as Homebrew writes it today; undefined if the platform does not determine it.
 */
export function tagOfPlatform({ os, architecture, osVersion = '' }: Platform): string | undefined {
  const arch = (['x86_64', 'arm64'] as const).find((each) =>
    architectureMatches(each, architecture),
  );
  if (arch === undefined) return undefined;
  if (os === 'linux') return `${arch}_linux`;
  const release = os === 'darwin' ? releaseOf(osVersion) : undefined;
  return release === undefined ? undefined : macosBottleTag(release, arch);
}

function releaseOf(osVersion: string): MacosRelease | undefined {
  const [, version] = /^macOS (\S+)$/.exec(osVersion) ?? [];
  return version === undefined ? undefined : findReleaseByVersion(version);
}

/** Returns whether an OCI architecture, or its kernel's name, is that of a bottle. */
export function architectureMatches(arch: BottleArch, architecture: string): boolean {
  return ARCHITECTURES[arch].includes(architecture);
}

/**
 * Returns whether the platform of an entry can be that of its bottle tag: false means the index contradicts itself. A missing
 * platform agrees with everything. So does any platform with `all`, because until brew 5.1.12 such an entry named the machine
 * that built the copy that was kept.
 */
export function platformAgrees(bottleTag: BottleTag, platform: Platform | undefined): boolean {
  if (bottleTag.kind === 'all' || platform === undefined) return true;
  if (!architectureMatches(bottleTag.arch, platform.architecture)) return false;
  if (bottleTag.kind === 'linux') return platform.os === 'linux';
  return (
    platform.os === 'darwin' &&
    (platform.osVersion === undefined || osVersionMatches(bottleTag.release, platform.osVersion))
  );
}
