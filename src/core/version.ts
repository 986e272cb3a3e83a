/**
 * Orders two Homebrew versions token by token: negative when `a` is older, 0 when they are equal (`1.0` and `1.0.0`),
 * positive when `a` is newer. `HEAD` is newer than anything; an empty text is older than anything.
 * Rules: Library/Homebrew/version.rb at aad366ffaf.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const [isHeadA, isHeadB] = [isHead(a), isHead(b)];
  if (isHeadA || isHeadB) return Number(isHeadA) - Number(isHeadB);
  return compareTokens(tokenize(a), tokenize(b));
}

/** Returns the first `count` tokens of a version joined with dots, as `major_minor` does; drops leading zeros of numbers. */
export function leadingTokens(version: string, count: number): string {
  return versionTokens(version).slice(0, count).join('.');
}

/** Lists the tokens of a version as Homebrew splits it: `1.02-rc3` is `1`, `2` and `rc3`. */
export function versionTokens(version: string): readonly string[] {
  return tokenize(version).map(({ text }) => text);
}

/** The order of tokens; `none` is used when a version has no tokens left. */
const RANK = { string: 0, alpha: 1, beta: 2, pre: 3, rc: 4, none: 5, patch: 6, post: 6, number: 7 };

interface Token {
  readonly kind: keyof typeof RANK;
  readonly text: string;
}

const NONE: Token = { kind: 'none', text: '' };

function compareTokens(left: readonly Token[], right: readonly Token[]): number {
  const length = Math.max(left.length, right.length);
  let l = 0;
  let r = 0;
  while (l < length) {
    const a = left[l] ?? NONE;
    const b = right[r] ?? NONE;
    if (a.kind === 'number' && b.kind !== 'number') {
      if (a.text !== '0') return 1;
      l += 1;
      if (b.kind === 'none') r += 1;
    } else if (b.kind === 'number' && a.kind !== 'number') {
      if (b.text !== '0') return -1;
      if (a.kind === 'none') l += 1;
      r += 1;
    } else {
      const order = compareSameSort(a, b);
      if (order !== 0) return order;
      l += 1;
      r += 1;
    }
  }
  return 0;
}

/** Compares two numbers, or two tokens of which neither is a number. */
function compareSameSort(a: Token, b: Token): number {
  if (a.kind === 'number') return compareDigits(a.text, b.text);
  if (a.kind === 'none' || b.kind === 'none') return rankBesideNone(a) - rankBesideNone(b);
  if (a.kind === b.kind && a.kind !== 'string') return compareDigits(digitsOf(a), digitsOf(b));
  // A plain word has no rank among alpha, beta and the rest, and patch and post rank the same: the text decides.
  if (a.kind === 'string' || b.kind === 'string' || RANK[a.kind] === RANK[b.kind]) {
    return a.text < b.text ? -1 : Number(a.text > b.text);
  }
  return RANK[a.kind] - RANK[b.kind];
}

function rankBesideNone({ kind }: Token): number {
  return kind === 'string' ? RANK.post : RANK[kind];
}

/** Compares whole numbers of any length, written without leading zeros. */
function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

function digitsOf({ text }: Token): string {
  return stripZeros(/\d+/.exec(text)?.[0] ?? '0');
}

function stripZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

const TOKEN = /(alpha\d*|a\d+)|(beta\d*|b\d+)|(pre\d*)|(rc\d*)|(p\d*)|(.post\d+)|(\d+)|([a-z]+)/gi;
const KINDS = ['alpha', 'beta', 'pre', 'rc', 'patch', 'post', 'number', 'string'] as const;

function tokenize(version: string): Token[] {
  const tokens: Token[] = [];
  for (const match of version.matchAll(TOKEN)) {
    const kind = KINDS.find((_, index) => match[index + 1] !== undefined);
    if (kind === undefined) continue;
    tokens.push({ kind, text: kind === 'number' ? stripZeros(match[0]) : match[0] });
  }
  return tokens;
}

function isHead(version: string): boolean {
  return /^HEAD(?:-.*)?$/.test(version);
}
