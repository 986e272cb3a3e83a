import type { FormulaPatch } from '../../state/formula-details.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { isMet } from '../evaluate/platform.ts';
import { findCondition, negate, type Predicate } from '../evaluate/predicate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { textOf } from '../evaluate/value.ts';
import {
  ArrayNode,
  AssocNode,
  type ClassNode,
  ConstantReadNode,
  DefNode,
  ElseNode,
  HashNode,
  IfNode,
  KeywordHashNode,
  NilNode,
  type Node,
  StatementsNode,
  UnlessNode,
} from '../syntax/prism.ts';
import { FormulaProblem } from '../syntax/problem.ts';
import { EMBEDDED_PATCH, patchFromAddress } from './patches.ts';

/**
 * Reads `def patches` of 2009 to 2014, which returned `DATA`, a URL, a list of these, or a hash of them by the number of folders
 * to strip. Throws {@link FormulaProblem} for anything else, which would have to be run.
 */
export function readOldPatches(formulaClass: ClassNode, scope: Scope): readonly FormulaPatch[] {
  const { body } = formulaClass;
  const methods = body instanceof StatementsNode ? body.body : [];
  return methods.flatMap((method) =>
    method instanceof DefNode && method.name === 'patches' ? readNode(method.body, scope) : [],
  );
}

function readNode(node: Node | null, scope: Scope): readonly FormulaPatch[] {
  if (node === null || node instanceof NilNode) return [];
  if (node instanceof StatementsNode && node.body.length === 1)
    return readNode(node.body[0] ?? null, scope);
  if (node instanceof ConstantReadNode && node.name === 'DATA') return [EMBEDDED_PATCH];
  if (node instanceof ArrayNode) return node.elements.flatMap((each) => readNode(each, scope));
  if (node instanceof HashNode || node instanceof KeywordHashNode) {
    return node.elements.flatMap((pair) =>
      readNode(pair instanceof AssocNode ? pair.value : pair, scope),
    );
  }
  if (node instanceof IfNode) return readChoice(node, findCondition(node.predicate, scope), scope);
  if (node instanceof UnlessNode) {
    return readChoice(node, negate(findCondition(node.predicate, scope)), scope);
  }
  const url = textOf(evaluate(node, scope));
  if (url !== undefined && /^[a-z+]+:\/\//i.test(url)) return [patchFromAddress(url)];
  throw unreadable(node);
}

function readChoice(
  node: IfNode | UnlessNode,
  condition: Predicate,
  scope: Scope,
): readonly FormulaPatch[] {
  const isTrue = typeof condition === 'boolean' ? condition : isMet(condition, scope.platform);
  if (isTrue === undefined) throw unreadable(node);
  if (isTrue) return readNode(node.statements, scope);
  const other = node instanceof IfNode ? node.subsequent : node.elseClause;
  return readNode(other instanceof ElseNode ? other.statements : other, scope);
}

function unreadable(node: Node): FormulaProblem {
  return new FormulaProblem('the patches are Ruby code, which is not run', node);
}
