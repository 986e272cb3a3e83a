import type { Condition } from '../../state/formula-state.ts';
import { findReleaseByCodename, findReleaseByVersion } from '../../../core/macos.ts';
import { answerEnvironmentTest } from './environment.ts';
import {
  AndNode,
  CallNode,
  ConstantPathNode,
  ConstantReadNode,
  FalseNode,
  FloatNode,
  LocalVariableReadNode,
  NilNode,
  type Node,
  OrNode,
  ParenthesesNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  TrueNode,
} from '../syntax/prism.ts';
import { excerpt, type Scope } from './scope.ts';

/** What a Ruby test requires: all of these conditions, or an answer that is already known. */
export type Predicate = readonly Condition[] | boolean;

type MacosCondition = Extract<Condition, { kind: 'macos' }>;

/** Questions with the same answer wherever a stable bottle is built or poured: 64 bits, and no options given. */
const CONSTANT_ANSWERS = new Map([
  ['build.head?', false],
  ['build.devel?', false],
  ['build.stable?', true],
  ['build.include?', false],
  ['build.flag?', false],
  ['build.universal?', false],
  ['build.build_32_bit?', false],
  ['build.cxx11?', false],
  ['build.any_args_or_options?', false],
  ['ARGV.build_head?', false],
  ['ARGV.build_devel?', false],
  ['ARGV.build_universal?', false],
  ['ARGV.include?', false],
  ['ARGV.flag?', false],
  ['Hardware.is_64_bit?', true],
  ['Hardware::CPU.is_64_bit?', true],
  ['MacOS.prefer_64_bit?', true],
  ['Hardware.is_32_bit?', false],
  ['Hardware::CPU.is_32_bit?', false],
  ['Hardware.ppc?', false],
  ['Hardware::CPU.ppc?', false],
]);

const QUESTIONS = new Map<string, Condition>([
  ['OS.mac?', { kind: 'system', system: 'macos' }],
  ['OS.linux?', { kind: 'system', system: 'linux' }],
  ['Hardware::CPU.arm?', { kind: 'arch', arch: 'arm64' }],
  ['Hardware::CPU.intel?', { kind: 'arch', arch: 'x86_64' }],
]);

/** Turns the test of an `if` into conditions; one that cannot be decided without running it has the kind `unknown`. */
export function findCondition(node: Node, scope: Scope): Predicate {
  if (node instanceof ParenthesesNode || node instanceof StatementsNode) {
    const only = node instanceof ParenthesesNode ? node.body : onlyOne(node.body);
    return only === null ? unknown(node, scope) : findCondition(only, scope);
  }
  if (node instanceof TrueNode) return true;
  if (node instanceof FalseNode || node instanceof NilNode) return false;
  if (node instanceof LocalVariableReadNode || node instanceof ConstantReadNode) {
    const names = node instanceof ConstantReadNode ? scope.constants : scope.locals;
    const value = names.get(node.name);
    return value === undefined ? unknown(node, scope) : value !== null && value !== false;
  }
  if (node instanceof AndNode)
    return both(findCondition(node.left, scope), findCondition(node.right, scope));
  if (node instanceof OrNode)
    return either(findCondition(node.left, scope), findCondition(node.right, scope));
  if (!(node instanceof CallNode) || node.receiver === null) return unknown(node, scope);
  if (node.name === '!') return negate(findCondition(node.receiver, scope));
  const question = `${pathOf(node.receiver)}.${node.name}`;
  const answer =
    answerOptionTest(node, scope) ??
    (scope.hasOwnEnvironment === true && OWN.test(question)
      ? undefined
      : (CONSTANT_ANSWERS.get(question) ?? answerEnvironmentTest(node)));
  if (answer !== undefined) return answer;
  const known = QUESTIONS.get(question) ?? findOldQuestion(question) ?? compareMacos(node);
  return known === undefined ? unknown(node, scope) : [known];
}

/** Questions that the user's environment and command line decide. */
const OWN = /^(?:ARGV|ENV)\b/;

/** Returns what holds in an `else`. */
export function negate(predicate: Predicate): Predicate {
  if (typeof predicate === 'boolean') return !predicate;
  const [only] = predicate;
  if (predicate.length !== 1 || only === undefined) return [{ kind: 'not', condition: predicate }];
  if (only.kind === 'system') {
    return [{ kind: 'system', system: only.system === 'macos' ? 'linux' : 'macos' }];
  }
  if (only.kind === 'arch') {
    return [{ kind: 'arch', arch: only.arch === 'arm64' ? 'x86_64' : 'arm64' }];
  }
  return only.kind === 'not' ? only.condition : [{ kind: 'not', condition: predicate }];
}

function both(left: Predicate, right: Predicate): Predicate {
  if (typeof left === 'boolean') return left && right;
  if (typeof right === 'boolean') return right && left;
  return [...left, ...right];
}

