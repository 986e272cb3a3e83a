import { evaluate } from '../evaluate/evaluate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { findOption, symbolName, textOf } from '../evaluate/value.ts';
import {
  ArrayNode,
  AssocNode,
  type CallNode,
  HashNode,
  KeywordHashNode,
  type Node,
  SymbolNode,
} from '../syntax/prism.ts';
import { FormulaProblem } from '../syntax/problem.ts';

/**
 * Writes `license any_of: ["MIT", "Apache-2.0"]` as SPDX does. Like brew, returns undefined for `:cannot_represent` and for a
 * bare list, as in 2020, which says neither "and" nor "or". Throws {@link FormulaProblem} if Ruby would have to be run.
 * Rule: `SPDX.license_expression_to_string` in Library/Homebrew/utils/spdx.rb at 6.0.18.
 */
export function readLicence(call: CallNode, scope: Scope): string | undefined {
  const [node] = call.arguments_?.arguments_ ?? [];
  if (node === undefined || node instanceof ArrayNode) return undefined;
  if (symbolName(evaluate(node, scope)) === 'cannot_represent') return undefined;
  return write(node, scope, false);
}

function write(node: Node, scope: Scope, hasBrackets: boolean): string {
  if (node instanceof HashNode || node instanceof KeywordHashNode) {
    return writeHash(node, scope, hasBrackets);
  }
  const value = evaluate(node, scope);
  const symbol = symbolName(value);
  if (symbol !== undefined) return `LicenseRef-Homebrew-${symbol.replaceAll('_', '-')}`;
  return textOf(value) ?? unreadable(node);
}

function writeHash(node: HashNode | KeywordHashNode, scope: Scope, hasBrackets: boolean): string {
  const pairs = node.elements.filter((pair): pair is AssocNode => pair instanceof AssocNode);
  if (pairs.length < node.elements.length) return unreadable(node);
  const [only] = pairs;
  if (only === undefined) return unreadable(node);
  if (pairs.length > 1) return pairs.map((pair) => writePair(pair, scope, true)).join(' AND ');
  return writePair(only, scope, hasBrackets);
}

function writePair({ key, value }: AssocNode, scope: Scope, hasBrackets: boolean): string {
  const joined = key instanceof SymbolNode ? writeList(key, value, scope) : [];
  const parts = joined.length > 0 ? joined : [writeException(key, value, scope)];
  const isAnyOf = symbolName(evaluate(key, scope)) === 'any_of';
  const text = parts.join(isAnyOf ? ' OR ' : ' AND ');
  return hasBrackets ? `(${text})` : text;
}

function writeList(key: SymbolNode, value: Node, scope: Scope): readonly string[] {
  const name = key.unescaped.value;
  if (!(value instanceof ArrayNode) || (name !== 'any_of' && name !== 'all_of')) {
    return unreadable(key);
  }
  return value.elements.map((each) => write(each, scope, true));
}

/** Writes `"Apache-2.0" => { with: "LLVM-exception" }`. */
function writeException(key: Node, value: Node, scope: Scope): string {
  const licence = textOf(evaluate(key, scope));
  const exception = textOf(findOption(evaluate(value, scope), 'with'));
  if (licence === undefined || exception === undefined) return unreadable(key);
  return `${licence} WITH ${exception}`;
}

function unreadable(node: Node): never {
  throw new FormulaProblem('the licence is Ruby code, which is not run', node);
}
