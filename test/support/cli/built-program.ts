import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { rolldown } from 'rolldown';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Puts `brewpull` into a folder as a program that a shell can run, because Node cannot run the sources as they are. */
export async function buildProgram(folder: string): Promise<void> {
  const code = join(folder, 'code');
  await mkdir(code, { recursive: true });
  const input = join(ROOT, 'src/cli/main.ts');
  const bundle = await rolldown({ input, platform: 'node', cwd: ROOT });
  await bundle.write({ dir: code, format: 'esm', entryFileNames: 'cli.mjs' });
  await bundle.close();
  await writeFile(
    join(code, 'start.mjs'),
    `import { run } from './cli.mjs';\nawait run(process);\n`,
  );
  const file = join(folder, 'brewpull');
  await writeFile(
    file,
    `#!/bin/sh\nexec '${process.execPath}' '${join(code, 'start.mjs')}' "$@"\n`,
  );
  await chmod(file, 0o755);
}
