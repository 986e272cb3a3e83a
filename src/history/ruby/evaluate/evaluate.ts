import { findCondition } from './predicate.ts';
import { createPattern } from './pattern.ts';
import { isMet } from './platform.ts';
import { callMethod } from './methods.ts';
import {
  ArrayNode,
  AssocNode,
  CallNode,
  ConstantReadNode,
  ElseNode,
  EmbeddedStatementsNode,
  FalseNode,
  FloatNode,
  HashNode,
  IfNode,
  InstanceVariableReadNode,
  IntegerNode,
  InterpolatedStringNode,
  KeywordHashNode,
  LocalVariableReadNode,
  NilNode,
  type Node,
  ParenthesesNode,
  RangeNode,
  RegularExpressionNode,
  SelfNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  TrueNode,
} from '../syntax/prism.ts';
import type { Scope } from './scope.ts';
import { findOption, isList, MAX_LENGTH, pairsOf, textOf, toText, type Value } from './value.ts';

/** Finds the value of an expression; undefined if it cannot be known without running Ruby. */
export function evaluate(node: Node | null | undefined, scope: Scope): Value | undefined {
  if (node instanceof StringNode) return node.unescaped.value;
  if (node instanceof SymbolNode) return { kind: 'symbol', name: node.unescaped.value };
  if (node instanceof IntegerNode || node instanceof FloatNode) return plainNumber(node.value);
  if (node instanceof TrueNode) return true;
  if (node instanceof FalseNode) return false;
  if (node instanceof NilNode) return null;
  if (node instanceof ArrayNode) return evaluateList(node.elements, scope);
  if (node instanceof HashNode || node instanceof KeywordHashNode) return evaluateHash(node, scope);
  if (node instanceof InterpolatedStringNode) return interpolate(node, scope);
  if (node instanceof LocalVariableReadNode) return scope.locals.get(node.name);
  if (node instanceof InstanceVariableReadNode) return scope.locals.get(node.name);
  if (node instanceof ConstantReadNode) return scope.constants.get(node.name);
  if (node instanceof ParenthesesNode) return evaluate(node.body, scope);
  if (node instanceof StatementsNode || node instanceof EmbeddedStatementsNode) {
    return evaluateLast(node, scope);
  }
  if (node instanceof IfNode) return evaluateChoice(node, scope);
  return node instanceof CallNode ? evaluateCall(node, scope) : undefined;
}

/** The parser returns integers beyond 2^53 as a bigint, whatever its types say. */
function plainNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Evaluates the arguments of a call; those that are not known are undefined. */
export function evaluateArguments(call: CallNode, scope: Scope): readonly (Value | undefined)[] {
  return (call.arguments_?.arguments_ ?? []).map((node) => evaluate(node, scope));
}

