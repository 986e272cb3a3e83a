import type { Condition } from '../../state/formula-state.ts';
import { evaluate, evaluateArguments } from './evaluate.ts';
import { callMethod } from './methods.ts';
import { isMet } from './platform.ts';
import {
  either,
  findCase,
  findCondition,
  findSystem,
  negate,
  type Predicate,
} from './predicate.ts';
import {
  AndNode,
  BeginNode,
  BlockNode,
  BlockParametersNode,
  CallNode,
  CaseNode,
  ConstantWriteNode,
  ElseNode,
  IfNode,
  InstanceVariableWriteNode,
  LocalVariableOperatorWriteNode,
  LocalVariableTargetNode,
  LocalVariableWriteNode,
  MultiWriteNode,
  type Node,
  OrNode,
  ParenthesesNode,
  RequiredParameterNode,
  SelfNode,
  StatementsNode,
  UnlessNode,
  WhenNode,
} from '../syntax/prism.ts';
import { excerpt, type Scope } from './scope.ts';
import { isList, pairsOf, symbolName, type Value } from './value.ts';

/** The place of a statement. */
export interface Place {
  /** The conditions that all hold there. */
  readonly conditions: readonly Condition[];
  /** Whether they hold on the platform of the scope; undefined if that cannot be known. */
  readonly isLive: boolean | undefined;
  /** Whether a stable build never gets there: `if build.head?`. */
  readonly isNever: boolean;
}

/** The place where every statement counts. */
export const EVERYWHERE: Place = { conditions: [], isLive: true, isNever: false };

/** Takes one call that is not control flow, in the order of the file. */
export type CallVisitor = (call: CallNode, place: Place) => void;

/** More statements than any formula has; every round of a loop over a list counts. */
const MAX_STATEMENTS = 50_000;

