/** A node of a dependency graph. */
export interface OrderedNode {
  readonly name: string;
  /** Names of other nodes; unknown names are ignored. */
  readonly dependencies: readonly string[];
}

/** An order in which every node comes after what it needs, except in cycles. */
export interface InstallOrder<Node extends OrderedNode> {
  readonly nodes: readonly Node[];
  /** The names around each cycle; the edge that closes it is ignored. */
  readonly cycles: readonly (readonly string[])[];
}

/**
 * Orders nodes so that dependencies come first. Deterministic: if several may come next, their names decide, so that the same
 * graph gives the same order however it was built.
 */
export function orderForInstall<Node extends OrderedNode>(
  nodes: readonly Node[],
): InstallOrder<Node> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ordered: Node[] = [];
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: Node): void => {
    if (done.has(node.name)) return;
    const at = path.indexOf(node.name);
    if (at !== -1) {
      cycles.push(path.slice(at));
      return;
    }
    path.push(node.name);
    for (const name of node.dependencies.toSorted()) {
      const next = byName.get(name);
      if (next !== undefined) visit(next);
    }
    path.pop();
    done.add(node.name);
    ordered.push(node);
  };
  for (const node of nodes.toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(node);
  return { nodes: ordered, cycles };
}
