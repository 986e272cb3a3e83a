import { UsageError } from '../core/errors.ts';

/** What an image runs on, as OCI names it. */
export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | undefined;
}

const ARCHITECTURES = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['x64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['ia32', '386'],
  ['i386', '386'],
]);

/** What an architecture means without a variant: https://github.com/containerd/platforms/blob/v1.0.0/database.go */
const STANDARD_VARIANTS = new Map([
  ['amd64', 'v1'],
  ['arm64', 'v8'],
  ['arm', 'v7'],
]);

/** Parses `linux/arm64/v8`, `linux/amd64`, or an architecture alone, which means Linux. Throws {@link UsageError}. */
export function parsePlatform(text: string): ImagePlatform {
  const parts = text.trim().toLowerCase().split('/');
  const [first = '', second, third, ...more] = parts.length === 1 ? ['linux', ...parts] : parts;
  if (
    more.length > 0 ||
    second === undefined ||
    !/^[\w.-]+$/.test(`${first}${second}${third ?? ''}`)
  ) {
    throw new UsageError(`--platform ${text} is not a platform`, {
      hint: 'Write linux/amd64, linux/arm64 or linux/arm/v7.',
    });
  }
  return { os: first, architecture: ARCHITECTURES.get(second) ?? second, variant: third };
}

/** Gives Linux on the architecture that Node names. */
export function platformOfMachine(arch: string): ImagePlatform {
  return { os: 'linux', architecture: ARCHITECTURES.get(arch) ?? arch, variant: undefined };
}

/** Writes a platform as Docker does. */
export function formatPlatform({ os, architecture, variant }: ImagePlatform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** Tells whether an image's platform is the wanted one; a missing variant is the architecture's usual one. */
export function platformMatches(offered: ImagePlatform, wanted: ImagePlatform): boolean {
  const architecture = ARCHITECTURES.get(offered.architecture) ?? offered.architecture;
  return (
    offered.os === wanted.os &&
    architecture === wanted.architecture &&
    variantOf({ ...offered, architecture }) === variantOf(wanted)
  );
}

function variantOf({ architecture, variant }: ImagePlatform): string {
  return variant ?? STANDARD_VARIANTS.get(architecture) ?? '';
}
