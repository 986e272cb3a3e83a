import { KEYWORDS, SPECIAL } from './ruby-words.ts';
import { CONDITION } from './argument-scanner.ts';
import { ExpressionScanner } from './expression-scanner.ts';

const LINE_BREAK = /[ \t]*;/y;
const MODIFIER = /[ \t]+(?:if|unless|while|until)(?=[ \t(])/y;
const RESCUED = /[ \t]+rescue[ \t]+/y;
const JUMP = /(?:return|next|break)(?![\w?!:.(=])/y;
const NOTHING_MORE = /[ \t]*(?:\n|#|;|\}|[ \t](?:if|unless)[ \t(])/y;
const CONSTRUCT = /(?:if|unless|case|while|until|begin)(?![\w?!:.=])/y;
const KEYWORD = /(?:end|else|elsif|when|rescue|ensure)(?![\w?!:=])/y;
const THEN = /[ \t]+then(?=[ \t\n])/y;
const EXCEPTIONS =
  /(?:[ \t]+(?!(?:BEGIN|END)\b)[A-Z]\w*(?:::[A-Z]\w*)*(?:[ \t]*,[ \t]*(?!(?:BEGIN|END)\b)[A-Z]\w*(?:::[A-Z]\w*)*)*)?/y;
const AS = /[ \t]*=>[ \t]*/y;
const METHOD_NAME = /(?:self\.)?[a-z_]\w*[?!]?(?![\w=:.])/y;
const EQUALS = /[ \t]+=(?=[ \t])/y;
const END_BESIDE = /(?<=[ \t])end(?![\w?!:=])/y;
const WHEN = /when(?=[ \t])/y;
const COMMA = /[ \t]*,/y;
const NO_VALUE = /[,)]/y;
const END = new Set(['end']);
const BODY_ENDS = new Set(['end', 'rescue', 'ensure']);
const CASE_ENDS = new Set(['when', 'else', 'end']);
const IF_ENDS = new Set(['elsif', 'else', 'end']);
/** Deeper than any formula nests. */
const MAX_DEPTH = 60;

/**
 * Finds where a Ruby statement ends, without building a tree: method bodies, blocks and calls as formulae have them. It accepts
 * less than Ruby does, never more; what it refuses is left to Ruby's own parser.
 */
export class StatementScanner extends ExpressionScanner {
  #depth = 0;
  #blocks = 0;
  #mayJump = true;

  /** Takes a class-level call, such as `depends_on "x"` or `test do … end`, and the rest of its last line. */
  classCall(): boolean {
    return this.#statement() && this.lineEnd();
  }

  /** Takes `def x … end`, from after the `def`, and the rest of its last line. */
  method(): boolean {
    this.spaces();
    const name = this.word(METHOD_NAME)?.replace('self.', '');
    if (name === undefined || KEYWORDS.has(name) || SPECIAL.test(name)) return false;
    this.isInMethod = true;
    this.mayAssign = true;
    if (this.is('(') && !this.#parameters()) return false;
    if (this.take(EQUALS)) return this.spaces() && this.argument() && this.lineEnd();
    return (this.take(LINE_BREAK) || this.lineEnd()) && this.#body() && this.lineEnd();
  }

  protected construct(keyword: string): boolean {
    // Ruby rejects the use of a value that is never there because of a `return`.
    const mayJump = this.#mayJump;
    this.#mayJump = false;
    const isTaken = this.#construct(keyword);
    this.#mayJump = mayJump;
    return isTaken;
  }

  protected block(end: 'end' | '}'): boolean {
    if (this.hasHeredoc && end === '}') return false;
    this.spaces();
    if (this.is('|') && !this.#blockNames()) return false;
    const [mayJump, mayAssign] = [this.#mayJump, this.mayAssign];
    this.#mayJump = true;
    this.mayAssign = true;
    this.#blocks += 1;
    const isTaken = end === 'end' ? this.#body() : this.#statements(undefined) === '}';
    this.#blocks -= 1;
    this.#mayJump = mayJump;
    this.mayAssign = mayAssign;
    return isTaken;
  }

  #construct(keyword: string): boolean {
    switch (keyword) {
      case 'if':
      case 'unless':
        return this.#branches(keyword === 'if');
      case 'case':
        return this.#case();
      case 'while':
      case 'until':
        return this.#loop();
      case 'begin':
        return this.#body();
      default:
        return false;
    }
  }

  /** Takes statements and the keyword of `ends` that ends them, or `}` without `ends`; returns it. */
  #statements(ends: ReadonlySet<string> | undefined): string | undefined {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    for (;;) {
      do if (!this.gap()) return undefined;
      while (this.take(LINE_BREAK));
      if (ends === undefined && this.is('}')) return this.#leave('}');
      if (this.sees(KEYWORD)) {
        const start = this.at;
        this.take(KEYWORD);
        const word = this.text.slice(start, this.at);
        return ends?.has(word) === true ? this.#leave(word) : undefined;
      }
      if (!this.#statement()) return undefined;
      this.spaces();
      if (ends === undefined && this.is('}')) return this.#leave('}');
      if (this.take(LINE_BREAK) || (ends !== undefined && this.sees(END_BESIDE))) continue;
      if (!this.lineEnd()) return undefined;
    }
  }

  #leave(word: string): string {
    this.#depth -= 1;
    return word;
  }

  #statement(): boolean {
    if (this.sees(JUMP)) {
      if (!this.#jump()) return false;
    } else if (this.sees(CONSTRUCT)) {
      const start = this.at;
      this.take(CONSTRUCT);
      if (!this.#construct(this.text.slice(start, this.at))) return false;
    } else {
      if (!this.expression()) return false;
      if (this.take(RESCUED) && !this.argument()) return false;
    }
    while (this.take(MODIFIER)) if (!this.spaces() || !this.condition()) return false;
    return true;
  }

  #jump(): boolean {
    const isReturn = this.text.startsWith('return', this.at);
    if (!this.#mayJump || !(this.#blocks > 0 || (isReturn && this.isInMethod))) return false;
    this.take(JUMP);
    return this.sees(NOTHING_MORE) || (this.spaces() && this.chain(CONDITION) !== undefined);
  }

  #branches(mayContinue: boolean): boolean {
    this.spaces();
    if (!this.condition() || !this.#then()) return false;
    const end = this.#statements(IF_ENDS);
    if (end === 'elsif') return mayContinue && this.#branches(true);
    return end === 'end' || (end === 'else' && this.#statements(END) === 'end');
  }

  #case(): boolean {
    this.spaces();
    if (this.text[this.at] !== '\n' && !this.condition()) return false;
    if (!this.lineEnd() || !this.gap() || !this.take(WHEN)) return false;
    for (let end: string | undefined = 'when'; end === 'when';) {
      do if (!this.gap() || !this.argument()) return false;
      while (this.take(COMMA));
      if (!this.#then()) return false;
      end = this.#statements(CASE_ENDS);
      if (end === 'end') return true;
      if (end === 'else') return this.#statements(END) === 'end';
    }
    return false;
  }

  #loop(): boolean {
    this.spaces();
    if (!this.condition() || !this.lineEnd()) return false;
    this.#blocks += 1;
    const end = this.#statements(END);
    this.#blocks -= 1;
    return end === 'end';
  }

  #then(): boolean {
    return this.take(THEN) || this.take(LINE_BREAK) || this.lineEnd();
  }

  /** Takes statements, their `rescue` and `ensure`, and the `end`. */
  #body(): boolean {
    let end = this.#statements(BODY_ENDS);
    while (end === 'rescue') {
      this.take(EXCEPTIONS);
      if (this.take(AS) && !this.newName()) return false;
      if (!this.#then()) return false;
      end = this.#statements(BODY_ENDS);
    }
    return end === 'end' || (end === 'ensure' && this.#statements(END) === 'end');
  }

  /** Takes the parameters of a block and the closing bar. */
  #blockNames(): boolean {
    const names = new Set<string>();
    for (;;) {
      const start = this.at;
      if (!this.newName()) return false;
      const name = this.text.slice(start, this.at);
      if (names.has(name) && !name.startsWith('_')) return false;
      names.add(name);
      if (this.is('|')) return true;
      if (!this.is(',') || !this.spaces()) return false;
    }
  }

  /** Takes the parameters of a method and the closing parenthesis: plain ones, those with a default, then keywords. */
  #parameters(): boolean {
    const names = new Set<string>();
    let last = 0;
    for (;;) {
      if (!this.spaces()) return false;
      const start = this.at;
      if (!this.newName()) return false;
      const name = this.text.slice(start, this.at);
      let kind = 0;
      if (this.is(':')) kind = 2;
      else if (this.take(EQUALS)) kind = 1;
      this.spaces();
      const hasValue = kind === 1 || (kind === 2 && !this.sees(NO_VALUE));
      if (hasValue && !this.argument()) return false;
      if (kind < last || names.has(name)) return false;
      names.add(name);
      last = kind;
      if (this.is(')')) return true;
      if (!this.is(',')) return false;
    }
  }
}
