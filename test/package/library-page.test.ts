import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { tempFolder } from '../support/temp-folder.ts';
import { spawnSync } from '../support/limits/processes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');

/** Everything that a program can import. */
function exportedNames(): readonly string[] {
  const text = readFileSync(join(ROOT, 'src/index.ts'), 'utf8');
  return [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((name) => name.replace(/\btype\b/, '').trim())
      .filter((name) => name !== ''),
  );
}

test('the page on the library names everything that a program can import', () => {
  const names = exportedNames();
  const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(PAGE));

  expect(names.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test('every example of the page compiles, strictly', async () => {
  const examples = [...PAGE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  await using folder = await tempFolder();
  const files = examples.map((code, index) => {
    const file = folder.at(`example-${index}.ts`);
    writeFileSync(file, code);
    return file;
  });
  writeFileSync(folder.at('package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(
    folder.at('tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        paths: { brewpull: [join(ROOT, 'src/index.ts')] },
        typeRoots: [join(ROOT, 'node_modules/@types')],
        rewriteRelativeImportExtensions: false,
        allowImportingTsExtensions: true,
      },
      files: [...files, join(ROOT, 'src/history/ruby/syntax/webassembly.d.ts')],
      include: [],
    }),
  );
  const compile = (): string =>
    spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder.path], { encoding: 'utf8' })
      .stdout;

  expect(examples.length).toBeGreaterThan(5);
  expect(compile()).toBe('');
  // It would say so.
  writeFileSync(folder.at('example-0.ts'), "import { nothing } from 'brewpull';\nnothing();\n");
  expect(compile()).toContain('TS2305');
});
