import {
  ARGUMENTS,
  ArgumentScanner,
  CONDITION,
  type Context,
  type Operand,
  STATEMENT,
} from './argument-scanner.ts';
import { KEYWORDS, SPECIAL } from './ruby-words.ts';

const WORD = /[a-z_]\w*/y;
const CONSTANT = /(?:::)?(?!(?:BEGIN|END)\b)[A-Z]\w*(?:::[A-Z]\w*)*(?![\w?!:])/y;
const METHOD = /[A-Za-z_]\w*(?:[?!](?!=))?/y;
const VARIABLE = /@[a-z_]\w*|\$(?:[A-Z][A-Z_]+|stdout|stderr|stdin)\b/y;
/** Deeper than any formula nests. */
const MAX_DEPTH = 60;
const VALUES = new Set(['nil', 'true', 'false', 'self']);
/** An operator with blanks on both sides, or on neither. */
const BINARY =
  /[ \t]+(?:&&|\|\||\*\*|<<|>>|[-+*/%&|^<>]|<=|>=)(?=[ \t\n])|(?:\*\*|[-+*/])(?=[\w"'(@:[])/y;
const LOGIC = /[ \t]+(?:&&|\|\|)[ \t\n]/y;
const EQUALITY = /[ \t]+(?:===|==|!=|=~|!~|<=>)(?=[ \t\n])|==(?=["'\w])/y;
/** `x[1..]`. */
const ENDLESS = /\.\.(?=[\])])/y;
const MODIFIER = /[ \t]+(?:if|unless)(?=[ \t(])/y;
const RANGE = /\.\.\.?(?=[\w"'(@-])|[ \t]+\.\.\.?[ \t]/y;
const TERNARY = /[ \t]+\?(?=[ \t\n])/y;
const COLON = /[ \t]+:(?=[ \t\n])/y;
/** What can begin the first argument of a call without parentheses. */
const ARGUMENT =
  /[ \t]+(?=["'`@A-Za-z_0-9]|\$[A-Za-z]|:["A-Za-z_]|::[A-Z]|\[|%[wW][[({]|\*{0,2}[a-z_[]|&:?[a-z_]|-\d|!(?![=~ ])|\/[^ =\n]|%r\{|<<[~-]|\((?![ \t\n)]))/y;
const NO_ARGUMENT =
  /[ \t]+(?:if|unless|while|until|and|or|rescue|do|then|in|end|not|begin|case|def|class|module|defined\?|for|return|next|break|yield|super|else|elsif|when|ensure|undef|alias|redo|retry)\b(?![?!:])/y;
const DOT = /&?\.(?=[A-Za-z_])/y;
const CHAIN = /[ \t]*\n[ \t]*&?\.(?=[A-Za-z_])/y;
const DO = /[ \t]+do(?!\w|[?!:])/y;
const BRACE = /[ \t]*\{/y;
const ASSIGNMENT = /[ \t]*(?:\+|-|\*|\/|\|\||&&|<<|\|)?=(?![=~>])/y;

const NOT = /not[ ]+/y;
const AND_OR = /[ \t]+(?:and|or)(?=[ \t\n])/y;
const BANG = /!(?![=~ ])/y;
const BESIDE = /[ \t]+(?:\\\n[ \t]*)?(?=["'])|\\\n[ \t]*(?=["'])/y;
const COMMA = /[ \t]*,/y;
const EQUALS = /[ \t]*=(?![=~>])/y;

/** Scans expressions. It refuses whatever Ruby might read in two ways, and much that Ruby would accept. */
export abstract class ExpressionScanner extends ArgumentScanner {
  /** Names that were assigned to: Ruby reads `a -1` differently if `a` is one. */
  protected readonly assigned = new Set<string>();
  /** Whether `return` and `super` may be here. */
  protected isInMethod = false;
  /** Whether names may be assigned to: never in the class itself, where they would stay known further down. */
  protected mayAssign = false;
  #depth = 0;

  /** Takes the rest of `if`, `case` or another construct that ends with `end`, after its keyword. */
  protected abstract construct(keyword: string): boolean;
  /** Takes a block, from its parameters through its `end` or `}`. */
  protected abstract block(end: 'end' | '}'): boolean;

  /** Takes an expression that could be a line of its own, including assignments. */
  protected expression(context: Context = STATEMENT): boolean {
    const start = this.at;
    if (!this.#assignment(this.take(NOT) ? ARGUMENTS : context)) return false;
    while (this.take(AND_OR)) {
      // `a = b "c" and d` is refused.
      if (this.text.slice(start, this.at).includes(' = ') || !this.gap()) return false;
      if (!this.#assignment(this.take(NOT) ? ARGUMENTS : CONDITION)) return false;
    }
    return true;
  }

  /** Takes the test of an `if`. */
  protected condition(): boolean {
    return this.expression(CONDITION);
  }

  protected interpolated(): boolean {
    return this.spaces() && this.expression() && this.spaces() && this.is('}');
  }

  /** Takes a name that is not a keyword, and records that it is assigned to. */
  protected newName(): boolean {
    const name = this.word(WORD);
    if (name === undefined || KEYWORDS.has(name) || SPECIAL.test(name)) return false;
    this.assigned.add(name);
    return true;
  }

  #assignment(context: Context): boolean {
    if (!this.mayAssign) return this.chain(context) !== undefined;
    // Only a whole statement may assign the result of a call without parentheses.
    const value = context === STATEMENT ? STATEMENT : ARGUMENTS;
    const start = this.at;
    if (context === STATEMENT && this.#manyNames()) return true;
    this.at = start;
    const name = this.sees(WORD) ? this.word(WORD) : undefined;
    if (name !== undefined && !KEYWORDS.has(name) && this.take(ASSIGNMENT)) {
      if (SPECIAL.test(name)) return false;
      this.assigned.add(name);
      return this.gap() && this.#assignment(value);
    }
    this.at = start;
    const first = this.chain(context);
    if (first === undefined) return false;
    if (!first.isTarget || !this.take(ASSIGNMENT)) return true;
    return this.gap() && this.#assignment(value);
  }

  /** Takes `a, b = c`. */
  #manyNames(): boolean {
    const start = this.at;
    const names: string[] = [];
    do {
      const name = this.word(WORD);
      if (name === undefined || KEYWORDS.has(name) || SPECIAL.test(name)) return false;
      names.push(name);
    } while (this.take(COMMA) && this.spaces() && this.text[this.at] !== '=');
    if (!this.text.slice(start, this.at).includes(',') || !this.take(EQUALS)) return false;
    for (const name of names) this.assigned.add(name);
    return this.gap() && this.#assignment(STATEMENT);
  }

  /** Takes operands and the operators between them; undefined if there are none. */
  protected chain(context: Context): Operand | undefined {
    let inner = context;
    let isCompared = false;
    let isRange = false;
    for (let count = 0; ; count += 1) {
      const operand = this.operand(inner);
      if (operand === undefined) return undefined;
      if (operand.isCommand) return operand;
      inner = ARGUMENTS;
      if (this.sees(LOGIC)) isCompared = false;
      if (this.take(BINARY)) {
        if (!this.gap()) return undefined;
      } else if (!isCompared && this.take(EQUALITY)) {
        isCompared = true;
        if (!this.gap()) return undefined;
      } else if (!isRange && this.take(RANGE)) {
        isRange = true;
        isCompared = false;
        this.spaces();
      } else if (this.take(TERNARY)) {
        return this.#choices() ? { isTarget: false, isCommand: false } : undefined;
      } else if (!isRange && this.take(ENDLESS)) {
        return NO_TARGET;
      } else return count === 0 ? operand : { isTarget: false, isCommand: false };
    }
  }

  #choices(): boolean {
    return this.gap() && this.argument() && this.take(COLON) && this.gap() && this.argument();
  }

  /** Takes an operand and everything attached to it: calls, arguments, blocks. */
  protected operand(context: Context): Operand | undefined {
    if (this.#depth === MAX_DEPTH) return undefined;
    this.#depth += 1;
    const found = this.#operand(context);
    this.#depth -= 1;
    return found;
  }

  #operand(context: Context): Operand | undefined {
    if (this.take(BANG)) return this.operand(ARGUMENTS) && NO_TARGET;
    const first = this.#primary(context);
    if (first === undefined || first.isCommand) return first;
    let last = first;
    for (;;) {
      if (this.is('[')) {
        if (this.list(']', false) === undefined) return undefined;
        last = TARGET;
      } else if (this.take(DOT) || (!this.hasHeredoc && this.take(CHAIN))) {
        const name = this.word(METHOD);
        const next = name === undefined ? undefined : this.#call(name, context, true);
        if (next === undefined || next.isCommand) return next;
        last = next;
      } else return last;
    }
  }

  #primary(context: Context): Operand | undefined {
    const next = this.text[this.at] ?? '';
    if ((next >= 'a' && next <= 'z') || next === '_') return this.#named(context);
    if ((next >= 'A' && next <= 'Z') || this.text.startsWith('::', this.at)) {
      if (!this.take(CONSTANT)) return undefined;
      return this.text[this.at] === '(' ? this.#call('', context, false) : NO_TARGET;
    }
    if (next === '`') return this.quoted() ? NO_TARGET : undefined;
    if (next === '"' || next === "'") return this.#texts() ? NO_TARGET : undefined;
    if (next === '@' || next === '$') {
      return this.take(VARIABLE) ? { isTarget: next === '@', isCommand: false } : undefined;
    }
    const isTaken =
      next === ':'
        ? this.symbol() && this.text[this.at] !== ':'
        : next === '['
          ? this.is('[') && this.list(']', true) !== undefined
          : next === '{'
            ? this.is('{') && this.pairs()
            : next === '('
              ? this.is('(') && this.#grouped()
              : next === '%'
                ? this.text[this.at + 1] === 'r'
                  ? this.pattern()
                  : this.words()
                : next === '/'
                  ? this.pattern()
                  : next === '<'
                    ? this.heredoc()
                    : (next !== '-' || this.is('-')) && this.number();
    return isTaken ? NO_TARGET : undefined;
  }

  /** Takes what is in parentheses, and the closing one. */
  #grouped(): boolean {
    if (!this.gap() || !this.expression()) return false;
    if (this.take(MODIFIER) && !(this.spaces() && this.condition())) return false;
    return this.gap() && this.is(')');
  }

  /** Takes a quoted string and those adjacent to it. */
  #texts(): boolean {
    do if (!this.quoted()) return false;
    while (!this.hasHeredoc && this.take(BESIDE));
    return this.text[this.at] !== ':';
  }

  #named(context: Context): Operand | undefined {
    const name = this.word(METHOD);
    if (name === undefined || SPECIAL.test(name)) return undefined;
    if (this.text[this.at] === ':') return undefined;
    if (VALUES.has(name)) return NO_TARGET;
    if (name === 'defined?') {
      return this.is('(') && this.expression() && this.is(')') ? NO_TARGET : undefined;
    }
    // It takes no block and has its own rules; few formulae use it.
    if (name === 'yield') return undefined;
    if (name === 'super') return this.isInMethod ? this.#call(name, context, false) : undefined;
    if (KEYWORDS.has(name)) {
      const isTaken = this.construct(name);
      return isTaken ? NO_TARGET : undefined;
    }
    return this.#call(name, context, false);
  }

  /** Takes the arguments and the block of a call. */
  #call(name: string, context: Context, isOn: boolean): Operand | undefined {
    const isPlain = /^[a-z_]\w*$/.test(name);
    let isTarget = isPlain && isOn;
    let hasBlockArgument = false;
    if (this.is('(')) {
      const last = this.list(')', true);
      if (last === undefined) return undefined;
      hasBlockArgument = last === 2;
      isTarget = false;
    } else if (context.mayCommand && this.sees(ARGUMENT) && !this.sees(NO_ARGUMENT)) {
      // How Ruby reads what follows a name depends on whether it is a variable.
      if (!isOn && this.assigned.has(name)) return undefined;
      this.spaces();
      const last = this.arguments_();
      if (last === undefined) return undefined;
      const hasBlock = this.#doBlock(context);
      return hasBlock === undefined || (hasBlock && last === 2) ? undefined : COMMAND;
    }
    if (this.take(BRACE)) {
      if (hasBlockArgument || (!isOn && this.assigned.has(name))) return undefined;
      return this.block('}') ? NO_TARGET : undefined;
    }
    const hasBlock = this.#doBlock(context);
    if (hasBlock === undefined) return undefined;
    if (hasBlock && (hasBlockArgument || (!isOn && this.assigned.has(name)))) return undefined;
    return { isTarget: isTarget && !hasBlock, isCommand: false };
  }

  /** Takes a `do` block; false if there is none, undefined if it is refused. */
  #doBlock({ mayDo }: Context): boolean | undefined {
    if (!mayDo || !this.take(DO)) return false;
    return this.block('end') ? true : undefined;
  }
}

const TARGET: Operand = { isTarget: true, isCommand: false };
const NO_TARGET: Operand = { isTarget: false, isCommand: false };
const COMMAND: Operand = { isTarget: false, isCommand: true };
