import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

test('every source that a benchmark bundles exists', () => {
  const folder = join(ROOT, 'test/bench');
  const named = readdirSync(folder).flatMap((script) =>
    [
      ...readFileSync(join(folder, script), 'utf8').matchAll(/(?:SOURCE\/|source\(')([^']+\.ts)'/g),
    ].map(([, path = '']) => path),
  );

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(ROOT, 'src', path)))).toEqual([]);
});
