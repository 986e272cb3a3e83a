import { expect, test } from 'vitest';

import { COMMANDS } from '../../src/cli/commands/all.ts';
import { NewcomerWorld } from '../support/newcomer/newcomer.ts';
import {
  PAGES,
  languagesOf,
  readCommands,
  readMentions,
  type PageCommand,
} from '../support/newcomer/read-pages.ts';
import { once } from '../support/once.ts';
import { isAsShown } from '../support/newcomer/shown.ts';
import { STAGES } from '../support/newcomer/stages.ts';

/** Command lines that are not run here, and why; all others are run. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm test': 'this test is a part of it; .ci/run runs it',
  'npm ci && npm run demo': '.ci/run runs it',
};

/** The latest build of brewpull is run, so `npm run build` comes first. */
const world = once(() => NewcomerWorld.start(), 60_000);

/** The command without a comment behind it. */
function bare({ text }: PageCommand): string {
  return text.replace(/\s+# .*$/, '').trim();
}

const pages = PAGES.map((page) => ({ page, commands: readCommands(page) })).filter(
  ({ commands }) => commands.length > 0,
);

test.concurrent.each(pages)(
  'every command line of $page runs, and prints what the page shows',
  async ({ commands }) => {
    const run = commands.filter((command) => !Object.hasOwn(NOT_RUN, bare(command)));
    const outcomes = await world().run(run, STAGES);
    const wrong = outcomes.filter(
      ({ command, code, output }) => code !== command.exitCode || !isAsShown(command.shown, output),
    );

    expect(
      wrong.map(({ command, code, output }) => {
        const { page, line, text, exitCode, shown } = command;
        return `${page}:${line}: ${text}\nexit code ${code} for ${exitCode}\n${shown?.join('\n') ?? ''}\n--\n${output}`;
      }),
    ).toEqual([]);
  },
  240_000,
);

test('every line that is not run is in a page', () => {
  const all = new Set(pages.flatMap(({ commands }) => commands.map(bare)));

  expect(all.size).toBeGreaterThan(90);
  expect(Object.keys(NOT_RUN).filter((line) => !all.has(line))).toEqual([]);
});

test('every preparation of a page, a heading or a line is for one that exists', () => {
  const places = pages.flatMap(({ page, commands }) => [
    page,
    ...commands.flatMap((command) => [`${page}#${command.heading}`, `${page}: ${bare(command)}`]),
  ]);
  const known = new Set(places);

  expect(Object.keys(STAGES).filter((key) => !known.has(key))).toEqual([]);
});

test.each([
  ['the same', ['a 1', 'b'], 'a 1\nb\n', true],
  ['another letter', ['a 1'], 'a 2\n', false],
  ['a line more', ['a'], 'a\nb\n', false],
  ['a line less', ['a', 'b'], 'a\n', false],
  ['lines left out', ['…', 'b'], 'x\ny\nb\n', true],
  ['no line where lines are left out', ['a', '…'], 'a\n', true],
  ['words left out', ['a … c'], 'a b c\n', true],
  ['other words around those left out', ['a … c'], 'a b d\n', false],
  ['nothing shown and something printed', [], 'a\n', false],
])('an output is compared with what a page shows: %s', (_name, shown, output, expected) => {
  expect(isAsShown(shown, output)).toBe(expected);
});

test('every code block of a page names its language', () => {
  const unnamed = PAGES.filter((page) => languagesOf(page).includes(''));

  expect(unnamed).toEqual([]);
});

test('every command line in the prose has a command of brewpull and options of that command', () => {
  const words = new Set([...COMMANDS.map(({ name }) => name), 'version']);
  const mentions = PAGES.flatMap(readMentions);
  const wrong = mentions.filter(({ text }) => {
    const [first = '', ...rest] = text.replace(/^brewpull /, '').split(' ');
    if (first === 'help' || first.startsWith('--')) return false;
    const command = COMMANDS.find(({ name }) => name === first) ?? COMMANDS[0];
    const options = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    const isUnknown = (option: string): boolean =>
      !['help', 'version', ...(command?.options ?? [])].includes(option.replace(/=.*/, ''));
    const isName = /^[\w.@+/=-]+$|^[A-Z…<]|^…/.test(first);
    return (!words.has(first) && !isName) || options.some(isUnknown);
  });

  expect(mentions.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
