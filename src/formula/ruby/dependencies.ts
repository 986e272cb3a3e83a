import type { Dependency } from '../../core/formula-state.ts';
import { evaluate, evaluateArguments } from './evaluate.ts';
import { AssocNode, type CallNode, HashNode, KeywordHashNode, type Node } from './prism.ts';
import { FormulaProblem } from './problem.ts';
import type { Scope } from './scope.ts';
import { findOption, isList, symbolName, textOf, type Value } from './value.ts';
import type { Place } from './walk-statements.ts';

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
/** Symbols that once stood for formulae; source: dependency_collector.rb of Homebrew/brew 0.9 to 1.x. */
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

/** Reads `depends_on` in all its forms; requirements are not among what it gives. */
export function readDependsOn(
  call: CallNode,
  { conditions }: Place,
  scope: Scope,
): readonly Dependency[] {
  return namedArguments(call, scope).flatMap(({ name, tags, node }) => {
    const kinds = readKinds(tags);
    const symbol = symbolName(name);
    if (symbol !== undefined) {
      const implied = SYMBOL_FORMULAE.get(symbol);
      if (implied === undefined) return [];
      return [
        {
          name: symbol,
          kinds: kinds.length > 0 ? kinds : implied,
          fromMacos: undefined,
          conditions,
        },
      ];
    }
    const text = textOf(name);
    if (text === undefined) {
      // A constant is the class of a requirement.
      if (/^[A-Z]/.test(sourceOf(node, scope))) return [];
      throw unknownName(node);
    }
    return LANGUAGES.has(tags[0] ?? '')
      ? []
      : [{ name: text, kinds, fromMacos: undefined, conditions }];
  });
}

/** Reads `uses_from_macos "x"`, `"x" => :build`, `since: :sierra`. */
export function readUsesFromMacos(
  call: CallNode,
  { conditions }: Place,
  scope: Scope,
): readonly Dependency[] {
  const options = evaluateArguments(call, scope);
  const since = symbolName(
    options.map((value) => findOption(value, 'since')).find((value) => value !== undefined),
  );
  return namedArguments(call, scope).flatMap(({ name, tags, node }) => {
    if (symbolName(name) !== undefined) return [];
    const text = textOf(name);
    if (text === undefined) throw unknownName(node);
    return [{ name: text, kinds: readKinds(tags), fromMacos: { since }, conditions }];
  });
}

function unknownName(node: Node): FormulaProblem {
  return new FormulaProblem('the name of a dependency is Ruby that would have to be run', node);
}

interface NamedArgument {
  readonly name: Value | undefined;
  readonly tags: readonly string[];
  readonly node: Node;
}

/** The names among the arguments: the plain ones, and the keys of hashes with their tags. */
function namedArguments(call: CallNode, scope: Scope): readonly NamedArgument[] {
  return (call.arguments_?.arguments_ ?? []).flatMap((node): readonly NamedArgument[] => {
    if (!(node instanceof HashNode || node instanceof KeywordHashNode)) {
      return [{ name: evaluate(node, scope), tags: [], node }];
    }
    return node.elements.flatMap((pair) =>
      pair instanceof AssocNode
        ? [
            {
              name: evaluate(pair.key, scope),
              tags: readTags(evaluate(pair.value, scope)),
              node: pair.key,
            },
          ]
        : [],
    );
  });
}

function readTags(value: Value | undefined): readonly string[] {
  const list = isList(value) ? value : [value];
  return list.flatMap((item) => symbolName(item) ?? []);
}

function readKinds(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => KINDS.has(tag));
}

function sourceOf({ location }: Node, { source }: Scope): string {
  return String.fromCodePoint(source[location.startOffset] ?? 0);
}
