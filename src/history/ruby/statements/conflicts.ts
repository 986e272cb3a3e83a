import { evaluate } from '../evaluate/evaluate.ts';
import { type CallNode, SplatNode } from '../syntax/prism.ts';
import type { Scope } from '../evaluate/scope.ts';
import { isList, textOf } from '../evaluate/value.ts';

/**
 * Reads the names of `conflicts_with "a", *%w[b c], because: "…"`. Leaves out a name that Ruby would have to build: nothing
 * depends on these.
 */
export function readConflicts(call: CallNode, scope: Scope): readonly string[] {
  return (call.arguments_?.arguments_ ?? []).flatMap((node) => {
    const value = evaluate(node instanceof SplatNode ? node.expression : node, scope);
    return (isList(value) ? value : [value]).flatMap((each) => textOf(each) ?? []);
  });
}
