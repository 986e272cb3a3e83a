import type { Condition, Dependency } from '../../state/formula-state.ts';
import { evaluate, evaluateArguments, mergeOptions } from '../evaluate/evaluate.ts';
import { findCondition, negate } from '../evaluate/predicate.ts';
import {
  AssocNode,
  CallNode,
  ConstantPathNode,
  ConstantReadNode,
  ElseNode,
  HashNode,
  IfNode,
  KeywordHashNode,
  type Node,
  ParenthesesNode,
  StatementsNode,
} from '../syntax/prism.ts';
import { FormulaProblem } from '../syntax/problem.ts';
import type { Scope } from '../evaluate/scope.ts';
import { findOption, isList, symbolName, textOf, type Value } from '../evaluate/value.ts';
import type { Place } from '../evaluate/walk-statements.ts';

const KINDS = new Set(['build', 'test', 'recommended', 'optional', 'implicit']);
/** Until 2017 `depends_on "x" => :python` asked for a module of a language, not for a formula. */
const LANGUAGES = new Set([
  'chicken',
  'jruby',
  'lua',
  'node',
  'ocaml',
  'perl',
  'python',
  'python3',
  'rbx',
  'ruby',
]);
/** Symbols that once meant formulae; source: dependency_collector.rb of Homebrew/brew 0.9 to 1.x. */
const SYMBOL_FORMULAE = new Map<string, readonly string[]>([
  ['autoconf', ['build']],
  ['automake', ['build']],
  ['bsdmake', ['build']],
  ['libtool', ['build']],
  ['cairo', []],
  ['fontconfig', []],
  ['freetype', []],
  ['libpng', []],
  ['pixman', []],
]);

/** Reads `depends_on` in all its forms; leaves out requirements. */
export function readDependsOn(call: CallNode, place: Place, scope: Scope): readonly Dependency[] {
  return namedArguments(call, place, scope).flatMap(({ name, tags, node, conditions }) => {
    const kinds = tags.filter((tag) => KINDS.has(tag));
    const symbol = symbolName(name);
    if (symbol !== undefined) {
      const implied = SYMBOL_FORMULAE.get(symbol);
      if (implied === undefined) return [];
      const all = kinds.length > 0 ? kinds : implied;
      return [{ name: symbol, kinds: all, fromMacos: undefined, conditions }];
    }
    const text = textOf(name);
    if (text === undefined && isRequirementClass(node)) return [];
    if (text === undefined) throw unknownName(node);
    if (LANGUAGES.has(tags[0] ?? '')) return [];
    return [{ name: text, kinds, fromMacos: undefined, conditions }];
  });
}

/**
 * Records the build options that an optional or recommended `depends_on` declares.
 * Rule: `SoftwareSpec#add_dep_option` in Library/Homebrew/software_spec.rb at aad366ffaf.
 */
export function noteDependencyOptions(call: CallNode, place: Place, scope: Scope): void {
  for (const { name, tags } of namedArguments(call, place, scope)) {
    const text = symbolName(name) ?? textOf(name);
    if (text === undefined) continue;
    const short = text.slice(text.lastIndexOf('/') + 1);
    const isOptional = tags.includes('optional');
    if (isOptional) scope.options.add(`with-${short}`);
    else if (tags.includes('recommended')) scope.options.add(`without-${short}`);
  }
}

/** Records the build option that `option "with-x"` declares. */
export function noteOption(call: CallNode, scope: Scope): void {
  const name = textOf(evaluateArguments(call, scope)[0]);
  if (name !== undefined) scope.options.add(name.replace(/^-+/, ''));
}

/** Reads `uses_from_macos "x"`, `"x" => :build`, `since: :sierra`. */
export function readUsesFromMacos(
  call: CallNode,
  place: Place,
  scope: Scope,
): readonly Dependency[] {
  const options = mergeOptions(evaluateArguments(call, scope));
  const since = symbolName(findOption(options, 'since'));
  return namedArguments(call, place, scope).flatMap(({ name, tags, node, conditions }) => {
    if (symbolName(name) !== undefined) return [];
    const text = textOf(name);
    if (text === undefined) throw unknownName(node);
    const kinds = tags.filter((tag) => KINDS.has(tag));
    return [{ name: text, kinds, fromMacos: { since }, conditions }];
  });
}

interface NamedArgument {
  readonly name: Value | undefined;
  readonly tags: readonly string[];
  readonly node: Node;
  readonly conditions: readonly Condition[];
}

/** Lists the names among the arguments: plain ones, and the keys of hashes with their tags. */
function namedArguments(
  call: CallNode,
  { conditions }: Place,
  scope: Scope,
): readonly NamedArgument[] {
  return (call.arguments_?.arguments_ ?? []).flatMap((node): readonly NamedArgument[] => {
    if (!(node instanceof HashNode || node instanceof KeywordHashNode)) {
      return nameChoices({ node, tags: [], conditions }, scope);
    }
    return node.elements.flatMap((pair) =>
      pair instanceof AssocNode
        ? nameChoices(
            { node: pair.key, tags: readTags(evaluate(pair.value, scope)), conditions },
            scope,
          )
        : [],
    );
  });
}

/** Reads `depends_on (OS.mac? ? "a" : "b")` as two dependencies, each with its condition. */
function nameChoices(
  { node, tags, conditions }: Omit<NamedArgument, 'name'>,
  scope: Scope,
): readonly NamedArgument[] {
  const inner = node instanceof ParenthesesNode ? onlyStatement(node.body) : node;
  const other = inner instanceof IfNode ? inner.subsequent : null;
  if (!(inner instanceof IfNode) || !(other instanceof ElseNode)) {
    return [{ name: evaluate(inner, scope), tags, node: inner, conditions }];
  }
  const test = findCondition(inner.predicate, scope);
  const branches = [
    [onlyStatement(inner.statements), test],
    [onlyStatement(other.statements), negate(test)],
  ] as const;
  return branches.flatMap(([branch, predicate]) => {
    if (predicate === false) return [];
    const all = predicate === true ? conditions : [...conditions, ...predicate];
    return nameChoices({ node: branch, tags, conditions: all }, scope);
  });
}

function onlyStatement(node: Node | null): Node {
  const only = node instanceof StatementsNode ? node.body[0] : node;
  if (only === undefined || only === null) throw new RangeError('a name is missing');
  return only;
}

function readTags(value: Value | undefined): readonly string[] {
  const list = isList(value) ? value : [value];
  return list.flatMap((item) => symbolName(item) ?? []);
}

function unknownName(node: Node): FormulaProblem {
  return new FormulaProblem('the name of a dependency is Ruby code, which is not run', node);
}

/** Returns whether a node is `FooRequirement`, `::FooRequirement` or `FooRequirement.new`. */
function isRequirementClass(node: Node): boolean {
  if (node instanceof CallNode) return node.receiver !== null && isRequirementClass(node.receiver);
  return node instanceof ConstantReadNode || node instanceof ConstantPathNode;
}
