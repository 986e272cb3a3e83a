import type { FormulaPatch } from '../../state/formula-details.ts';
import { evaluate, evaluateArguments } from '../evaluate/evaluate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { isList, symbolName, textOf } from '../evaluate/value.ts';
import { EVERYWHERE, type Place, StatementWalker } from '../evaluate/walk-statements.ts';
import { BlockNode, type CallNode, SplatNode } from '../syntax/prism.ts';
import { FormulaProblem } from '../syntax/problem.ts';

/** A patch whose text is in the formula. */
export const EMBEDDED_PATCH: FormulaPatch = {
  url: undefined,
  file: undefined,
  sha256: undefined,
  apply: [],
  type: undefined,
  resolves: [],
};

/**
 * Reads `patch :DATA`, `patch "diff"` and `patch :p0 do … end`. Throws {@link FormulaProblem} if Ruby would have to be run.
 * Rules: `Patch.create`, `ExternalPatch#resolves` and `LocalPatch#resolves` in Library/Homebrew at 6.0.18.
 */
export function readPatch(call: CallNode, scope: Scope): FormulaPatch {
  if (!(call.block instanceof BlockNode)) {
    if ((call.arguments_?.arguments_ ?? []).length > 0) return EMBEDDED_PATCH;
    throw new FormulaProblem('a patch does not say where it comes from', call);
  }
  // Inside the block, `version` is the patch's own, which it does not have yet.
  const own: Scope = { ...scope, version: () => undefined };
  const collector = new PatchCollector(own);
  new StatementWalker(own).walk(call.block.body, EVERYWHERE, (line, place) =>
    collector.readLine(line, place),
  );
  return collector.finish(call);
}

/** Describes a patch given only by its URL, as in formulae until 2014. */
export function patchFromAddress(url: string): FormulaPatch {
  return { ...EMBEDDED_PATCH, url, resolves: extractCves([url]) };
}

class PatchCollector {
  readonly #scope: Scope;
  readonly #texts = new Map<string, string>();
  readonly #apply = new Set<string>();
  readonly #resolves = new Set<string>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  readLine(line: CallNode, { isLive }: Place): void {
    if (isLive === false || !PATCH_WORDS.has(line.name)) return;
    if (isLive === undefined)
      throw new FormulaProblem('a patch depends on Ruby code, which is not run', line);
    if (line.name === 'apply') return this.#add(this.#apply, line);
    if (line.name === 'resolves') return this.#add(this.#resolves, line);
    const [value] = evaluateArguments(line, this.#scope);
    const text = line.name === 'type' ? symbolName(value) : textOf(value);
    if (text === undefined) throw unreadable(line);
    this.#texts.set(line.name, text);
  }

  finish(call: CallNode): FormulaPatch {
    const [url, file] = [this.#texts.get('url'), this.#texts.get('file')];
    if ((url === undefined) === (file === undefined)) {
      throw new FormulaProblem('a patch must have either a url or a file', call);
    }
    const apply = [...this.#apply];
    const spelled = extractCves([url ?? file ?? '', ...apply]);
    return {
      url,
      file,
      sha256: this.#texts.get('sha256')?.toLowerCase(),
      apply,
      type: this.#texts.get('type'),
      resolves: [...new Set([...this.#resolves, ...spelled])],
    };
  }

  /** Reads `apply "a", "b"`, `apply %w[a b]` and `apply(*%w[a b])`. */
  #add(to: Set<string>, line: CallNode): void {
    for (const node of line.arguments_?.arguments_ ?? []) {
      const value = evaluate(node instanceof SplatNode ? node.expression : node, this.#scope);
      for (const each of isList(value) ? value : [value]) {
        const text = textOf(each);
        if (text === undefined) throw unreadable(line);
        to.add(text);
      }
    }
  }
}

const PATCH_WORDS = new Set(['url', 'sha256', 'file', 'type', 'apply', 'resolves']);

/** Rule: `Patch.extract_cves` in Library/Homebrew/patch.rb at 6.0.18. */
function extractCves(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(/CVE-?(\d{4})-(\d{4,})/gi)]);
  return [...new Set(found.map(([, year, id]) => `CVE-${year}-${id}`))];
}

function unreadable(line: CallNode): FormulaProblem {
  return new FormulaProblem(`${line.name} of a patch is Ruby code, which is not run`, line);
}
