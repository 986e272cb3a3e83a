import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import type { FormulaReader } from '../../../src/history/state/formula-reader.ts';

/** Reads what `formulaText` writes, line by line, for tests of what is done with the states. */
export const lineReader: FormulaReader = {
  readFacts: (...text) => lineReader.read(...text),
  readQuickly: () => undefined,
  read(bytes, where) {
    const text = Buffer.from(bytes).toString();
    const version = /-([\d.]+)\.tar\.gz"$|\/v([\d.]+)\.tar\.gz"$/m.exec(text);
    if (version === null) throw new FormulaUnreadableError({ ...where, line: 1 }, 'no version');
    const entries = [...text.matchAll(/^ {4}sha256 (?:cellar: \S+, )?(\w+): "(\w+)"$/gm)].map(
      ([, bottleTag = '', checksum = '']) =>
        ({ bottleTag, algorithm: 'sha256', checksum, cellar: undefined }) as const,
    );
    const rebuild = Number(/^ {4}rebuild (\d+)$/m.exec(text)?.[1] ?? 0);
    return {
      version: version[1] ?? version[2] ?? '',
      revision: Number(/^ {2}revision (\d+)$/m.exec(text)?.[1] ?? 0),
      otherVersions: [],
      bottle: entries.length === 0 ? undefined : { rebuild, rootUrl: undefined, entries },
      dependencies: [],
      conflicts: [],
      deprecated: undefined,
      disabled: undefined,
    };
  },
};
