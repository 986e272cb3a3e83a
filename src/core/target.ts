import { macosBottleTag, parseBottleTag } from './bottle-tag.ts';
import { UsageError } from './errors.ts';
import { guessTarget, splitTargets } from './guess-target.ts';
import {
  compareReleases,
  findReleaseByVersion,
  firstArmRelease,
  MACOS_RELEASES,
  type MacosRelease,
} from './macos.ts';

/** The Mac (or Linux machine) that a bottle is for. */
export type Target =
  | {
      readonly system: 'macos';
      readonly release: MacosRelease;
      readonly arch: TargetArch;
      /** Homebrew's name for it today, e.g. `big_sur` or `arm64_sonoma`. */
      readonly bottleTag: string;
    }
  | { readonly system: 'linux'; readonly arch: TargetArch; readonly bottleTag: string };

/** The processor families a target can have. */
export type TargetArch = 'x86_64' | 'arm64';

/** What the user said about the target; each is undefined if not given. */
export interface TargetWords {
  readonly macos: string | undefined;
  readonly arch: string | undefined;
}

const ARCH_WORDS = new Map<string, TargetArch>(
  Object.entries({
    amd64: 'x86_64',
    x86_64: 'x86_64',
    x8664: 'x86_64',
    x64: 'x86_64',
    intel: 'x86_64',
    arm64: 'arm64',
    aarch64: 'arm64',
    arm: 'arm64',
    apple: 'arm64',
    applesilicon: 'arm64',
    silicon: 'arm64',
  }),
);

/**
 * Reads `--macos` and `--arch` in every common spelling: `11`, `11.7`, `big_sur`, `Big Sur`, `macOS 11`; `amd64`, `intel`,
 * `apple`. The architecture may be left out if only one exists. Throws an error with code `USAGE` that says why.
 */
export function parseTarget(words: TargetWords): Target {
  if (words.macos === undefined) {
    throw new UsageError('the target is incomplete: --macos is missing', {
      hint: 'Say which Mac it is for, e.g. --macos 11 --arch amd64 (or --target big_sur).',
    });
  }
  const release = parseRelease(words.macos);
  if (words.arch !== undefined) return macosTarget(release, parseArch(words.arch));
  if (isBeforeArm(release)) return macosTarget(release, 'x86_64');
  throw new UsageError(
    `macOS ${release.version} runs on Intel and on Apple silicon, and --arch is missing`,
    { hint: `Add --arch amd64 (Intel) or --arch arm64 (Apple silicon).` },
  );
}

/** Reads `--target`: a bottle tag of any era that names one system. Throws an error with code `USAGE`. */
export function parseTargetTag(text: string): Target {
  const bottleTag = parseBottleTag(text.trim().toLowerCase().replaceAll('-', '_'));
  if (bottleTag === undefined || bottleTag.kind === 'all') {
    throw new UsageError(`--target ${text} is not a bottle tag that names one system`, {
      hint: targetHint(text),
    });
  }
  if (bottleTag.arch !== 'x86_64' && bottleTag.arch !== 'arm64') {
    throw new UsageError(
      `--target ${text} is for a 32-bit or PowerPC Mac, and no server has bottles for those`,
      { hint: 'See Tigerbrew or MacPorts for software for such a Mac.' },
    );
  }
  if (bottleTag.kind === 'macos') return macosTarget(bottleTag.release, bottleTag.arch);
  return { system: 'linux', arch: bottleTag.arch, bottleTag: `${bottleTag.arch}_linux` };
}

