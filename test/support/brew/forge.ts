import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareBundlePaths } from '../../../src/bundle/file/layout.ts';

/** Changes a file of a bundle and its line in SHA256SUMS, like someone covering their tracks. */
export async function forge(
  bundle: string,
  name: string,
  change: (text: string) => string,
): Promise<void> {
  const path = join(bundle, name);
  const bytes = Buffer.from(change(await readFile(path, 'utf8')));
  await writeFile(path, bytes);
  const hex = createHash('sha256').update(bytes).digest('hex');
  const sums = await readFile(join(bundle, 'SHA256SUMS'), 'utf8');
  const lines = sums
    .split('\n')
    .map((line) => (line.slice(66) === name ? `${hex}  ${name}` : line));
  await writeFile(join(bundle, 'SHA256SUMS'), lines.join('\n'));
}

/** Adds a file to a bundle, with its line in SHA256SUMS where it belongs. */
export async function addFile(
  bundle: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const hex = createHash('sha256').update(content).digest('hex');
  await writeFile(join(bundle, name), content);
  const sums = await readFile(join(bundle, 'SHA256SUMS'), 'utf8');
  const lines = [...sums.split('\n').slice(0, -1), `${hex}  ${name}`].toSorted((a, b) =>
    compareBundlePaths(a.slice(66), b.slice(66)),
  );
  await writeFile(join(bundle, 'SHA256SUMS'), lines.map((line) => `${line}\n`).join(''));
}