/** Walks the statements of a class body or block, including those in branches, loops over lists and `on_*` blocks. */
export class StatementWalker {
  readonly #scope: Scope;
  #statements = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Passes every call to `visit`; throws a `RangeError` if there are too many statements. */
  walk(node: Node | null | undefined, place: Place, visit: CallVisitor): void {
    if (node === null || node === undefined) return;
    this.#statements += 1;
    if (this.#statements > MAX_STATEMENTS) throw new RangeError('too many statements');
    if (node instanceof StatementsNode) for (const part of node.body) this.walk(part, place, visit);
    else if (node instanceof ParenthesesNode) this.walk(node.body, place, visit);
    else if (node instanceof BeginNode) this.walk(node.statements, place, visit);
    else if (node instanceof CallNode) this.#walkCall(node, place, visit);
    else if (node instanceof IfNode) this.#walkIf(node, place, visit);
    else if (node instanceof UnlessNode) this.#walkUnless(node, place, visit);
    else if (node instanceof CaseNode) this.#walkCase(node, place, visit);
    else if (node instanceof AndNode) {
      this.walk(node.right, this.#narrow(place, findCondition(node.left, this.#scope)), visit);
    } else if (node instanceof OrNode) {
      const otherwise = negate(findCondition(node.left, this.#scope));
      this.walk(node.right, this.#narrow(place, otherwise), visit);
    } else this.#assign(node, place);
  }

  #walkCall(call: CallNode, place: Place, visit: CallVisitor): void {
    const { block, receiver } = call;
    if (receiver !== null && !(receiver instanceof SelfNode)) {
      if (call.name === 'each' && block instanceof BlockNode)
        this.#walkEach(evaluate(receiver, this.#scope), block, (body) =>
          this.walk(body, place, visit),
        );
      return;
    }
    const system = block instanceof BlockNode ? findBlockCondition(call, this.#scope) : undefined;
    if (system === undefined) visit(call, place);
    else if (block instanceof BlockNode) this.walk(block.body, this.#narrow(place, system), visit);
  }

  #walkIf({ predicate, statements, subsequent }: IfNode, place: Place, visit: CallVisitor): void {
    const condition = findCondition(predicate, this.#scope);
    this.walk(statements, this.#narrow(place, condition), visit);
    this.#walkElse(subsequent, this.#narrow(place, negate(condition)), visit);
  }

  #walkUnless(node: UnlessNode, place: Place, visit: CallVisitor): void {
    const condition = findCondition(node.predicate, this.#scope);
    this.walk(node.statements, this.#narrow(place, negate(condition)), visit);
    this.#walkElse(node.elseClause, this.#narrow(place, condition), visit);
  }

  #walkCase(node: CaseNode, place: Place, visit: CallVisitor): void {
    let rest = place;
    for (const branch of node.conditions) {
      if (!(branch instanceof WhenNode)) continue;
      const condition = findCase(node.predicate, branch.conditions, this.#scope);
      this.walk(branch.statements, this.#narrow(rest, condition), visit);
      rest = this.#narrow(rest, negate(condition));
    }
    this.#walkElse(node.elseClause, rest, visit);
  }

  #walkElse(node: Node | null, place: Place, visit: CallVisitor): void {
    this.walk(node instanceof ElseNode ? node.statements : node, place, visit);
  }

  /** Walks `["a", "b"].each do |name| … end`; once, with unknown names, if the list is not known. */
  #walkEach(
    values: Value | undefined,
    { parameters, body }: BlockNode,
    walkRound: (body: Node | null) => void,
  ): void {
    const names = parameterNames(parameters);
    const hash = pairsOf(values);
    const items: readonly (Value | undefined)[] = isList(values)
      ? values
      : hash.length > 0
        ? hash
        : [undefined];
    for (const item of items) {
      const parts = names.length > 1 && isList(item) ? item : [item];
      for (const [index, name] of names.entries()) this.#scope.locals.set(name, parts[index]);
      walkRound(body);
    }
  }

  #narrow(place: Place, predicate: Predicate): Place {
    if (predicate === true) return place;
    if (predicate === false) return { ...place, isLive: false, isNever: true };
    const { conditions, isLive, isNever } = place;
    const isHere = isMet(predicate, this.#scope.platform);
    const isBoth = isLive === false || isHere === false ? false : isLive && isHere;
    return { conditions: [...conditions, ...predicate], isLive: isBoth, isNever };
  }

  #assign(node: Node, { isLive }: Place): void {
    const { locals, constants } = this.#scope;
    if (isLive === false) return;
    const value = (expression: Node): Value | undefined =>
      isLive === true ? evaluate(expression, this.#scope) : undefined;
    if (node instanceof LocalVariableWriteNode || node instanceof InstanceVariableWriteNode) {
      locals.set(node.name, value(node.value));
    } else if (node instanceof ConstantWriteNode) constants.set(node.name, value(node.value));
    else if (node instanceof LocalVariableOperatorWriteNode) {
      const [old, operand] = [locals.get(node.name), value(node.value)];
      const isKnown = old !== undefined && operand !== undefined;
      locals.set(node.name, isKnown ? callMethod(old, node.binaryOperator, [operand]) : undefined);
    } else if (node instanceof MultiWriteNode) {
      const list = value(node.value);
      for (const [index, target] of node.lefts.entries()) {
        if (!(target instanceof LocalVariableTargetNode)) continue;
        locals.set(target.name, isList(list) ? list[index] : undefined);
      }
    }
  }
}

/** Finds the condition of an `on_*` block; undefined for any other call. Rules: Library/Homebrew/on_system.rb at aad366ffaf. */
function findBlockCondition(call: CallNode, scope: Scope): Predicate | undefined {
  const subject = /^on_(\w+)$/.exec(call.name)?.[1];
  if (subject === undefined) return undefined;
  const args = evaluateArguments(call, scope);
  if (subject === 'arm') return [{ kind: 'arch', arch: 'arm64' }];
  if (subject === 'intel') return [{ kind: 'arch', arch: 'x86_64' }];
  if (subject === 'system') return onAnySystem(args);
  const direction = symbolName(args[0]);
  const found = findSystem(direction === undefined ? subject : `${subject}_${direction}`);
  return found === undefined ? [{ kind: 'unknown', text: excerpt(scope, call) }] : [found];
}

/** Reads `on_system :linux, macos: :ventura_or_newer`. */
function onAnySystem(args: readonly (Value | undefined)[]): Predicate {
  const names = args.flatMap((arg) => {
    const plain = symbolName(arg);
    return plain === undefined ? pairsOf(arg).map(([, value]) => symbolName(value)) : [plain];
  });
  return names
    .map((name): Predicate => {
      const found = name === undefined ? undefined : findSystem(name);
      return found === undefined ? [{ kind: 'unknown', text: name ?? 'on_system' }] : [found];
    })
    .reduce(either, false);
}

function parameterNames(node: Node | null): readonly string[] {
  if (!(node instanceof BlockParametersNode)) return [];
  return (node.parameters?.requireds ?? []).flatMap((parameter) =>
    parameter instanceof RequiredParameterNode ? [parameter.name] : [],
  );
}
