import { findFormulaClass } from './syntax/formula-class.ts';
import {
  ArrayNode,
  AssocNode,
  BlockNode,
  CallNode,
  ClassNode,
  ConstantPathNode,
  ConstantReadNode,
  DefNode,
  KeywordHashNode,
  loadRubyParser,
  type Node,
  StringNode,
  SymbolNode,
} from './syntax/prism.ts';

/** Lists what a formula calls while it is loaded; see {@link createWordLister}. */
export type WordLister = (bytes: Uint8Array, path: string) => readonly string[] | undefined;

/** Larger than any formula has ever been. */
const MAX_BYTES = 900_000;

/** Calls whose block has its own words; any other block has the words of the block around it. */
const CONTEXTS = new Set([
  'bottle',
  'resource',
  'patch',
  'livecheck',
  'service',
  'fails_with',
  'pour_bottle?',
]);

/** Calls whose block is kept for later: brew does not run it while it loads the formula or pours its bottle. */
const KEPT_BLOCKS = new Set(['test', 'satisfy', 'strategy', 'post_install_steps']);

/**
 * Loads Ruby's parser and returns a function that lists the words a formula uses outside its methods: what brew has to know to
 * load it. A word is `keg_only` or, in a block with its own words, `bottle.rebuild`; if an argument may matter, also
 * `deprecate!(because:)`, `depends_on(:x11)`, `uses_from_macos(since: :sierra)`, `bottle.sha256(=>)` for a hash of strings,
 * `include(Language::Go)` and `require(language/go)`. Includes words under a condition, but not those that the formula itself
 * defines. Returns undefined if the file is not a formula. Never runs a formula.
 */
export async function createWordLister(): Promise<WordLister> {
  const parser = await loadRubyParser();
  return (bytes, path) => {
    if (bytes.length > MAX_BYTES || bytes.includes(0)) return undefined;
    try {
      const { program, errors } = parser.parse(bytes);
      if (errors.length > 0) return undefined;
      const formula = findFormulaClass(program, path);
      if (formula === undefined) return undefined;
      const required = program.statements.body.filter(isRequire).flatMap(wordsOf);
      return [...new Set([...required, ...listWords(formula)])].toSorted();
    } catch {
      // The text overwhelms the parser, or nests too deep to be walked.
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
    if (isWord) for (const word of wordsOf(node)) words.add(placed(word, context));
    for (const child of node.compactChildNodes()) {
      if (!isWord || !(child instanceof BlockNode)) visit(child, context);
      else if (!KEPT_BLOCKS.has(node.name)) visit(child, contextOf(node.name, context));
    }
  };
  if (formula.body !== null) visit(formula.body, '');
  return [...words].filter((word) => !own.has(word.replace(/\(.*/, '')));
}

function isRequire(node: Node): node is CallNode {
  return node instanceof CallNode && node.receiver === null && node.name === 'require';
}

function contextOf(name: string, around: string): string {
  return CONTEXTS.has(name) ? `${name}.` : around;
}

/** Prefixes a word with its context; `on_macos` and the like mean the same everywhere. */
function placed(word: string, context: string): string {
  return word.startsWith('on_') ? word : `${context}${word}`;
}

function wordsOf({ name, arguments_ }: CallNode): readonly string[] {
  const details = (arguments_?.arguments_ ?? []).flatMap((node) => {
    if (node instanceof KeywordHashNode) {
      return node.elements.flatMap((each) => (each instanceof AssocNode ? detailsOf(each) : []));
    }
    if (name === 'require' && node instanceof StringNode) return [node.unescaped.value];
    if (name === 'include') return constantOf(node) ?? [];
    return symbolsOf(node).map((symbol) => `:${symbol}`);
  });
  // The word alone says nothing beyond what it loads.
  if (name === 'require' || name === 'include') return details.map((each) => `${name}(${each})`);
  return [name, ...details.map((detail) => `${name}(${detail})`)];
}

/** Writes a constant such as `Language::Node::Shebang`; undefined for anything else. */
function constantOf(node: Node | null): string | undefined {
  if (node instanceof ConstantReadNode) return node.name;
  if (!(node instanceof ConstantPathNode) || node.name === null) return undefined;
  if (node.parent === null) return node.name;
  const parent = constantOf(node.parent);
  return parent === undefined ? undefined : `${parent}::${node.name}`;
}

function detailsOf({ key, value, operatorLoc }: AssocNode): readonly string[] {
  if (!(key instanceof SymbolNode)) return ['=>'];
  const name = key.unescaped.value;
  // `depends_on :x11 => :build` is as much about `:x11` as `depends_on :x11` is.
  const itself = operatorLoc === null ? [] : [`:${name}`];
  return [`${name}:`, ...itself, ...symbolsOf(value).map((symbol) => `${name}: :${symbol}`)];
}

function symbolsOf(node: Node): readonly string[] {
  if (node instanceof SymbolNode) return [node.unescaped.value];
  return node instanceof ArrayNode ? node.elements.flatMap(symbolsOf) : [];
}
