import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseCommandLine } from '../../../src/cli/arguments/options/parse.ts';
import { COMMANDS } from '../../../src/cli/commands/all.ts';
import { PULL } from '../../../src/cli/commands/pull/pull.ts';
import { nextStepOf, STANDARD_HINTS } from '../../../src/cli/render/next-step-of.ts';
import { AbortedError, StoreError } from '../../../src/core/errors.ts';

/** The command lines in a sentence: `brewpull`, a command, and the words and options that follow. */
function linesIn(text: string): readonly string[] {
  const names = COMMANDS.map(({ name }) => name).join('|');
  const line = new RegExp(
    `brewpull (?:${names})\\b(?: (?:--[a-z-]+(?: (?:[A-Z]{3,}|amd64|[\\d-]+|registry|auto))?|[A-Z]{3,}))*`,
    'g',
  );
  // A placeholder may become any word.
  return text.replaceAll(/\$\{[^}]*\}/g, 'WORD').match(line) ?? [];
}

/** Every text between quotation marks in the sources. */
const TEXTS = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => readFileSync(join('src', name), 'utf8').match(/(['"`])(?:(?!\1).)*\1/g) ?? []);

const LINES = [...new Set([...Object.values(STANDARD_HINTS), ...TEXTS].flatMap(linesIn))].filter(
  // Help is handled elsewhere; some comments name just an option.
  (line) => !/--help|--since$|--receipt$/.test(line),
);

test('an error without its own hint gets the one of its kind, and an interrupted run gets none', () => {
  const own = new StoreError('no', '/x', { hint: 'Buy a disk.' });

  expect(nextStepOf(own)).toBe('Buy a disk.');
  expect(nextStepOf(new StoreError('no', '/x'))).toBe(STANDARD_HINTS.STORE);
  expect(nextStepOf(new AbortedError())).toBeUndefined();
});

test('the sources contain many command lines', () => {
  expect(LINES.length).toBeGreaterThan(20);
});

test.each(LINES)('the command line "%s" in a message is valid', async (line) => {
  const argv = line.split(' ').slice(1);
  const set = { commands: COMMANDS, standard: PULL };
  const command = COMMANDS.find(({ name }) => name === argv[0]);
  const wanted = [...(command?.positionals.matchAll(/<[^>]+>/g) ?? [])].length;
  const words = argv.slice(1).filter((word) => !word.startsWith('-')).length;
  // A sentence may name just a command, without its arguments.
  const more = words < wanted ? Array.from({ length: wanted }, () => 'word') : [];
  const parsed = await parseCommandLine([...argv.slice(0, 1), ...more, ...argv.slice(1)], set);

  expect(parsed.command.name).toBe(argv[0]);
});
