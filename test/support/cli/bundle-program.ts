import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { rolldown } from 'rolldown';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Bundles the program into a folder, because Node cannot run the sources as they are. Returns the file to run. */
export async function bundleProgram(folder: string): Promise<string> {
  const entry = join(folder, 'entry.ts');
  const main = JSON.stringify(join(ROOT, 'src/cli/main.ts'));
  await writeFile(entry, `import { run } from ${main};\nawait run(process);\n`);
  const bundle = await rolldown({ input: entry, platform: 'node', cwd: ROOT });
  await bundle.write({ dir: join(folder, 'program'), format: 'esm', entryFileNames: 'entry.mjs' });
  return join(folder, 'program/entry.mjs');
}
