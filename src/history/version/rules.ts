/** One way to read a version: the first capture of `pattern` in the whole text, or in the stem of the file name. */
export interface VersionRule {
  readonly on: 'whole' | 'stem';
  readonly pattern: RegExp;
  /** Whether `_` in the capture means a dot. */
  readonly isUnderscored?: true;
  /** The day (`YYYY-MM-DD`) from which Homebrew has the rule. */
  readonly since?: string;
  /** The day from which Homebrew no longer has it. */
  readonly until?: string;
}

const DOTS = String.raw`(?:\d+(?:\.\d+)+)`;
const DOTS_OR_NONE = String.raw`(?:\d+(?:\.\d+)*)`;
const TWO_OR_THREE = String.raw`(?:\d+(?:\.\d+){1,2})`;
const CONTENT = `(?:[._-](?:${anyCase('bin|dist|stable|src|sources?|final|full')}))`;
const PRERELEASE = String.raw`(?:[._-]?(?:${anyCase('alpha|beta|pre|rc')})\.?\d{0,2})`;

/**
 * The rules in the order in which Homebrew tries them, with those of other years in their places.
 * Source: Library/Homebrew/version.rb at aad366ffaf and its file history: 2298b74fed (dates), bae7b0408a (release folder),
 * 5519a0b379 (`P`), d4c15a6d9d (hyphens), 34cf999f20 (post), a52959d5d2 to 93fd448c6c (`[.-vV]`), 2cd95d482d (Debian).
 */
export const VERSION_RULES: readonly VersionRule[] = [
  stem(String.raw`-v?(\d{4}-\d{2}-\d{2})`, { until: '2023-10-07' }),
  stem(String.raw`(?:^|[._-]?)v?(\d{4}-\d{2}-\d{2})`, { since: '2023-10-07' }),
  whole(String.raw`github\.com/.+/(?:zip|tar)ball/(?:v|\w+-)?((?:\d+[._-])+\d*)$`),
  whole(String.raw`github\.com/.+/releases/download/(?:[rvV]_?)?(${DOTS})/`, {
    since: '2026-07-28',
  }),
  whole(String.raw`[_-]([Rr]\d+[AaBb]\d*(?:-\d+)?)`),
  { on: 'stem', pattern: /((?:\d+_)+\d+)$/m, isUnderscored: true },
  stem(String.raw`[_-](${DOTS}-(?:p|rc|RC)?\d+)${CONTENT}?$`, { until: '2021-07-16' }),
  stem(String.raw`[_-](${DOTS}-(?:p|P|rc|RC)?\d+)${CONTENT}?$`, { since: '2021-07-16' }),
  stem(String.raw`^v?(${DOTS}(?:-${DOTS_OR_NONE})+)`, { since: '2021-06-16' }),
  whole(String.raw`[-v](${DOTS_OR_NONE})$`),
  stem(String.raw`-(\d+-\d+)`),
  stem(String.raw`-(${DOTS_OR_NONE})$`),
  stem(String.raw`-(${DOTS_OR_NONE}(?:.post\d+)?)$`, { since: '2020-10-05' }),
  stem(String.raw`-(${DOTS_OR_NONE}(?:[abc]|rc|RC)\d*)$`),
  stem(String.raw`-(${DOTS_OR_NONE}-(?:alpha|beta|rc)\d*)$`),
  stem(String.raw`-(${TWO_OR_THREE})-w(?:in)?(?:32|64)$`),
  stem(String.raw`\.(${TWO_OR_THREE})\+opam$`),
  stem(String.raw`[_-](${TWO_OR_THREE}(?:-\d+)?)[._-](?:i[36]86|x86|x64(?:[_-](?:32|64))?)$`),
  ...lastDotted('stem', PRERELEASE),
  stem(`(${DOTS_OR_NONE})$`),
  stem(String.raw`[-vV](${DOTS}[abc]?)${CONTENT}$`),
  stem(`-(${DOTS})-`),
  stem(String.raw`_(${DOTS}[abc]?)\.orig$`, { until: '2024-07-24' }),
  stem(String.raw`_(${DOTS_OR_NONE}[abc]?)\.orig$`, { since: '2024-07-24' }),
  stem(String.raw`-v?(\d[^-]+)`),
  stem(String.raw`_v?(\d[^_]+)`),
  whole(String.raw`/(?:[rvV]_?)?(\d+\.\d+(?:\.\d+){0,2})`),
  stem(String.raw`\.v(\d+[a-z]?)`),
  ...lastDotted('whole', `${PRERELEASE}?`),
];

/** The day from which Homebrew decodes percent signs before it reads a version (6a125401c7). */
export const DECODING_SINCE = '2020-12-19';

/** For two years a character class was written as `[.-vV]`, with a range that swallows a leading digit. */
function lastDotted(on: VersionRule['on'], suffix: string): VersionRule[] {
  const [from, to] = ['2021-01-28', '2023-02-01'];
  const right = new RegExp(`[-.vV]?(${DOTS}${suffix})`, 'm');
  return [
    { on, pattern: right, until: from },
    { on, pattern: new RegExp(`[.-vV]?(${DOTS}${suffix})`, 'm'), since: from, until: to },
    { on, pattern: right, since: to },
  ];
}

function stem(source: string, years: Pick<VersionRule, 'since' | 'until'> = {}): VersionRule {
  return { on: 'stem', pattern: new RegExp(source, 'm'), ...years };
}

function whole(source: string, years: Pick<VersionRule, 'since' | 'until'> = {}): VersionRule {
  return { on: 'whole', pattern: new RegExp(source, 'm'), ...years };
}

/** Node 20 has no `(?i:…)`. */
function anyCase(words: string): string {
  return words.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
