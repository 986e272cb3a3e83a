import type { Dependency, FormulaState, Retirement } from '../../core/formula-state.ts';
import { BottleCollector, wholeNumber } from './bottle-block.ts';
import { Candidates } from './candidates.ts';
import { readConflicts } from './conflicts.ts';
import { readDependsOn, readUsesFromMacos } from './dependencies.ts';
import { evaluateArguments, mergeOptions } from './evaluate.ts';
import type { Platform } from './platform.ts';
import { BlockNode, type CallNode, type ClassNode, type ProgramNode } from './prism.ts';
import { FormulaProblem } from './problem.ts';
import type { Scope } from './scope.ts';
import { findOption, symbolName, textOf, type Value } from './value.ts';
import { VersionSetting } from './version-setting.ts';
import { EVERYWHERE, type Place, StatementWalker } from './walk-statements.ts';

/** A formula's class in its file. */
export interface FormulaText {
  readonly name: string;
  readonly source: Uint8Array;
  readonly program: ProgramNode;
  readonly formulaClass: ClassNode;
  /** The commit's date, which picks the version rules. */
  readonly date: string;
}

/**
 * Reads a formula as one platform sees it; undefined when it has nothing to build there. What stands in `head`, `devel`,
 * `resource`, `patch` and every other block of its own is not the formula's.
 */
export function readFormulaBody(text: FormulaText, platform: Platform): FormulaState | undefined {
  const body = new FormulaBody(text, platform);
  return body.read(text);
}

class FormulaBody {
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

  constructor({ name, source, date }: FormulaText, platform: Platform) {
    this.#version = new VersionSetting(date);
    this.#scope = {
      name,
      platform,
      source,
      constants: new Map(),
      locals: new Map(),
      version: () => this.#version.current(),
    };
    this.#walker = new StatementWalker(this.#scope);
    this.#bottle = new BottleCollector(this.#scope);
  }

  read({ program, formulaClass }: FormulaText): FormulaState | undefined {
    this.#walker.walk(program.statements, EVERYWHERE, () => {});
    this.#walker.walk(formulaClass.body, EVERYWHERE, (call, place) => this.#readCall(call, place));
    if (!this.#version.hasUrl) this.#version.readAttributes(formulaClass, this.#scope.locals);
    if (!this.#version.hasUrl && !this.#hasHead) return undefined;
    const { version, otherVersions } = this.#version.hasUrl
      ? this.#version.finish()
      : { version: 'HEAD', otherVersions: [] };
    return {
      version,
      revision: this.#finishRevision(formulaClass),
      otherVersions,
      bottle: this.#bottle.finish(),
      dependencies: this.#dependencies,
      conflicts: this.#conflicts,
      deprecated: this.#deprecated,
      disabled: this.#disabled,
    };
  }

  #readCall(call: CallNode, place: Place): void {
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
        if (isLive !== false) this.#bottle.read(call, this.#walker);
        return;
      case 'bottle_sha1':
        if (isLive !== false) this.#bottle.readLoneChecksum(call);
        return;
      case 'depends_on':
        if (!place.isNever) this.#dependencies.push(...readDependsOn(call, place, this.#scope));
        return;
      case 'uses_from_macos':
        if (!place.isNever) this.#dependencies.push(...readUsesFromMacos(call, place, this.#scope));
        return;
      case 'conflicts_with':
        if (!place.isNever) this.#conflicts.push(...readConflicts(call, this.#scope));
        return;
      case 'deprecate!':
        if (isLive !== false) this.#deprecated = readRetirement(call, this.#scope);
        return;
      case 'disable!':
        if (isLive !== false) this.#disabled = readRetirement(call, this.#scope);
    }
  }

  #readRevision(call: CallNode, isLive: boolean | undefined): void {
    const [value] = evaluateArguments(call, this.#scope);
    if (isLive !== false) this.#revision.set(wholeNumber(value, call), isLive);
  }

  #finishRevision(formulaClass: ClassNode): number {
    const { items, isCertain } = this.#revision;
    const all = new Set(isCertain ? items : [0, ...items]);
    const [revision = 0] = all;
    if (all.size > 1) {
      throw new FormulaProblem(
        'the revision depends on Ruby that would have to be run',
        formulaClass,
      );
    }
    return revision;
  }
}

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
