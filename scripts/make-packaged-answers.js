// Makes data/homebrew-core.answers from clones of daily mirrors of homebrew-core; CONTRIBUTING.md says how to run it.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { rolldown } from 'rolldown';

const folder = mkdtempSync(join(tmpdir(), 'brewpull-make-'));
try {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'packaged-answers/main.ts'),
    platform: 'node',
    cwd: join(import.meta.dirname, '..'),
  });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'main.mjs' });
  await bundle.close();
  const require = createRequire(import.meta.url);
  copyFileSync(require.resolve('@ruby/prism/src/prism.wasm'), join(folder, 'prism.wasm'));
  const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
  process.stdout.write(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error.code === 'USAGE' ? error.message : error.stack}\n`);
  process.exitCode = error.code === 'USAGE' ? 2 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
