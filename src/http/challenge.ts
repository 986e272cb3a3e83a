/** One way a server offers to authenticate (RFC 9110 section 11.6.1). */
export interface Challenge {
  /** In lower case, e.g. `bearer`. */
  readonly scheme: string;
  /** Names are in lower case; if a name is repeated, the first one counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = /[\w!#$%&'*+.^`|~-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Parses a `WWW-Authenticate` header, which may hold several challenges: a word not followed by `=` begins a new one. Stops at
 * anything it cannot read; never throws.
 */
export function parseChallenges(header: string | undefined): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const scanner = new Scanner(header ?? '');
  for (;;) {
    scanner.skip(/[\s,]*/y);
    const word = scanner.take(TOKEN)?.[0];
    if (word === undefined) return challenges;
    const current = challenges.at(-1);
    if (current === undefined || !scanner.sees(/\s*=/y)) {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
      scanner.skip(/ +[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/y); // A token68, as in Basic and Negotiate.
      continue;
    }
    scanner.skip(/\s*=\s*/y);
    const value = scanner.take(QUOTED)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? scanner.take(TOKEN)?.[0];
    if (value === undefined) return challenges;
    const name = word.toLowerCase();
    if (!current.parameters.has(name)) current.parameters.set(name, value);
  }
}

/** A position in a text, advanced by sticky patterns. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at = pattern.lastIndex;
    return match;
  }

  skip(pattern: RegExp): void {
    this.take(pattern);
  }

  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }
}
