import { macosBottleTag } from './bottle-tag.ts';
import { closestNames } from './closest-names.ts';
import {
  compareReleases,
  findReleaseByCodename,
  findReleaseByVersion,
  firstArmRelease,
  lastIntelRelease,
  macosOfDarwin,
  MACOS_RELEASES,
  type MacosRelease,
} from './macos.ts';

/** What a misspelled target may mean. */
export interface GuessedTarget {
  /** Undefined for Linux. */
  readonly release: MacosRelease | undefined;
  /** Undefined if none is named. */
  readonly arch: 'x86_64' | 'arm64' | undefined;
  /** The bottle tags of all systems that may be meant; at least one. */
  readonly tags: readonly [string, ...string[]];
}

const ARCH_WORDS: readonly { readonly pattern: RegExp; readonly arch: 'x86_64' | 'arm64' }[] = [
  { pattern: /x86[_-]?64|amd64|x64|intel/, arch: 'x86_64' },
  { pattern: /arm64e?|aarch64|apple(?:[\s_-]*silicon)?|\bm[1-9]\b|arm(?=[\s_-]|$)/, arch: 'arm64' },
];

/**
 * Guesses the target in `bigsur`, `Big Sur`, `11`, `macOS-11`, `darwin20`, `ventura-arm64`, `montrey` or `amd64_linux`. Returns
 * undefined if no system is named.
 */
export function guessTarget(text: string): GuessedTarget | undefined {
  const words = text.trim().toLowerCase();
  const named = ARCH_WORDS.find(({ pattern }) => pattern.test(words));
  const arch = named?.arch;
  const rest = named === undefined ? words : words.replace(named.pattern, '');
  if (/linux/.test(rest)) {
    const [first, ...others] = arch === undefined ? (['x86_64', 'arm64'] as const) : [arch];
    return {
      release: undefined,
      arch,
      tags: [`${first}_linux`, ...others.map((each) => `${each}_linux`)],
    };
  }
  const release = guessRelease(rest);
  if (release === undefined) return undefined;
  const archs = (['x86_64', 'arm64'] as const).filter(
    (each) => (arch ?? each) === each && hasArch(release, each),
  );
  const [first, ...others] = archs.map((each) => macosBottleTag(release, each));
  return first === undefined ? undefined : { release, arch, tags: [first, ...others] };
}

function guessRelease(text: string): MacosRelease | undefined {
  const word = text
    .replace(/mac\s*os(?:\s*x)?|os\s*x/, '')
    .replaceAll(/^[\s_:,-]+|[\s_:,-]+$/g, '');
  const darwin = /^darwin[\s_-]*(\d+)/.exec(word)?.[1];
  if (darwin !== undefined) return findReleaseByVersion(macosOfDarwin(Number(darwin)));
  if (/^\d/.test(word)) return findReleaseByVersion(word);
  const letters = word.replaceAll(/[^a-z]/g, '');
  const byLetters = new Map(
    MACOS_RELEASES.map(({ codename }) => [codename.replaceAll('_', ''), codename]),
  );
  if (letters.length < 4) return undefined;
  const [nearest] = closestNames(letters, byLetters.keys(), 1);
  return findReleaseByCodename(byLetters.get(nearest ?? '') ?? '');
}

function hasArch(release: MacosRelease, arch: 'x86_64' | 'arm64'): boolean {
  return arch === 'arm64'
    ? compareReleases(release, firstArmRelease()) >= 0
    : compareReleases(release, lastIntelRelease()) <= 0;
}

/** Splits a text that names several targets instead of one: `big_sur,monterey`. Returns undefined for one. */
export function splitTargets(text: string): readonly [string, string, ...string[]] | undefined {
  const words = text.trim().split(/\s+/);
  const areTags = words.every((word) => findReleaseByCodename(word.toLowerCase()) !== undefined);
  const parts = areTags ? words : text.split(/[,;|+]|\s+(?:and|or)\s+/);
  const [first, second, ...others] = parts.map((each) => each.trim()).filter((each) => each !== '');
  return first === undefined || second === undefined ? undefined : [first, second, ...others];
}
