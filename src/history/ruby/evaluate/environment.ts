import {
  CallNode,
  ConstantReadNode,
  FalseNode,
  NilNode,
  type Node,
  StringNode,
} from '../syntax/prism.ts';

/** What every shell sets and brew passes on, and brew's own variables, which the user may set. Source: bin/brew at aad366ffaf. */
const MAY_BE_SET =
  /^(?:HOMEBREW_\w*|HOME|SHELL|PATH|TERM|COLUMNS|DISPLAY|LOGNAME|USER|TMPDIR|LANG)$/;
const ASKS_WHETHER_SET = new Set(['key?', 'has_key?', 'include?', 'member?', '[]']);

/**
 * Answers a test of an environment variable as Homebrew does on a normal machine, where only the shell's own are set: `ENV["CI"]`
 * is nil there. Undefined for any other test, and for variables that may be set.
 */
export function answerEnvironmentTest(node: CallNode): boolean | undefined {
  const { receiver, name } = node;
  if (isUnset(node)) return false;
  if (receiver === null || !isUnset(receiver)) return undefined;
  const other = node.arguments_?.arguments_[0];
  switch (name) {
    case 'nil?':
    case 'blank?':
      return true;
    case 'present?':
      return false;
    case '==':
      return other instanceof StringNode ? false : undefined;
    case '!=':
      return other instanceof StringNode ? true : undefined;
    default:
      return undefined;
  }
}

/** Returns whether a node is `ENV["CI"]`, `ENV.key?("CI")`, `ENV.fetch("CI", nil)` or the like, which are nil or false. */
function isUnset(node: Node): boolean {
  if (!(node instanceof CallNode) || node.block !== null) return false;
  const { receiver, name, arguments_ } = node;
  if (!(receiver instanceof ConstantReadNode) || receiver.name !== 'ENV') return false;
  const [variable, fallback] = arguments_?.arguments_ ?? [];
  if (!(variable instanceof StringNode) || MAY_BE_SET.test(variable.unescaped.value)) return false;
  if (name === 'fetch') return fallback instanceof NilNode || fallback instanceof FalseNode;
  return ASKS_WHETHER_SET.has(name) && fallback === undefined;
}
