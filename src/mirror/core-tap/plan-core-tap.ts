/** One formula of a stand-in homebrew-core, with the source of its text, or undefined for a stub. */
export interface PlannedFormula<Source> {
  readonly name: string;
  readonly source: Source | undefined;
}

/**
 * Lists the formulae of a stand-in homebrew-core in the order of their file names: those whose text is available, and a stub for
 * every other name that brew has to know. Names that differ only in case are one file on a Mac; the first of them wins, and those
 * with a text come before stubs.
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

/** Returns the path of a formula in a stand-in homebrew-core, which is flat. */
export function fileOf(name: string): string {
  return `Formula/${name}.rb`;
}
