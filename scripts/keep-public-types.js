// Removes the declarations in dist/types that no program can reach: all but those that index.d.ts leads to.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const types = 'dist/types';
const kept = new Set();
const toRead = [join(types, 'index.d.ts')];
for (const file of toRead) {
  if (kept.has(file)) continue;
  kept.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.ts['"]/g)) {
    toRead.push(join(dirname(file), `${specifier}.d.ts`));
  }
}
for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(path)) rmSync(path);
}
