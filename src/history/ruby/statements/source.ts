import type { FormulaSource } from '../../state/formula-details.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { symbolName, textOf, type Value } from '../evaluate/value.ts';
import { AssocNode, type CallNode, HashNode, KeywordHashNode } from '../syntax/prism.ts';
import { FormulaProblem } from '../syntax/problem.ts';
import { Candidates } from './candidates.ts';

type Address = Omit<FormulaSource, 'sha256'>;

/** Tracks `url` and `sha256` of the stable spec. */
export class SourceSetting {
  readonly #addresses = new Candidates<Address>();
  readonly #checksums = new Candidates<string>();

  /** Reads `url "…", tag: "…", revision: "…"`. */
  readUrl(call: CallNode, isLive: boolean | undefined, scope: Scope): void {
    if (isLive === false) return;
    const [first, ...rest] = call.arguments_?.arguments_ ?? [];
    const url = textOf(evaluate(first, scope));
    if (url === undefined) throw new FormulaProblem('the url would have to be built by Ruby', call);
    const pairs = rest
      .flatMap((node) =>
        node instanceof HashNode || node instanceof KeywordHashNode ? node.elements : [],
      )
      .filter((pair): pair is AssocNode => pair instanceof AssocNode);
    const pairOf = (name: string): AssocNode | undefined =>
      pairs.findLast(({ key }) => symbolName(evaluate(key, scope)) === name);
    const option = (name: string): string | undefined => {
      const pair = pairOf(name);
      if (pair === undefined) return undefined;
      const text = textOf(evaluate(pair.value, scope));
      if (text !== undefined) return text;
      throw new FormulaProblem(`the ${name} would have to be built by Ruby`, call);
    };
    const pair = pairOf('using');
    const using = pair && (symbolName(evaluate(pair.value, scope)) ?? 'class');
    this.#addresses.set({ url, using, tag: option('tag'), revision: option('revision') }, isLive);
  }

  /** Reads `sha256 "…"`. */
  readChecksum(call: CallNode, isLive: boolean | undefined, scope: Scope): void {
    if (isLive === false) return;
    const text = textOf(evaluate(call.arguments_?.arguments_[0], scope))?.toLowerCase();
    if (text === undefined)
      throw new FormulaProblem('the sha256 would have to be built by Ruby', call);
    // Skips placeholders and checksums with missing digits: no file can match them.
    if (/^[a-f0-9]{64}$/.test(text)) this.#checksums.set(text, isLive);
  }

  /** Reads `@url = "…"`, as formulae were written until 2010. */
  readAttributes(attributes: ReadonlyMap<string, Value | undefined>): void {
    const url = textOf(attributes.get('@url'));
    if (url !== undefined && this.#addresses.items.length === 0)
      this.#addresses.set({ url, using: undefined, tag: undefined, revision: undefined }, true);
  }

  /** Returns the source; undefined if there is none. Throws {@link FormulaProblem} if there may be several. */
  finish(formulaClass: {
    readonly location: { readonly startOffset: number };
  }): FormulaSource | undefined {
    const [address, ...others] = this.#addresses.items;
    if (address === undefined) return undefined;
    const isDecided = this.#addresses.isCertain && others.length === 0;
    const [sha256, ...more] = this.#checksums.items;
    const isSure = sha256 === undefined || (this.#checksums.isCertain && more.length === 0);
    if (isDecided && isSure) return { ...address, sha256 };
    throw new FormulaProblem('the source depends on Ruby code, which is not run', formulaClass);
  }
}
