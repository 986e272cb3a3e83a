import type { Condition } from '../state/formula-state.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { isMet, type RubyPlatform } from './evaluate/platform.ts';
import {
  AssocNode,
  BlockNode,
  BreakNode,
  CallNode,
  KeywordHashNode,
  loadRubyParser,
  NextNode,
  type Node,
  type ProgramNode,
  SymbolNode,
} from './syntax/prism.ts';
import { excerpt, type Scope } from './evaluate/scope.ts';
import { textOf } from './evaluate/value.ts';
import { EVERYWHERE, type Place, StatementWalker } from './evaluate/walk-statements.ts';

/** What a Brewfile asks for on one platform. */
export interface BrewfileEntries {
  /** The formula names as brew writes them, in the order of the file, each once. */
  readonly names: readonly string[];
  /** `user/name` of each `tap` line, where bare names may come from; Homebrew's own taps are left out. */
  readonly taps: readonly string[];
  readonly skipped: readonly SkippedEntry[];
}

/** An entry that brewpull skips, and why. */
interface SkippedEntry {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly code: SkipCode;
  /** The code in words. */
  readonly reason: string;
}

/**
 * Why an entry is skipped: it is not a formula; its condition is false, or unknown because Ruby is not run; it is in code that is
 * not run; its name is unknown; it is not a tap.
 */
type SkipCode =
  | 'not-a-formula'
  | 'condition-false'
  | 'condition-unknown'
  | 'not-run'
  | 'name-unknown'
  | 'not-a-tap';

type Skip = Pick<SkippedEntry, 'code' | 'reason'>;

/** A parsed Brewfile. */
export interface Brewfile {
  /** Decides the conditions for a platform and returns its entries. */
  entriesFor(platform: RubyPlatform): BrewfileEntries;
}

/** A problem with a Brewfile: brew would refuse it as well, or it asks for something that no Brewfile can have. */
export class BrewfileProblem extends Error {
  /** Counted from 1. */
  readonly line: number;
  /** What to do instead, if known. */
  readonly hint: string | undefined;

  constructor(reason: string, line: number, hint?: string) {
    super(reason);
    this.line = line;
    this.hint = hint;
  }
}

const NOT_FORMULAE = new Set([
  'cask',
  'cask_args',
  'mas',
  'vscode',
  'whalebrew',
  'go',
  'cargo',
  'uv',
  'flatpak',
  'krew',
  'npm',
]);
const OWN_TAPS = new Set(['homebrew/core', 'homebrew/cask']);
const ENDS = new Set(['exit', 'abort', 'raise', 'fail', 'throw']);
const NOT_RUN: Skip = { code: 'not-run', reason: 'it is Ruby code, which is not run' };
const IN_LOOP: Skip = {
  code: 'not-run',
  reason: 'its loop uses next or break, which is not run',
};
const NAME_UNKNOWN: Skip = {
  code: 'name-unknown',
  reason: 'its name is Ruby code, which is not run',
};
const NOT_A_TAP: Skip = { code: 'not-a-tap', reason: 'it is not the name of a tap' };
const NOT_HERE: Skip = { code: 'condition-false', reason: 'its condition does not hold' };

/**
 * Parses a Brewfile without running it. Conditions on system, architecture and macOS version are decided for a platform, loops
 * over literal lists are followed, and every `brew` that cannot be resolved is listed as skipped, never silently dropped. Throws
 * {@link BrewfileProblem} for anything that is not Ruby.
 */
export async function parseBrewfile(source: Uint8Array): Promise<Brewfile> {
  const parser = await loadRubyParser();
  const lineAt = (offset: number): number => {
    let line = 1;
    for (const byte of source.subarray(0, offset)) if (byte === 0x0a) line += 1;
    return line;
  };
  const { program, errors } = guard(() => parser.parse(source));
  const [first] = errors;
  if (first !== undefined) {
    throw new BrewfileProblem(`it is not valid Ruby: ${first.message}`, lineAt(first.offset));
  }
  return {
    entriesFor: (platform) => guard(() => new Reading(source, platform, lineAt).read(program)),
  };
}