function evaluateList(nodes: readonly Node[], scope: Scope): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const node of nodes) {
    const value = evaluate(node, scope);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Leaves out pairs that are not known: the others still count. */
function evaluateHash(node: HashNode | KeywordHashNode, scope: Scope): Value {
  const pairs: [Value, Value][] = [];
  for (const element of node.elements) {
    if (!(element instanceof AssocNode)) continue;
    const key = evaluate(element.key, scope);
    const value = evaluate(element.value, scope);
    if (key !== undefined && value !== undefined) pairs.push([key, value]);
  }
  return { kind: 'hash', pairs };
}

function interpolate(node: InterpolatedStringNode, scope: Scope): string | undefined {
  let text = '';
  for (const part of node.parts) {
    const value = toText(evaluate(part, scope));
    if (value === undefined || text.length + value.length > MAX_LENGTH) return undefined;
    text += value;
  }
  return text;
}

function evaluateLast(
  node: StatementsNode | EmbeddedStatementsNode,
  scope: Scope,
): Value | undefined {
  if (node instanceof EmbeddedStatementsNode) {
    return node.statements === null ? '' : evaluate(node.statements, scope);
  }
  return node.body.length === 1 ? evaluate(node.body[0], scope) : undefined;
}

function evaluateChoice(node: IfNode, scope: Scope): Value | undefined {
  const condition = findCondition(node.predicate, scope);
  const isTrue = typeof condition === 'boolean' ? condition : isMet(condition, scope.platform);
  if (isTrue === undefined) return undefined;
  if (isTrue) return evaluate(node.statements, scope);
  const { subsequent } = node;
  return subsequent === null
    ? null
    : evaluate(subsequent instanceof ElseNode ? subsequent.statements : subsequent, scope);
}

function evaluateCall(call: CallNode, scope: Scope): Value | undefined {
  if (call.receiver === null || call.receiver instanceof SelfNode) return callOwn(call, scope);
  const receiver = evaluate(call.receiver, scope);
  if (receiver === undefined) return undefined;
  const first = call.arguments_?.arguments_[0];
  if (first instanceof RegularExpressionNode) return callWithPattern(receiver, call, scope);
  if (first instanceof RangeNode && (call.name === '[]' || call.name === 'slice')) {
    return sliceRange(receiver, first, scope);
  }
  if (call.name === 'map') return mapList(receiver, call, scope);
  if (call.block !== null) return undefined;
  const args = evaluateArguments(call, scope);
  const known = args.filter((value) => value !== undefined);
  return known.length === args.length ? callMethod(receiver, call.name, known) : undefined;
}

/** Calls a method of the class itself. */
function callOwn(call: CallNode, scope: Scope): Value | undefined {
  const [options] = evaluateArguments(call, scope);
  switch (call.name) {
    case 'version': {
      const text = scope.version();
      return text === undefined ? undefined : { kind: 'version', text };
    }
    case 'name':
      return scope.name;
    case 'on_system_conditional':
      return findOption(options, scope.platform.system);
    case 'on_arch_conditional':
      return findOption(options, scope.platform.arch === 'arm64' ? 'arm' : 'intel') ?? null;
    default:
      return undefined;
  }
}

function callWithPattern(
  receiver: Value,
  { name, arguments_ }: CallNode,
  scope: Scope,
): Value | undefined {
  const [node] = arguments_?.arguments_ ?? [];
  if (!(node instanceof RegularExpressionNode)) return undefined;
  const pattern = createPattern(node.unescaped.value, flagsOf(node, scope));
  const text = textOf(receiver);
  if (pattern === undefined || text === undefined) return undefined;
  const second = evaluate(arguments_?.arguments_[1], scope);
  if (name === '[]' || name === 'slice') {
    return pattern.find(text, typeof second === 'number' ? second : 0);
  }
  if (name === 'split') return pattern.split(text);
  const replacement = textOf(second);
  if (replacement === undefined || (name !== 'sub' && name !== 'gsub')) return undefined;
  return pattern.replace(text, replacement, name === 'gsub');
}

function flagsOf({ closingLoc }: RegularExpressionNode, { source }: Scope): string {
  const { startOffset, length } = closingLoc;
  return new TextDecoder().decode(source.subarray(startOffset + 1, startOffset + length));
}

function sliceRange(receiver: Value, range: RangeNode, scope: Scope): Value | undefined {
  const items = isList(receiver) ? receiver : textOf(receiver);
  const start = range.left === null ? 0 : evaluate(range.left, scope);
  const end = range.right === null ? -1 : evaluate(range.right, scope);
  if (items === undefined || typeof start !== 'number' || typeof end !== 'number') return undefined;
  const isOpen = range.operatorLoc.length === 3 && range.right !== null;
  const last = (end < 0 ? items.length + end : end) + (isOpen ? 0 : 1);
  return items.slice(start, Math.max(0, last));
}

/** Evaluates `map(&:to_i)`, and nothing else. */
function mapList(receiver: Value, call: CallNode, scope: Scope): Value | undefined {
  const method = /^&:(\w+)$/.exec(call.block === null ? '' : textAt(call.block, scope))?.[1];
  if (!isList(receiver) || method === undefined) return undefined;
  const items = receiver.map((item) => callMethod(item, method, []));
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

function textAt({ location }: Node, { source }: Scope): string {
  const { startOffset, length } = location;
  return new TextDecoder().decode(source.subarray(startOffset, startOffset + length));
}

/** Merges the pairs of all hashes among the values: `url "x", tag: "y"` and the old `url "x", { :tag => "y" }`. */
export function mergeOptions(values: readonly (Value | undefined)[]): Value {
  return { kind: 'hash', pairs: values.flatMap(pairsOf) };
}