/** Reads a bottle tag like {@link parseTargetTag}; returns undefined for one that names no system with bottles. */
export function findTargetOfTag(text: string): Target | undefined {
  try {
    return parseTargetTag(text);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function targetHint(text: string): string {
  const several = splitTargets(text);
  if (several !== undefined) return `Repeat it: ${repeatTargets(several)}.`;
  const guess = guessTarget(text);
  if (guess === undefined) {
    if (/^\d/.test(text)) return releaseHint(text);
    return 'Use a tag such as big_sur, arm64_sonoma or x86_64_linux, or --macos and --arch.';
  }
  const tags = guess.tags.map((tag) => `--target ${tag} (${chipOf(tag)})`);
  return `Did you mean ${tags.join(' or ')}?`;
}

function chipOf(tag: string): string {
  if (!tag.startsWith('arm64_')) return 'Intel';
  return tag.endsWith('_linux') ? 'ARM' : 'Apple silicon';
}

/** Writes the options for several targets; a word that means no target is kept as is. */
function repeatTargets(words: readonly string[]): string {
  return words.map((word) => `--target ${guessTarget(word)?.tags[0] ?? word}`).join(' ');
}

/** Makes the target of a macOS release. Throws {@link UsageError} for a combination that never existed. */
export function macosTarget(release: MacosRelease, arch: TargetArch): Target {
  if (arch === 'arm64' && isBeforeArm(release)) {
    const first = firstArmRelease();
    throw new UsageError(
      `macOS ${release.version} ${release.displayName} never ran on Apple silicon: its first macOS is ${first.version} ${first.displayName}`,
      { hint: `Use --arch amd64, or --macos ${first.version} or newer.` },
    );
  }
  return { system: 'macos', release, arch, bottleTag: macosBottleTag(release, arch) };
}

/** Returns whether a macOS never ran on Apple silicon. */
export function isBeforeArm(release: MacosRelease): boolean {
  return compareReleases(release, firstArmRelease()) < 0;
}

/** Reads `--arch` in every common spelling. Throws {@link UsageError}. */
export function parseArch(text: string): TargetArch {
  const arch = ARCH_WORDS.get(text.toLowerCase().replaceAll(/[\s-]/g, ''));
  if (arch !== undefined) return arch;
  throw new UsageError(`--arch ${text} is not an architecture that Homebrew builds for`, {
    hint: archHint(text),
  });
}

function archHint(text: string): string {
  const several = splitTargets(text);
  if (several !== undefined) {
    return 'It takes only one; for both, repeat --target, e.g. --target big_sur --target arm64_big_sur.';
  }
  if (/^(?:apple[\s-]*)?m\d/i.test(text)) return 'A Mac with an M chip is --arch arm64.';
  return 'Use amd64 (also x86_64, intel) or arm64 (also aarch64, apple).';
}

/** Reads a macOS in every common spelling. Throws {@link UsageError}. */
export function parseRelease(text: string): MacosRelease {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/^(?:mac\s*os(?:\s*x)?|os\s*x)(?=[\s\d_-]|$)[\s_-]*/, '');
  const release = /^\d/.test(word) ? findReleaseByVersion(word) : findByName(word);
  if (release !== undefined) return release;
  throw new UsageError(`--macos ${text} is not a macOS version that Homebrew ever built for`, {
    hint: meantRelease(text) ?? releaseHint(word),
  });
}

function findByName(word: string): MacosRelease | undefined {
  const letters = word.replaceAll(/[^a-z]/g, '');
  return MACOS_RELEASES.find(({ codename }) => codename.replaceAll('_', '') === letters);
}

function meantRelease(text: string): string | undefined {
  const several = splitTargets(text);
  if (several !== undefined) {
    return `It takes only one; for several Macs, repeat --target: ${repeatTargets(several)}.`;
  }
  const { release, arch, tags } = guessTarget(text) ?? {};
  if (tags === undefined) return undefined;
  if (release === undefined || arch !== undefined) return `Did you mean --target ${tags[0]}?`;
  return `Did you mean --macos ${release.version} (${release.codename})?`;
}

function releaseHint(word: string): string {
  const major = Number(/^\d+/.exec(word)?.[0]);
  if (major > 15 && major < 26) return 'After macOS 15 Sequoia comes macOS 26 Tahoe.';
  const names = MACOS_RELEASES.slice(-9)
    .map(({ version, codename }) => `${version} (${codename})`)
    .join(', ');
  return `The newest are ${names}; the oldest is 10.4 (tiger).`;
}

/** Formats a target for display: `macOS 11 Big Sur on Intel (big_sur)`. */
export function formatTarget(target: Target): string {
  if (target.system === 'linux') return `Linux (${target.bottleTag})`;
  const { version, displayName } = target.release;
  const chip = target.arch === 'arm64' ? 'Apple silicon' : 'Intel';
  return `macOS ${version} ${displayName} on ${chip} (${target.bottleTag})`;
}