/** Runs `work`; a Brewfile that overwhelms the parser or the walk, which no person wrote, is reported as a problem. */
function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BrewfileProblem) throw error;
    throw new BrewfileProblem('it is too complex for the parser', 1);
  }
}

/** A Brewfile has no version. */
function noVersion(): undefined {
  return undefined;
}

class Reading {
  readonly #scope: Scope;
  readonly #lineAt: (offset: number) => number;
  readonly #names = new Set<string>();
  readonly #taps = new Set<string>();
  readonly #skipped: (SkippedEntry & { readonly offset: number })[] = [];
  readonly #seen = new Set<CallNode>();
  readonly #jumps: BlockNode[] = [];
  /** The statement that may end the file before its last line. */
  #end: string | undefined;

  constructor(source: Uint8Array, platform: RubyPlatform, lineAt: (offset: number) => number) {
    const [constants, locals] = [new Map<string, undefined>(), new Map<string, undefined>()];
    const options = new Set<string>();
    const names = { constants, locals, options, version: noVersion };
    this.#scope = { name: '', platform, source, hasOwnEnvironment: true, ...names };
    this.#lineAt = lineAt;
  }

  read({ statements }: ProgramNode): BrewfileEntries {
    this.#findJumps(statements);
    new StatementWalker(this.#scope).walk(statements, EVERYWHERE, (call, place) => {
      this.#seen.add(call);
      this.#readCall(call, place);
    });
    this.#skipUnseen(statements);
    const skipped = this.#skipped
      .toSorted((a, b) => a.offset - b.offset)
      .map(({ line, text, code, reason }) => ({ line, text, code, reason }));
    return { names: [...this.#names], taps: [...this.#taps], skipped };
  }

  #readCall(call: CallNode, place: Place): void {
    if (call.name !== 'brew' && call.name !== 'tap') {
      const isLive = place.isLive !== false;
      if (ENDS.has(call.name) && isLive) this.#end ??= call.name;
      const isKind = NOT_FORMULAE.has(call.name);
      if (isKind) {
        this.#skip(call, { code: 'not-a-formula', reason: `${call.name} is not a formula` });
      } else if (isLive) this.#skip(call, NOT_RUN);
      return;
    }
    const jump = this.#jumps.find((each) => isWithin(call, each));
    const doubt = this.#doubtOf(place) ?? (jump && IN_LOOP);
    if (doubt !== undefined) return this.#skip(call, doubt);
    const name = textOf(evaluate(call.arguments_?.arguments_[0], this.#scope));
    if (name === undefined || name.trim() === '') {
      return this.#skip(call, NAME_UNKNOWN);
    }
    if (call.name === 'tap') return this.#addTap(call, name);
    this.#refuseVersion(call, name);
    this.#names.add(toFormulaName(name));
  }

  /** Throws for a version, which brew silently ignores: the user would get the last one instead. */
  #refuseVersion(call: CallNode, name: string): void {
    const version = findVersion(call, this.#scope);
    const written = name.includes('=') || version !== undefined;
    if (!written) return;
    const asked = version === undefined ? name : `${name}=${version === '' ? 'VERSION' : version}`;
    const line = this.#lineAt(call.location.startOffset);
    throw new BrewfileProblem(
      `a Brewfile cannot contain versions, but ${name} has one`,
      line,
      `Leave it out of the Brewfile and ask for it by name: brewpull lock ${asked} records it in a lock.`,
    );
  }

  #addTap(call: CallNode, written: string): void {
    const tap = written.toLowerCase().replace(/^([\w-]+\/)homebrew-/, '$1');
    if (!/^\w[\w-]*\/\w[\w-]*$/.test(tap)) return this.#skip(call, NOT_A_TAP);
    if (!OWN_TAPS.has(tap)) this.#taps.add(tap);
  }

  /** Returns why an entry does not count here; undefined if it does. */
  #doubtOf({ conditions, isLive, isNever }: Place): Skip | undefined {
    const isHere = (each: Condition): boolean | undefined => isMet([each], this.#scope.platform);
    const isFalse = conditions.some((each) => !isOpen(each) && isHere(each) === false);
    if (isFalse || isNever) return NOT_HERE;
    const open = conditions.find(isOpen) ?? conditions.find((each) => isHere(each) === undefined);
    if (open !== undefined || isLive !== true) {
      const what = open?.kind === 'unknown' ? open.text : 'a condition';
      return { code: 'condition-unknown', reason: `it depends on ${what}, which is not run` };
    }
    if (this.#end === undefined) return undefined;
    return { code: 'not-run', reason: `it comes after ${this.#end}, which is not run` };
  }

  /** Finds loops that may end a round before its last entry. */
  #findJumps(node: Node): void {
    const isLoop = node instanceof BlockNode;
    if (isLoop && hasJump(node)) this.#jumps.push(node);
    for (const child of node.compactChildNodes()) this.#findJumps(child);
  }

  /** Skips entries where the walk does not go: in loops over anything but a list, in methods, in `rescue`. */
  #skipUnseen(node: Node): void {
    if (node instanceof CallNode && node.receiver === null && !this.#seen.has(node)) {
      if (node.name === 'brew' && node.arguments_ !== null) return this.#skip(node, NOT_RUN);
    }
    if (node instanceof SymbolNode && node.unescaped.value === 'brew') this.#skip(node, NOT_RUN);
    for (const child of node.compactChildNodes()) this.#skipUnseen(child);
  }

