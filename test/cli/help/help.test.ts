import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { COMMANDS } from '../../../src/cli/commands/all.ts';
import { PULL } from '../../../src/cli/commands/pull/pull.ts';
import { renderManPage } from '../../../src/cli/help/man-page.ts';
import { showHelp } from '../../../src/cli/help/show-help.ts';
import { isOptionName, optionSpec, wordOf } from '../../../src/cli/arguments/options/options.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { execFileSync, spawnSync } from '../../support/limits/processes.ts';

/** The one that man uses on Linux. */
const GROFF = '/usr/bin/groff';
const WORLD = { commands: COMMANDS, standard: PULL };

function show(columns: number, topic: Partial<Parameters<typeof showHelp>[0]> = {}): string {
  const output = { isTTY: false, columns, rows: 24, write: () => {}, send: async () => {} };
  return showHelp({ ...WORLD, command: undefined, all: false, ...topic }, output, {});
}

async function run(...argv: string[]) {
  await using folder = await tempFolder();
  return runCli(argv, { cwd: folder.path });
}

test('the first screen fits a terminal of 80 columns and 24 lines, and names every command', () => {
  const lines = show(80).trimEnd().split('\n');

  expect(lines.length).toBeLessThan(24);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  for (const { name, brief } of COMMANDS) {
    expect(lines.some((line) => line.includes(`  ${name} `) && line.includes(brief))).toBe(true);
  }
  expect(lines.findIndex((line) => line.includes('brewpull bundle'))).toBe(3);
});

test('no line of any page is wider than 40 columns on a terminal of 40', () => {
  const pages = [show(40), ...COMMANDS.map((command) => show(40, { command, all: true }))];
  const wide = pages
    .flatMap((page) => page.split('\n'))
    // A file name stays in one piece so that it can be copied.
    .filter((line) => line.length > 40 && line.replace(/ \\$/, '').trim().includes(' '));

  expect(wide).toEqual([]);
});

test('brewpull without arguments shows the first screen on standard error and ends with exit code 2', async () => {
  const { code, stdout, stderr } = await run();

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe((await run('help')).stdout);
  expect(stderr).toBe((await run('--help')).stdout);
});

test('help on a command is the same however it is requested', async () => {
  const lines = ['help pull', 'pull --help', 'pull -h', 'pull help', 'pull -qh', 'vim --help'];
  const shown = await Promise.all(lines.map((line) => run(...line.split(' '))));

  expect(new Set(shown.map(({ stdout }) => stdout)).size).toBe(1);
  expect(new Set(shown.map(({ code }) => code))).toEqual(new Set([0]));
  expect(shown[0]?.stdout).toContain('--history auto|git|atlas|registry');
});

test.each(COMMANDS.flatMap(({ name, actions = [] }) => actions.map((each) => [name, each.name])))(
  'help on brewpull %s %s is its own page, however it is requested',
  async (name = '', action = '') => {
    const lines = [
      ['help', name, action],
      [name, 'help', action],
      [name, action, '--help'],
      ['--help', name, action],
      [name, action, '-h', 'word'],
    ];
    const shown = await Promise.all(lines.map((line) => run(...line)));
    const { actions = [], options } = COMMANDS.find((each) => each.name === name) ?? PULL;
    const own = actions.find((each) => each.name === action)?.options ?? options;
    const [page = ''] = new Set(shown.map(({ stdout }) => stdout));

    expect(new Set(shown.map(({ stdout }) => stdout)).size).toBe(1);
    expect(new Set(shown.map(({ code }) => code))).toEqual(new Set([0]));
    expect(page).toContain(`Usage: brewpull ${name} ${action}`);
    expect(page).toContain(`brewpull ${name} ${action} `);
    expect(page).not.toContain('Actions');
    for (const option of options) {
      if (optionSpec(option).rare === true) continue;
      const isTaken = own.includes(option) || ['json', 'quiet', 'verbose'].includes(option);
      const listed = new RegExp(`^ .*--${wordOf(option)}(?: |$)`, 'm');
      expect({ option, isShown: listed.test(page) }).toEqual({ option, isShown: isTaken });
    }
  },
);

test.each([
  ['help atlas exprot', 'atlas has no action exprot', 'Run brewpull help atlas export.'],
  ['atlas help nonsense', 'atlas has no action nonsense', 'see brewpull help atlas.'],
  [
    'help atlas export file',
    'help explains one action at a time',
    'Run brewpull help atlas export.',
  ],
  ['help pull vim', 'help explains one command at a time', 'Run brewpull help pull.'],
])('brewpull %s is refused, and the hint leads to help that works', async (line, said, hint) => {
  const { code, stdout, stderr } = await run(...line.split(' '));

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(said);
  expect(stderr).toContain(hint);
});

test('help on a word that a command takes is help on the command', async () => {
  expect((await run('help', 'cache', 'clean')).stdout).toBe((await run('help', 'cache')).stdout);
});

test('options that few people need are shown with --all, and only then', () => {
  for (const command of COMMANDS) {
    const [few, all] = [show(80, { command }), show(80, { command, all: true })];
    for (const name of command.options) {
      const listed = new RegExp(`^ .*--${wordOf(name)}(?: |$)`, 'm');
      expect(all).toMatch(listed);
      const isExample = command.examples.some(([line]) => line.includes(`--${wordOf(name)}`));
      if (optionSpec(name).rare === true && !isExample) expect(few).not.toMatch(listed);
    }
    expect(few.includes('--help --all')).toBe(
      command.options.some((name) => optionSpec(name).rare === true),
    );
  }
});

test('no page shows the type labels that the parser adds to options', () => {
  for (const command of COMMANDS) {
    expect(show(80, { command, all: true })).not.toMatch(/\[(?:string|boolean|count|array)\]/);
  }
});

test('the manual page is valid and describes every command and option', async ({ skip }) => {
  skip(spawnSync('mandoc', ['-h']).error !== undefined, 'mandoc is not installed');
  await using folder = await tempFolder();
  const page = renderManPage('2026-11-29');
  const path = `${folder.path}/brewpull.1`;
  await writeFile(path, page);
  const complaints = execFileSync('mandoc', ['-Tlint', '-W', 'warning', path], {
    encoding: 'utf8',
  });
  const text = execFileSync('mandoc', ['-Tutf8', '-O', 'width=400', path], { encoding: 'utf8' });
  const plain = text.replaceAll(new RegExp(`.${String.fromCodePoint(8)}`, 'g'), '');

  expect(complaints).toBe('');
  for (const { name, options } of COMMANDS) {
    expect(plain).toContain(`brewpull ${name} `);
    for (const option of options) expect(plain).toContain(`--${wordOf(option)}`);
  }
});

test('option names stay on one line in a narrow manual page', async ({ skip }) => {
  skip(!existsSync(GROFF), `${GROFF} is not installed`);
  const input = renderManPage('2026-11-29');
  const argv = ['-man', '-Tascii', '-rLL=60n', '-P-cbou'];
  const text = execFileSync(GROFF, argv, { input, encoding: 'utf8' });
  const cut = [...text.matchAll(/--([a-z-]+)/g)].filter(
    ([, name = '']) => !isOptionName(name) && !['help', 'version', 'undo'].includes(name),
  );

  expect(cut.map(([option]) => option)).toEqual([]);
});
