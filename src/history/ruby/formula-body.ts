import type { BottleFacts } from '../state/bottle-span.ts';
import type { Dependency, FormulaState, Retirement } from '../state/formula-state.ts';
import { BottleCollector, wholeNumber } from './statements/bottle-block.ts';
import { Candidates } from './statements/candidates.ts';
import { readConflicts } from './statements/conflicts.ts';
import {
  noteDependencyOptions,
  noteOption,
  readDependsOn,
  readUsesFromMacos,
} from './statements/dependencies.ts';
import { evaluateArguments, mergeOptions } from './evaluate/evaluate.ts';
import type { RubyPlatform } from './evaluate/platform.ts';
import type { ParsedFormula } from './parse-formula.ts';
import { BlockNode, type CallNode, type ClassNode } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';
import type { Scope } from './evaluate/scope.ts';
import { findOption, symbolName, textOf, type Value } from './evaluate/value.ts';
import { VersionSetting } from './statements/version-setting.ts';
import { EVERYWHERE, type Place, StatementWalker } from './evaluate/walk-statements.ts';

/** A formula's class in its file, as of a date. */
export interface FormulaText extends ParsedFormula {
  /** The commit's date, which picks the version rules. */
  readonly date: string;
}

/**
 * A formula as one platform sees it. What is inside `head`, `devel`, `resource`, `patch` and similar blocks does not belong to
 * the formula itself. A statement under a test that cannot be decided counts only if it changes nothing.
 */
export class FormulaBody {
  readonly #scope: Scope;
  readonly #walker: StatementWalker;
  readonly #version: VersionSetting;
  readonly #revision = new Candidates<number>();
  readonly #bottle: BottleCollector;
  readonly #dependencies: Dependency[] = [];
  readonly #conflicts: string[] = [];
  #hasHead = false;
  #deprecated: Retirement | undefined;
  #disabled: Retirement | undefined;
  /** The first statement about version or bottles that cannot be read. */
  #problem: FormulaProblem | undefined;
  /** The first statement about dependencies that cannot be read. */
  #otherProblem: FormulaProblem | undefined;
  readonly #class: ClassNode;

  constructor(text: FormulaText, platform: RubyPlatform) {
    const { name, source, date, program, formulaClass } = text;
    this.#class = formulaClass;
    this.#version = new VersionSetting(date);
    this.#scope = {
      name,
      platform,
      source,
      constants: new Map(),
      locals: new Map(),
      options: new Set(),
      version: () => this.#version.current(),
    };
    this.#walker = new StatementWalker(this.#scope);
    this.#bottle = new BottleCollector(this.#scope);
    this.#walker.walk(program.statements, EVERYWHERE, () => {});
    this.#walker.walk(formulaClass.body, EVERYWHERE, (call, place) => this.#readCall(call, place));
    if (!this.#version.hasUrl) this.#version.readAttributes(formulaClass, this.#scope.locals);
  }

  /** Whether there is something to build, or a statement that might say so but cannot be read. */
  get isFormula(): boolean {
    return this.#version.hasUrl || this.#hasHead || this.#problem !== undefined;
  }

  /** Returns version and bottles; throws {@link FormulaProblem} if their statements cannot be read. */
  readFacts(): BottleFacts {
    if (this.#problem !== undefined) throw this.#problem;
    const { version, otherVersions } = this.#version.hasUrl
      ? this.#version.finish()
      : { version: 'HEAD', otherVersions: [] };
    const revision = this.#finishRevision();
    return { version, revision, otherVersions, bottle: this.#bottle.finish() };
  }

  /** Returns the whole state; throws {@link FormulaProblem} if any part of the formula cannot be read. */
  readState(): FormulaState {
    const facts = this.readFacts();
    if (this.#otherProblem !== undefined) throw this.#otherProblem;
    const [deprecated, disabled] = [this.#deprecated, this.#disabled];
    return {
      ...facts,
      dependencies: this.#dependencies,
      conflicts: this.#conflicts,
      deprecated,
      disabled,
    };
  }

  #readCall(call: CallNode, place: Place): void {
    try {
      this.#readStatement(call, place);
    } catch (error) {
      if (!(error instanceof FormulaProblem)) throw error;
      // Nothing depends on conflicts, so they are no reason to refuse a formula.
      if (call.name === 'conflicts_with') return;
      if (DEPENDENCIES.has(call.name)) this.#otherProblem ??= error;
      else this.#problem ??= error;
    }
  }

  #readStatement(call: CallNode, place: Place): void {
    const { isLive } = place;
    switch (call.name) {
      case 'url':
        return this.#version.readUrl(call, isLive, this.#scope);
      case 'version':
        if (call.arguments_ !== null) this.#version.readVersion(call, isLive, this.#scope);
        return;
      case 'revision':
        return this.#readRevision(call, isLive);
      case 'stable':
        if (!(call.block instanceof BlockNode)) return;
        return this.#walker.walk(call.block.body, place, (inner, at) => this.#readCall(inner, at));
      case 'head':
        this.#hasHead ||= isLive !== false;
        return;
      case 'bottle':
        if (isLive === true) this.#bottle.read(call, this.#walker);
        return;
      case 'bottle_sha1':
        if (isLive === true) this.#bottle.readLoneChecksum(call);
        return;
      case 'option':
        if (isLive !== false) noteOption(call, this.#scope);
        return;
      case 'depends_on':
        if (isLive !== false) noteDependencyOptions(call, place, this.#scope);
        if (!place.isNever) this.#dependencies.push(...readDependsOn(call, place, this.#scope));
        return;
      case 'uses_from_macos':
        if (!place.isNever) this.#dependencies.push(...readUsesFromMacos(call, place, this.#scope));
        return;
      case 'conflicts_with':
        if (!place.isNever) this.#conflicts.push(...readConflicts(call, this.#scope));
        return;
      case 'deprecate!':
        if (isLive === true) this.#deprecated = readRetirement(call, this.#scope);
        return;
      case 'disable!':
        if (isLive === true) this.#disabled = readRetirement(call, this.#scope);
    }
  }

  #readRevision(call: CallNode, isLive: boolean | undefined): void {
    const [value] = evaluateArguments(call, this.#scope);
    if (isLive !== false) this.#revision.set(wholeNumber(value, call), isLive);
  }

  #finishRevision(): number {
    const { items, isCertain } = this.#revision;
    const all = new Set(isCertain ? items : [0, ...items]);
    const [revision = 0] = all;
    if (all.size > 1) {
      throw new FormulaProblem('the revision depends on Ruby code, which is not run', this.#class);
    }
    return revision;
  }
}

/** Statements that say what a formula needs, not which bottles it has. */
const DEPENDENCIES = new Set(['depends_on', 'uses_from_macos']);

/** Reads `deprecate! date: "2024-01-01", because: :unmaintained`. */
function readRetirement(call: CallNode, scope: Scope): Retirement {
  const options = mergeOptions(evaluateArguments(call, scope));
  return {
    date: toWords(findOption(options, 'date')),
    because: toWords(findOption(options, 'because')),
  };
}

function toWords(value: Value | undefined): string | undefined {
  return symbolName(value) ?? textOf(value);
}
