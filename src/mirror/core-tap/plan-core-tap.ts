/** One formula of a stand-in homebrew-core: from where its text comes, or undefined for a stub. */
export interface PlannedFormula<Source> {
  readonly name: string;
  readonly source: Source | undefined;
}

/**
 * Lists the formulae of a stand-in homebrew-core in the order of their file names: those whose text is at hand, and a stub for every
 * other name that brew has to know. Names that differ in case only are one file to a Mac: the first one is in it, those with a text
 * before stubs.
 */
export function planCoreTap<Source>(
  texts: Iterable<readonly [name: string, source: Source]>,
  mentioned: Iterable<string>,
): readonly PlannedFormula<Source>[] {
  const planned = new Map<string, PlannedFormula<Source>>();
  const add = (name: string, source: Source | undefined): void => {
    const key = name.toLowerCase();
    if (!planned.has(key)) planned.set(key, { name, source });
  };
  for (const [name, source] of texts) add(name, source);
  for (const name of mentioned) add(name, undefined);
  return [...planned.values()].toSorted((a, b) => (fileOf(a.name) < fileOf(b.name) ? -1 : 1));
}

/** Gives the path of a formula in a stand-in homebrew-core, which is flat. */
export function fileOf(name: string): string {
  return `Formula/${name}.rb`;
}
