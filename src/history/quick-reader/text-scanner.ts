import { isPlainPattern } from './plain-pattern.ts';

const SPACES = /(?:[ \t]|\\\n)*/y;
const COMMENT = /#[^\n]*/y;
const NUMBER = /(?:0[0-7]+|(?:0|[1-9]\d*(?:_\d+)*)(?:\.\d+)?(?:e-?\d+)?)(?!\w|\.\d)/y;
const SINGLE = /'(?:[^'\\]|\\[^])*'/y;
const SINGLE_ON_A_LINE = /'(?:[^'\\\n]|\\[^\n])*'/y;
/** What a double-quoted string holds besides interpolations; other escapes could be invalid. */
const DOUBLE_PART = /(?:[^"\\#\n]|\\[^uxcCM\n]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|#(?![{@$]))*/y;
const COMMAND_PART = /(?:[^`\\#\n]|\\[^uxcCM\n]|#(?![{@$]))*/y;
const RAW_WORDS = /%w(?:\[[^[\]\\]*\]|\([^()\\]*\)|\{[^{}\\]*\})/y;
const WORDS = /%W\[/y;
const WORDS_PART = /(?:[^[\]\\#]|\\[^uxcCM\n]|#(?![{@$]))*/y;
const SYMBOL = /:(?:[A-Za-z_]\w*(?:[?!](?![=~]))?|"[\w .:/@+-]+")/y;
const PATTERN_START = /\/|%r\{/y;
const PATTERN_PART = /(?:[^/\\\n#]|\\[^\n]|#(?![{@$]))*/y;
const BRACED_PATTERN_PART = /(?:[^{}\\\n#]|\\[^\n]|\{\d+,?\d*\}|#(?![{@$]))*/y;
const PATTERN_END = /[/}](?:i?m?o?|mi)(?!\w)/y;
const HEREDOC = /<<[~-](?:([A-Z_][A-Z0-9_]*)|"([A-Z_][A-Z0-9_]*)"|'([A-Z_][A-Z0-9_]*)')/y;

interface Heredoc {
  readonly end: string;
  readonly isRaw: boolean;
}

/**
 * Scans Ruby text, token by token, for the part of the language that formulae use. Every method named after a thing takes it and
 * returns whether it was there; after a false, the scanner's position means nothing.
 */
export abstract class TextScanner {
  readonly text: string;
  at: number;
  /** Heredocs whose text begins on the next line. */
  #heredocs: Heredoc[] = [];

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** Takes what follows `#{`, and the `}`. */
  protected abstract interpolated(): boolean;

  /** Takes what a sticky pattern matches. */
  protected take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  /** Takes exactly these characters. */
  protected is(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Returns whether a sticky pattern matches here. */
  protected sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  /** Takes blanks on the line; a backslash continues the line unless a heredoc begins below it. */
  protected spaces(): boolean {
    return this.take(this.hasHeredoc ? SPACES_ONLY : SPACES);
  }

  /** Takes the rest of a line with at most a comment, and the heredocs that begin below it. */
  protected lineEnd(): boolean {
    this.spaces();
    this.take(COMMENT);
    if (this.at >= this.text.length || !this.is('\n')) return false;
    const heredocs = this.#heredocs;
    if (heredocs.length === 0) return true;
    this.#heredocs = [];
    return heredocs.every((each) => this.#heredocText(each));
  }

  /** Takes all blanks, comments and line ends. */
  protected gap(): boolean {
    for (;;) {
      this.spaces();
      const next = this.text[this.at];
      if (next !== '\n' && next !== '#') return true;
      if (!this.lineEnd()) return false;
    }
  }

  protected number(): boolean {
    return this.take(NUMBER);
  }

  protected words(): boolean {
    if (this.hasHeredoc) return false;
    if (this.take(RAW_WORDS)) return true;
    if (!this.take(WORDS)) return false;
    for (;;) {
      this.take(WORDS_PART);
      if (this.is(']')) return true;
      if (!this.#interpolation()) return false;
    }
  }

  protected symbol(): boolean {
    return this.take(SYMBOL);
  }

  /** Takes a quoted string; it must end on the same line if a heredoc begins below it. */
  protected quoted(): boolean {
    if (this.text[this.at] === "'") return this.take(this.hasHeredoc ? SINGLE_ON_A_LINE : SINGLE);
    const isCommand = this.text[this.at] === '`';
    const [part, end] = isCommand ? [COMMAND_PART, '`'] : [DOUBLE_PART, '"'];
    if (!this.is(end)) return false;
    for (;;) {
      this.take(part);
      if (this.is(end)) return true;
      if (this.text[this.at] === '\n' || this.text.startsWith('\\\n', this.at)) {
        if (this.hasHeredoc) return false;
        this.at += this.text[this.at] === '\n' ? 1 : 2;
      } else if (!this.#interpolation()) return false;
    }
  }

  protected pattern(): boolean {
    const isBraced = this.text[this.at] === '%';
    if (!this.take(PATTERN_START)) return false;
    let source = '';
    for (;;) {
      const start = this.at;
      this.take(isBraced ? BRACED_PATTERN_PART : PATTERN_PART);
      source += this.text.slice(start, this.at);
      if (this.take(PATTERN_END)) return isPlainPattern(source);
      if (!this.#interpolation()) return false;
      // What is built at run time cannot be wrong before then.
      source += 'x';
    }
  }

  /** Takes the opening of a heredoc; `lineEnd` takes its text. */
  protected heredoc(): boolean {
    HEREDOC.lastIndex = this.at;
    const found = HEREDOC.exec(this.text);
    if (found === null) return false;
    const [all, bare, double, single] = found;
    this.at += all.length;
    this.#heredocs.push({ end: bare ?? double ?? single ?? '', isRaw: single !== undefined });
    return true;
  }

  /** Takes `#{…}`. On a line with a heredoc, it may neither leave the line nor begin another heredoc. */
  #interpolation(): boolean {
    const [start, count] = [this.at, this.#heredocs.length];
    if (!this.is('#{') || !this.interpolated() || this.#heredocs.length !== count) return false;
    return count === 0 || !this.text.slice(start, this.at).includes('\n');
  }

  /** Whether a heredoc is still waiting for its text. */
  protected get hasHeredoc(): boolean {
    return this.#heredocs.length > 0;
  }

  #heredocText({ end, isRaw }: Heredoc): boolean {
    let isContinued = false;
    while (this.at < this.text.length) {
      this.take(SPACES_ONLY);
      const next = this.text.indexOf('\n', this.at);
      const stop = next === -1 ? this.text.length : next;
      const isEnd = stop - this.at === end.length && this.text.startsWith(end, this.at);
      if (isEnd) {
        this.at = stop + 1;
        return next !== -1 && !isContinued;
      }
      isContinued = !isRaw && this.text[stop - 1] === '\\' && this.text[stop - 2] !== '\\';
      if (!isRaw && !this.#heredocLine(isContinued ? stop - 1 : stop)) return false;
      this.at = stop + 1;
    }
    return false;
  }

  #heredocLine(stop: number): boolean {
    while (this.at < stop) {
      this.take(HEREDOC_PART);
      if (this.at >= stop) return this.at === stop;
      if (!this.#interpolation()) return false;
    }
    return true;
  }
}

const SPACES_ONLY = /[ \t]*/y;
const HEREDOC_PART = /(?:[^\\#\n]|\\[^uxcCM\n]|#(?![{@$]))*/y;
