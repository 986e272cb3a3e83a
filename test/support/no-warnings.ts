import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach } from 'vitest';

/**
 * Set up for every test file: Node's own warnings (a possible leak, something deprecated) would reach the user of brewpull, so
 * a test that causes one fails, whether here or in a process that it started.
 */
const warned: string[] = [];
const keep = (warning: Error): void => void warned.push(`${warning.name}: ${warning.message}`);
process.on('warning', keep);

// Node writes the warnings of every process that is started from here into this file instead of standard error.
const folder = mkdtempSync(join(tmpdir(), 'brewpull-warnings-'));
const file = join(folder, 'of-started-processes.txt');
process.env['NODE_REDIRECT_WARNINGS'] = file;

afterEach(async () => {
  await new Promise(setImmediate); // Node reports them in its next turn.
  const said = warned.splice(0);
  if (said.length > 0) throw new Error(`Node warned: ${said.join('; ')}`);
});

afterAll(() => {
  process.off('warning', keep);
  const said = readIfThere(file);
  rmSync(folder, { recursive: true, force: true });
  if (said !== '') throw new Error(`a process that a test started was warned by Node: ${said}`);
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
