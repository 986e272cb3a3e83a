import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds the file of answers in brewpull's package; undefined if the package has none. Does not read it. */
export function findPackagedAnswers(): string | undefined {
  return findPackaged('homebrew-core.answers');
}

/** Finds the list of casks in brewpull's package; undefined if the package has none. Does not read it. */
export function findPackagedCasks(): string | undefined {
  return findPackaged('homebrew-cask.names');
}

function findPackaged(name: string): string | undefined {
  // Sources are three folders down, built files one or two; the root of the package has its package.json.
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      const path = join(folder, 'data', name);
      return existsSync(path) ? path : undefined;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
