import type { BottleBlock, BottleEntry } from '../../state/formula-state.ts';
import { evaluateArguments, mergeOptions } from '../evaluate/evaluate.ts';
import { FormulaProblem } from '../syntax/problem.ts';
import { BlockNode, type CallNode } from '../syntax/prism.ts';
import type { Scope } from '../evaluate/scope.ts';
import { findOption, pairsOf, symbolName, textOf, type Value } from '../evaluate/value.ts';
import { EVERYWHERE, type StatementWalker } from '../evaluate/walk-statements.ts';

const DIGITS = { sha256: /^[a-f0-9]{64}$/i, sha1: /^[a-f0-9]{40}$/i };

/** Collects what one or more `bottle do` blocks say; if two lines set the same thing, the later one wins. */
export class BottleCollector {
  readonly #scope: Scope;
  readonly #entries = new Map<string, BottleEntry>();
  #isDeclared = false;
  #rebuild = 0;
  #rootUrl: string | undefined;
  /** The `cellar` line of 2013 to 2020, which applies to entries that do not name their own. */
  #cellar: string | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Reads `bottle do … end`; ignores `bottle :unneeded` and the `bottle "URL"` of 2011, which have no block. */
  read(call: CallNode, walker: StatementWalker): void {
    if (!(call.block instanceof BlockNode)) return;
    this.#isDeclared = true;
    // brew might not read a line under a test that cannot be decided.
    walker.walk(call.block.body, EVERYWHERE, (line, { isLive }) => {
      if (isLive === true) this.#readLine(line);
    });
  }

  /** Reads the class-level `bottle_sha1` of 2011, which names no system: there were only bottles for Snow Leopard. */
  readLoneChecksum(call: CallNode): void {
    const [checksum] = evaluateArguments(call, this.#scope);
    this.#isDeclared = true;
    const entry = { bottleTag: 'snow_leopard', algorithm: 'sha1', cellar: undefined } as const;
    this.#add(entry, checksum, call);
  }

  /** Returns the block; undefined if there is none. */
  finish(): BottleBlock | undefined {
    if (!this.#isDeclared) return undefined;
    const entries = [...this.#entries.values()].map((entry) => ({
      ...entry,
      cellar: entry.cellar ?? this.#cellar,
    }));
    return { rebuild: this.#rebuild, rootUrl: this.#rootUrl, entries };
  }

  #readLine(line: CallNode): void {
    const args = evaluateArguments(line, this.#scope);
    switch (line.name) {
      case 'rebuild':
      case 'revision':
      case 'version':
        this.#rebuild = wholeNumber(args[0], line);
        return;
      case 'root_url':
        this.#rootUrl = knownText(args[0], line);
        return;
      case 'cellar':
        this.#cellar = cellarText(args[0]);
        return;
      case 'sha256':
      case 'sha1':
        this.#readChecksum(line, line.name, args);
    }
  }

  /**
   * `sha256 cellar: :any, big_sur: "HEX"`, `sha256 "HEX" => :catalina`, or `sha1 "HEX"`, which meant Lion.
   * Rule: `BottleSpecification#sha256` in Library/Homebrew/bottle_specification.rb at aad366ffaf and its history.
   */
  #readChecksum(
    line: CallNode,
    algorithm: 'sha256' | 'sha1',
    args: readonly (Value | undefined)[],
  ): void {
    const options = mergeOptions(args);
    const cellar = cellarText(findOption(options, 'cellar'));
    for (const [key, value] of pairsOf(options)) {
      const [left, right] = [symbolName(key), symbolName(value)];
      if (left === 'cellar') continue;
      if (left !== undefined && typeof value === 'string')
        return this.#add({ bottleTag: left, algorithm, cellar }, value, line);
      if (right !== undefined && typeof key === 'string')
        return this.#add({ bottleTag: right, algorithm, cellar }, key, line);
    }
    this.#add({ bottleTag: 'lion', algorithm, cellar }, args[0], line);
  }

  #add(entry: Omit<BottleEntry, 'checksum'>, digits: Value | undefined, line: CallNode): void {
    const { bottleTag, algorithm, cellar } = entry;
    const checksum = textOf(digits)?.toLowerCase();
    if (checksum === undefined) {
      throw new FormulaProblem(`a ${algorithm} is Ruby code, which is not run`, line);
    }
    // A placeholder, or a checksum with missing digits: no file can match it.
    if (!DIGITS[algorithm].test(checksum)) return;
    this.#entries.set(bottleTag, { bottleTag, algorithm, checksum, cellar });
  }
}

/** Reads a `cellar`; undefined for a path that lost its slashes. */
function cellarText(value: Value | undefined): string | undefined {
  const path = textOf(value);
  return symbolName(value) ?? (path?.startsWith('/') === true ? path : undefined);
}

function knownText(value: Value | undefined, line: CallNode): string {
  const text = textOf(value);
  if (text === undefined)
    throw new FormulaProblem(`${line.name} is Ruby code, which is not run`, line);
  return text;
}

/** Reads the argument of `revision` or `rebuild`. */
export function wholeNumber(value: Value | undefined, line: CallNode): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new FormulaProblem(`${line.name} is not a whole number`, line);
  }
  return value;
}
