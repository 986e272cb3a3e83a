/** One macOS release that Homebrew has or had a name for. */
export interface MacosRelease {
  /** Homebrew's symbol, e.g. `big_sur`. */
  readonly codename: string;
  /** The major version since 11, `10.minor` before. */
  readonly version: string;
  /** Apple's name, e.g. `Big Sur`. */
  readonly displayName: string;
}

/**
 * Every release from Tiger to the newest, oldest first, so that the index orders by age.
 * Source: `SYMBOLS` in Library/Homebrew/macos_version.rb at aad366ffaf and its file history.
 */
export const MACOS_RELEASES: readonly MacosRelease[] = [
  { codename: 'tiger', version: '10.4', displayName: 'Tiger' },
  { codename: 'leopard', version: '10.5', displayName: 'Leopard' },
  { codename: 'snow_leopard', version: '10.6', displayName: 'Snow Leopard' },
  { codename: 'lion', version: '10.7', displayName: 'Lion' },
  { codename: 'mountain_lion', version: '10.8', displayName: 'Mountain Lion' },
  { codename: 'mavericks', version: '10.9', displayName: 'Mavericks' },
  { codename: 'yosemite', version: '10.10', displayName: 'Yosemite' },
  { codename: 'el_capitan', version: '10.11', displayName: 'El Capitan' },
  { codename: 'sierra', version: '10.12', displayName: 'Sierra' },
  { codename: 'high_sierra', version: '10.13', displayName: 'High Sierra' },
  { codename: 'mojave', version: '10.14', displayName: 'Mojave' },
  { codename: 'catalina', version: '10.15', displayName: 'Catalina' },
  { codename: 'big_sur', version: '11', displayName: 'Big Sur' },
  { codename: 'monterey', version: '12', displayName: 'Monterey' },
  { codename: 'ventura', version: '13', displayName: 'Ventura' },
  { codename: 'sonoma', version: '14', displayName: 'Sonoma' },
  { codename: 'sequoia', version: '15', displayName: 'Sequoia' },
  { codename: 'tahoe', version: '26', displayName: 'Tahoe' },
  { codename: 'golden_gate', version: '27', displayName: 'Golden Gate' },
];

const BY_CODENAME = new Map(MACOS_RELEASES.map((release) => [release.codename, release]));
const BY_VERSION = new Map(MACOS_RELEASES.map((release) => [release.version, release]));
/** Spellings in bottle file names and formulae before 2013. */
const OLD_CODENAMES = new Map([
  ['mountainlion', 'mountain_lion'],
  ['snowleopard', 'snow_leopard'],
]);

/** Finds a release by Homebrew's symbol, including the spelling of 2012. */
export function findReleaseByCodename(codename: string): MacosRelease | undefined {
  return BY_CODENAME.get(OLD_CODENAMES.get(codename) ?? codename);
}

/**
 * Finds the release for a version such as `11`, `11.7.1`, `10.15` or `10.15.7`: compares components, not prefixes. `10.16`, as
 * Big Sur called itself to old programs, is Big Sur.
 */
export function findReleaseByVersion(version: string): MacosRelease | undefined {
  if (!/^\d{2}(?:\.\d+){0,3}$/.test(version)) return undefined;
  const [major = '', minor = ''] = version.split('.');
  if (major === '10' && minor === '16') return BY_VERSION.get('11');
  return BY_VERSION.get(major === '10' ? `10.${minor}` : major);
}

/** Orders releases by age: negative when `a` is older. */
export function compareReleases(a: MacosRelease, b: MacosRelease): number {
  return MACOS_RELEASES.indexOf(a) - MACOS_RELEASES.indexOf(b);
}

/**
 * Returns the macOS version for a Darwin version: 20 is macOS 11, and both count up together; 25 is macOS 26, the first named
 * by its year.
 */
export function macosOfDarwin(darwin: number): string {
  if (darwin >= 25) return String(darwin + 1);
  return darwin >= 20 ? String(darwin - 9) : `10.${darwin - 4}`;
}

/** Returns the last release that runs on Intel. */
export function lastIntelRelease(): MacosRelease {
  return releaseNamed('tahoe');
}

/** Returns the first release that Homebrew has arm64 builds for. */
export function firstArmRelease(): MacosRelease {
  return releaseNamed('big_sur');
}

function releaseNamed(codename: string): MacosRelease {
  const release = BY_CODENAME.get(codename);
  if (release === undefined) throw new Error(`Internal error: ${codename} is not in the table`);
  return release;
}