  #skip(node: Node, why: Skip): void {
    const { startOffset: offset } = node.location;
    const text = excerpt(this.#scope, node);
    // Every round of a loop repeats it.
    const isKnown = this.#skipped.some((each) => each.offset === offset && each.text === text);
    if (isKnown) return;
    this.#skipped.push({ offset, line: this.#lineAt(offset), text, ...why });
  }
}

function hasJump(node: Node): boolean {
  if (node instanceof NextNode || node instanceof BreakNode) return true;
  return node.compactChildNodes().some(hasJump);
}

function isWithin({ location: inner }: Node, { location: outer }: Node): boolean {
  const end = outer.startOffset + outer.length;
  return inner.startOffset >= outer.startOffset && inner.startOffset < end;
}

/** Returns whether only Ruby could decide a condition; the answers of build machines do not count for a user's own file. */
function isOpen(condition: Condition): boolean {
  if (condition.kind === 'unknown') return true;
  if (condition.kind === 'any') return condition.of.some((each) => each.some(isOpen));
  return condition.kind === 'not' && condition.condition.some(isOpen);
}

/** Finds `version:` beside a name; empty if Ruby would have to build it. */
function findVersion(call: CallNode, scope: Scope): string | undefined {
  for (const node of call.arguments_?.arguments_ ?? []) {
    if (!(node instanceof KeywordHashNode)) continue;
    for (const element of node.elements) {
      if (!(element instanceof AssocNode) || !(element.key instanceof SymbolNode)) continue;
      if (element.key.unescaped.value !== 'version') continue;
      return textOf(evaluate(element.value, scope)) ?? '';
    }
  }
  return undefined;
}

/** Rule: sanitize_brew_name in Library/Homebrew/bundle/dsl.rb at aad366ffaf. */
function toFormulaName(written: string): string {
  const name = written.trim().toLowerCase();
  return name
    .replace(/^homebrew\/homebrew\/(?=[^/]+$)/, '')
    .replace(/^([\w-]+\/)homebrew-(?=[\w-]+\/[^/]+$)/, '$1');
}
