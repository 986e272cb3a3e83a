import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../src/core/digest.ts';
import { readCaskList } from '../../src/history/tap/cask-list-schema.ts';
import { isFormulaName } from '../../src/history/tap/formula-ref.ts';

const DATA = resolve(import.meta.dirname, '../../data');
const FILE = join(DATA, 'homebrew-cask.names');

test('the packaged list of casks has at most 40 kB, and its page has the digest', () => {
  const bytes = readFileSync(FILE);

  expect(bytes.length).toBeLessThanOrEqual(40_000);
  expect(readFileSync(join(DATA, 'casks.md'), 'utf8')).toContain(digestOfBytes(bytes));
});

test('it has the casks that people ask for, under names that could be formulae', async () => {
  const { tap, tokens } = await readCaskList(FILE);

  expect(tap).toBe('homebrew/cask');
  expect(tokens.size).toBeGreaterThan(7500);
  for (const token of ['firefox', 'google-chrome', 'visual-studio-code', 'iterm2', 'font-hack']) {
    expect(tokens).toContain(token);
  }
  expect([...tokens].filter((token) => !isFormulaName(token))).toEqual([]);
});
