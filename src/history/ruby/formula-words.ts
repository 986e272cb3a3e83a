import { findFormulaClass } from './syntax/formula-class.ts';
import {
  ArrayNode,
  AssocNode,
  BlockNode,
  CallNode,
  ClassNode,
  DefNode,
  KeywordHashNode,
  loadRubyParser,
  type Node,
  SymbolNode,
} from './syntax/prism.ts';

/** Lists what a formula calls while it is loaded; see {@link createWordLister}. */
export type WordLister = (bytes: Uint8Array, path: string) => readonly string[] | undefined;

/** Larger than any formula there ever was. */
const MAX_BYTES = 900_000;

/** Calls whose block is read with words of its own. */
const CONTEXTS = new Map([
  ['bottle', 'bottle'],
  ['stable', 'stable'],
  ['head', 'head'],
  ['devel', 'devel'],
  ['resource', 'resource'],
  ['patch', 'patch'],
  ['livecheck', 'livecheck'],
  ['service', 'service'],
  ['fails_with', 'fails_with'],
  ['pour_bottle?', 'pour_bottle?'],
]);

/** Calls whose block is kept for later: brew does not run it while it loads the formula and pours its bottle. */
const KEPT_BLOCKS = new Set(['test', 'satisfy', 'strategy', 'post_install_steps']);

/**
 * Loads Ruby's parser and gives a function that lists the words a formula uses outside of its methods: what brew has to know to load it.
 * A word is `keg_only`, inside of a block `bottle.rebuild`; with an argument that decides also `deprecate!(because:)`,
 * `bottle(:unneeded)`, `uses_from_macos(since: :sierra)`, and `bottle.sha256(=>)` for a hash of texts. Words under a condition are
 * among them, those that the formula defines itself are not. Gives undefined for what is no formula. No formula is run.
 */
export async function createWordLister(): Promise<WordLister> {
  const parser = await loadRubyParser();
  return (bytes, path) => {
    if (bytes.length > MAX_BYTES || bytes.includes(0)) return undefined;
    try {
      const { program, errors } = parser.parse(bytes);
      if (errors.length > 0) return undefined;
      const formula = findFormulaClass(program, path);
      return formula === undefined ? undefined : listWords(formula);
    } catch {
      // Text that overwhelms the parser, or nests deeper than a call can.
      return undefined;
    }
  };
}

function listWords(formula: ClassNode): readonly string[] {
  const words = new Set<string>();
  const own = new Set<string>();
  const visit = (node: Node, context: string): void => {
    if (node instanceof DefNode) {
      if (node.receiver !== null) own.add(node.name);
      return;
    }
    if (node instanceof ClassNode) return;
    const isWord = node instanceof CallNode && node.receiver === null;
    if (isWord) for (const word of wordsOf(node)) words.add(`${context}${word}`);
    for (const child of node.compactChildNodes()) {
      if (!isWord || !(child instanceof BlockNode)) visit(child, context);
      else if (!KEPT_BLOCKS.has(node.name)) visit(child, contextOf(node.name, context));
    }
  };
  if (formula.body !== null) visit(formula.body, '');
  return [...words].filter((word) => !own.has(word.replace(/\(.*/, ''))).toSorted();
}

function contextOf(name: string, around: string): string {
  const context = CONTEXTS.get(name);
  return context === undefined ? around : `${context}.`;
}

function wordsOf({ name, arguments_ }: CallNode): readonly string[] {
  const details = (arguments_?.arguments_ ?? []).flatMap((node) =>
    node instanceof KeywordHashNode
      ? node.elements.flatMap((each) => (each instanceof AssocNode ? detailsOf(each) : []))
      : symbolsOf(node).map((symbol) => `:${symbol}`),
  );
  return [name, ...details.map((detail) => `${name}(${detail})`)];
}

function detailsOf({ key, value }: AssocNode): readonly string[] {
  if (!(key instanceof SymbolNode)) return ['=>'];
  const name = key.unescaped.value;
  return [`${name}:`, ...symbolsOf(value).map((symbol) => `${name}: :${symbol}`)];
}

function symbolsOf(node: Node): readonly string[] {
  if (node instanceof SymbolNode) return [node.unescaped.value];
  return node instanceof ArrayNode ? node.elements.flatMap(symbolsOf) : [];
}
