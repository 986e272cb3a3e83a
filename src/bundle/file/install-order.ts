/** Something that is installed after what it needs. */
export interface Ordered {
  readonly formula: string;
  readonly dependencies: readonly string[];
}

/** Finds the first item that comes twice, before something it needs, or without it; undefined if the order is right. */
export function findOrderFault(
  items: readonly Ordered[],
): { readonly formula: string; readonly message: string } | undefined {
  const all = new Set(items.map(({ formula }) => formula));
  const before = new Set<string>();
  for (const { formula, dependencies } of items) {
    if (before.has(formula)) return { formula, message: `${formula} is in the order twice` };
    const late = dependencies.find((dependency) => !before.has(dependency));
    if (late !== undefined) {
      return {
        formula,
        message: all.has(late)
          ? `${formula} comes before ${late}, which it needs`
          : `${formula} needs ${late}, which is not there`,
      };
    }
    before.add(formula);
  }
  return undefined;
}
