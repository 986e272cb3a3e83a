import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The file of answers in a package, from the package's own folder. */
const FILE = join('data', 'homebrew-core.answers');

/** Finds the file of answers that is in brewpull's package; undefined where a package has none. Nothing of it is read. */
export function findPackagedAnswers(): string | undefined {
  // Sources are three folders down, what is made of them one or two; the package is where its description is.
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      const path = join(folder, FILE);
      return existsSync(path) ? path : undefined;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
