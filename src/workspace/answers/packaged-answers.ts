import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds the file of answers that is in brewpull's package; undefined where a package has none. Nothing of it is read. */
export function findPackagedAnswers(): string | undefined {
  return findPackaged('homebrew-core.answers');
}

/** Finds the list of casks that is in brewpull's package; undefined where a package has none. Nothing of it is read. */
export function findPackagedCasks(): string | undefined {
  return findPackaged('homebrew-cask.names');
}

function findPackaged(name: string): string | undefined {
  // Sources are three folders down, what is made of them one or two; the package is where its description is.
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      const path = join(folder, 'data', name);
      return existsSync(path) ? path : undefined;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
