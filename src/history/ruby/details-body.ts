import type { FormulaDetails, FormulaPatch } from '../state/formula-details.ts';
import { evaluate } from './evaluate/evaluate.ts';
import type { RubyPlatform } from './evaluate/platform.ts';
import type { Scope } from './evaluate/scope.ts';
import { textOf } from './evaluate/value.ts';
import { EVERYWHERE, type Place, StatementWalker } from './evaluate/walk-statements.ts';
import type { ParsedFormula } from './parse-formula.ts';
import { Candidates } from './statements/candidates.ts';
import { readLicence } from './statements/licence.ts';
import { readOldPatches } from './statements/old-patches.ts';
import { readPatch } from './statements/patches.ts';
import { SourceSetting } from './statements/source.ts';
import { VersionSetting } from './statements/version-setting.ts';
import { BlockNode, type CallNode } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';

/** Later than any commit: selects today's version rules; if those of other years read another version, none is used. */
const ANY_DATE = '9999-12-31';

/**
 * Reads what a formula says about its source and patches on one platform. What is inside `head`, `resource` and similar blocks
 * does not belong to the formula itself. Throws {@link FormulaProblem} if licence, source or patches would have to be run.
 */
export function readDetails(text: ParsedFormula, platform: RubyPlatform): FormulaDetails {
  const { name, source, program, formulaClass } = text;
  const version = new VersionSetting(ANY_DATE);
  const scope: Scope = {
    name,
    platform,
    source,
    constants: new Map(),
    locals: new Map(),
    options: new Set(),
    version: () => currentVersion(version),
  };
  const walker = new StatementWalker(scope);
  const body = new DetailsBody(scope, walker, version);
  walker.walk(program.statements, EVERYWHERE, () => {});
  walker.walk(formulaClass.body, EVERYWHERE, (call, place) => body.read(call, place));
  const { locals } = scope;
  if (!version.hasUrl) version.readAttributes(formulaClass, locals);
  body.source.readAttributes(locals);
  const licences = new Set(body.licence.items);
  const [licence] = licences;
  if (licences.size > 1 || (licences.size > 0 && !body.licence.isCertain)) {
    throw new FormulaProblem('the licence depends on Ruby code, which is not run', formulaClass);
  }
  return {
    licence,
    description: body.words.get('desc'),
    homepage: body.words.get('homepage') ?? textOf(locals.get('@homepage')),
    source: body.source.finish(formulaClass),
    patches: [...body.patches, ...readOldPatches(formulaClass, scope)],
  };
}

class DetailsBody {
  readonly source = new SourceSetting();
  readonly licence = new Candidates<string | undefined>();
  readonly patches: FormulaPatch[] = [];
  readonly words = new Map<string, string | undefined>();
  readonly #scope: Scope;
  readonly #walker: StatementWalker;
  readonly #version: VersionSetting;

  constructor(scope: Scope, walker: StatementWalker, version: VersionSetting) {
    this.#scope = scope;
    this.#walker = walker;
    this.#version = version;
  }

  read(call: CallNode, place: Place): void {
    const { isLive } = place;
    switch (call.name) {
      case 'url':
        this.#version.readUrl(call, isLive, this.#scope);
        return this.source.readUrl(call, isLive, this.#scope);
      case 'version':
        if (call.arguments_ !== null) this.#version.readVersion(call, isLive, this.#scope);
        return;
      case 'sha256':
        return this.source.readChecksum(call, isLive, this.#scope);
      case 'stable':
        if (!(call.block instanceof BlockNode)) return;
        return this.#walker.walk(call.block.body, place, (inner, at) => this.read(inner, at));
      case 'patch':
        return this.#readPatch(call, isLive);
      case 'license':
        if (isLive !== false) this.licence.set(readLicence(call, this.#scope), isLive);
        return;
      case 'desc':
      case 'homepage':
        if (isLive === true)
          this.words.set(call.name, textOf(evaluate(call.arguments_?.arguments_[0], this.#scope)));
    }
  }

  #readPatch(call: CallNode, isLive: boolean | undefined): void {
    if (isLive === true) this.patches.push(readPatch(call, this.#scope));
    if (isLive === undefined)
      throw new FormulaProblem('a patch depends on Ruby code, which is not run', call);
  }
}

/** Returns the version; undefined if the rules of other years read another one, because the date is not known here. */
function currentVersion(setting: VersionSetting): string | undefined {
  if (!setting.hasUrl) return setting.current();
  try {
    const { version, otherVersions } = setting.finish();
    return otherVersions.length === 0 ? version : undefined;
  } catch (error) {
    if (error instanceof FormulaProblem) return undefined;
    throw error;
  }
}
