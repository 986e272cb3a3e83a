// Makes dist/types what programs can use: removes the declarations that index.d.ts does not lead to, and lets the others name each
// other as .js. Compilers before TypeScript 5 refuse a name that ends in .ts (TS2691).
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const types = 'dist/types';
const kept = new Set();
const toRead = [join(types, 'index.d.ts')];
for (const file of toRead) {
  if (kept.has(file)) continue;
  kept.add(file);
  const text = readFileSync(file, 'utf8').replaceAll(
    /((?:from|import\()\s*['"])(\.[^'"]+)\.ts(?=['"])/g,
    (_, before, specifier) => {
      toRead.push(join(dirname(file), `${specifier}.d.ts`));
      return `${before}${specifier}.js`;
    },
  );
  writeFileSync(file, text);
}
for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(path)) rmSync(path);
}
