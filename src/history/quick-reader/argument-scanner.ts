import { KEYWORDS, SPECIAL } from './ruby-words.ts';
import { TextScanner } from './text-scanner.ts';

const WORD = /[a-z_]\w*/y;
const COMMA = /[ \t]*,/y;
const ROCKET = /[ \t]*=>/y;
/** `f(a:)`, which is short for `f(a: a)`. */
const SHORT = /[a-z_]\w*:(?=[ \t\n]*[,)])/y;
const LABEL = /(?:[A-Za-z_]\w*[?!]?|"[^"\\#\n]*"):(?=[ \t\n])/y;

/** The kind of an argument: a value, a pair or a block, which come in this order. */
export type Kind = 0 | 1 | 2;

/** What may follow an operand. */
export interface Operand {
  /** Whether it may be assigned to. */
  readonly isTarget: boolean;
  /** Whether it was a call with arguments but no parentheses, which nothing can follow. */
  readonly isCommand: boolean;
}

/** The context of an expression. */
export interface Context {
  /** Whether a call without parentheses may be here. */
  readonly mayCommand: boolean;
  /** Whether a `do` would belong to this expression. */
  readonly mayDo: boolean;
}

/** A line of its own. */
export const STATEMENT: Context = { mayCommand: true, mayDo: true };
/** After `if`. */
export const CONDITION: Context = { mayCommand: true, mayDo: false };
/** In brackets. */
const INSIDE: Context = { mayCommand: false, mayDo: true };
/** Among arguments without parentheses. */
export const ARGUMENTS: Context = { mayCommand: false, mayDo: false };

/** Scans the arguments of calls, and the elements of lists and hashes. */
export abstract class ArgumentScanner extends TextScanner {
  /** Takes operands and the operators between them; undefined if there are none. */
  protected abstract chain(context: Context): Operand | undefined;
  /** Takes an operand and everything attached to it: calls, arguments, blocks. */
  protected abstract operand(context: Context): Operand | undefined;

  /** Takes an expression that may be an argument. */
  protected argument(context: Context = ARGUMENTS): boolean {
    return this.chain(context) !== undefined;
  }

  /** Takes arguments without parentheses, in the order of {@link Kind}; returns the kind of the last one. */
  protected arguments_(): Kind | undefined {
    let last: Kind = 0;
    for (let count = 0; count === 0 || this.take(COMMA); count += 1) {
      // A call without parentheses can only be the sole argument: `foo bar "x"`.
      const kind = this.gap() ? this.#item(count === 0 ? CONDITION : ARGUMENTS, true) : undefined;
      if (kind === 'command') return count === 0 ? 0 : undefined;
      if (kind === undefined || kind < last || last === 2) return undefined;
      last = kind;
    }
    return last;
  }

  /** Takes arguments or elements and the closing bracket; returns the kind of the last one. */
  protected list(end: ')' | ']', isFree: boolean): Kind | undefined {
    let last: Kind = 0;
    for (;;) {
      if (!this.gap()) return undefined;
      if (this.is(end)) return isFree ? last : undefined;
      const kind = this.#item(INSIDE, end === ')');
      if (kind === undefined || kind === 'command') return undefined;
      if (kind < last || (kind > 0 && !isFree)) return undefined;
      last = kind;
      if (this.take(COMMA)) {
        if (last === 2) return undefined;
      } else return this.gap() && this.is(end) ? last : undefined;
    }
  }

  /** Takes one argument; returns `command` for a call without parentheses. */
  #item(context: Context, mayHaveBlock: boolean): Kind | 'command' | undefined {
    if (this.is('&')) return mayHaveBlock && this.#blockArgument() ? 2 : undefined;
    if (this.is('**')) return this.operand(ARGUMENTS) && 1;
    if (this.is('*')) return this.operand(ARGUMENTS) && 0;
    if (context === INSIDE && this.sees(SHORT)) return this.#shortPair() ? 1 : undefined;
    if (this.take(LABEL)) return this.#value(context) ? 1 : undefined;
    const argument = this.chain(context);
    if (argument === undefined) return undefined;
    if (argument.isCommand) return 'command';
    if (!this.take(ROCKET)) return 0;
    return this.#value(context) ? 1 : undefined;
  }

  #value(context: Context): boolean {
    return this.gap() && this.argument(context === INSIDE ? INSIDE : ARGUMENTS);
  }

  #blockArgument(): boolean {
    return this.text[this.at] === ':' ? this.symbol() : this.operand(ARGUMENTS) !== undefined;
  }

  #shortPair(): boolean {
    const name = this.word(WORD);
    return name !== undefined && !KEYWORDS.has(name) && !SPECIAL.test(name) && this.is(':');
  }

  /** Takes the pairs of a hash and its closing brace. */
  protected pairs(): boolean {
    for (;;) {
      if (!this.gap()) return false;
      if (this.is('}')) return true;
      if (this.#item(INSIDE, false) !== 1) return false;
      if (!this.take(COMMA)) return this.gap() && this.is('}');
    }
  }

  /** Takes what a pattern matches, and returns it. */
  protected word(pattern: RegExp): string | undefined {
    const start = this.at;
    return this.take(pattern) ? this.text.slice(start, this.at) : undefined;
  }
}