/** Returns what holds if at least one of two predicates holds. */
export function either(left: Predicate, right: Predicate): Predicate {
  if (typeof left === 'boolean') return left || right;
  if (typeof right === 'boolean') return right || left;
  return [{ kind: 'any', of: [left, right] }];
}

/** Finds the condition for a name of `OnSystem`: a system, or a release with or without a direction (`ventura_or_newer`). */
export function findSystem(name: string): Condition | undefined {
  if (name === 'macos' || name === 'linux') return { kind: 'system', system: name };
  const { codename = name, range } =
    /^(?<codename>.+)_(?<range>or_newer|or_older)$/.exec(name)?.groups ?? {};
  const release = findReleaseByCodename(codename);
  if (release === undefined) return undefined;
  const direction = range === 'or_newer' || range === 'or_older' ? range : 'exact';
  return { kind: 'macos', codename: release.codename, range: direction };
}

function unknown(node: Node, scope: Scope): readonly Condition[] {
  return [{ kind: 'unknown', text: excerpt(scope, node) }];
}

function onlyOne(body: readonly Node[]): Node | null {
  return body.length === 1 ? (body[0] ?? null) : null;
}

/** Writes a node such as `A::B` or `build`; empty for anything else. */
function pathOf(node: Node): string {
  if (node instanceof ConstantReadNode) return node.name;
  if (node instanceof ConstantPathNode) {
    return node.parent === null ? (node.name ?? '') : `${pathOf(node.parent)}::${node.name ?? ''}`;
  }
  if (!(node instanceof CallNode)) return '';
  return node.receiver === null ? node.name : `${pathOf(node.receiver)}.${node.name}`;
}

/**
 * Answers `build.with? "x"` for a build without options: whether `x` is included by default.
 * Rule: `BuildOptions#with?` in Library/Homebrew/build_options.rb at aad366ffaf; only options declared above the test count.
 */
function answerOptionTest(
  { receiver, name, arguments_ }: CallNode,
  { options }: Scope,
): boolean | undefined {
  if (receiver === null || pathOf(receiver) !== 'build') return undefined;
  const [option, more] = arguments_?.arguments_ ?? [];
  if (!(option instanceof StringNode) || more !== undefined) return undefined;
  const { value } = option.unescaped;
  const isWith = !options.has(`with-${value}`) && options.has(`without-${value}`);
  if (name === 'with?') return isWith;
  return name === 'without?' ? !isWith : undefined;
}

/** `MacOS.lion?` meant Lion or newer until 2013; `MacOS.leopard?` and `MacOS.tiger?` meant just that one. */
function findOldQuestion(question: string): MacosCondition | undefined {
  const name = /^MacOS\.(\w+?)(?:_or_newer)?\?$/.exec(question)?.[1] ?? '';
  const release = findReleaseByCodename(name);
  if (release === undefined) return undefined;
  const isExact = !question.endsWith('_or_newer?') && /^(?:leopard|tiger)$/.test(name);
  return { kind: 'macos', codename: release.codename, range: isExact ? 'exact' : 'or_newer' };
}

/** Reads `MacOS.version >= :mojave` and the like, with a codename, `"10.14"` or `10.14`. */
function compareMacos({ receiver, name, arguments_ }: CallNode): Condition | undefined {
  const release = isMacosVersion(receiver) ? findRelease(arguments_?.arguments_[0]) : undefined;
  if (release === undefined) return undefined;
  const { codename } = release;
  const within = (range: MacosCondition['range']): MacosCondition => ({
    kind: 'macos',
    codename,
    range,
  });
  switch (name) {
    case '>=':
      return within('or_newer');
    case '<=':
      return within('or_older');
    case '==':
      return within('exact');
    case '!=':
      return { kind: 'not', condition: [within('exact')] };
    case '>':
      return { kind: 'not', condition: [within('or_older')] };
    case '<':
      return { kind: 'not', condition: [within('or_newer')] };
    default:
      return undefined;
  }
}

/** Returns what a `when` requires: one of its values. Only those of `case MacOS.version` are understood. */
export function findCase(subject: Node | null, values: readonly Node[], scope: Scope): Predicate {
  const text = subject === null ? '' : `${excerpt(scope, subject)} is `;
  return values
    .map((value): Predicate => {
      const release = isMacosVersion(subject) ? findRelease(value) : undefined;
      return release === undefined
        ? [{ kind: 'unknown', text: text + excerpt(scope, value) }]
        : [{ kind: 'macos', codename: release.codename, range: 'exact' }];
    })
    .reduce(either);
}

function isMacosVersion(node: Node | null): boolean {
  return node !== null && /^(?:MacOS\.version|MACOS_VERSION)$/.test(pathOf(node));
}

function findRelease(node: Node | undefined): { readonly codename: string } | undefined {
  if (node instanceof SymbolNode) return findReleaseByCodename(node.unescaped.value);
  if (node instanceof StringNode) return findReleaseByVersion(node.unescaped.value);
  return node instanceof FloatNode ? findReleaseByVersion(String(node.value)) : undefined;
}
