import { expect, test } from 'vitest';

import { COMMANDS } from '../../src/cli/commands/all.ts';
import { PULL } from '../../src/cli/commands/pull/pull.ts';
import { optionSpec, wordOf } from '../../src/cli/arguments/options/options.ts';
import { parseCommandLine } from '../../src/cli/arguments/options/parse.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const YARGS =
  /non-option|arguments following|Unknown argument|Invalid values|Show help|got \d+, need/i;

/** Returns the words of the line that a message says to type. */
function exampleIn(stderr: string): string[] {
  const [, line = ''] = /next: (?:.*: )?(?:eval "\$\()?brewpull ([^\n]*)/.exec(stderr) ?? [];
  // Redirecting the output is up to the shell.
  return line
    .replace(/\)"$/, '')
    .replace(/ > \S+/, '')
    .split(' ');
}

async function isUnderstood(words: readonly string[]): Promise<boolean> {
  const set = { commands: COMMANDS, standard: PULL };
  const parsed = await parseCommandLine(words, set);
  return parsed.positionals.length > 0 || words.length > 1;
}

test.each([
  [['serve'], 'serve needs a bundle'],
  [['push'], 'push needs a source and a destination'],
  [['push', 'bundle.tar'], 'push needs a source and a destination'],
  [['image'], 'image needs the name of an image'],
  [['verify'], 'verify needs a file or folder'],
  [['history'], 'history needs a formula'],
  [['compare'], '0 receipts cannot be compared'],
  [['atlas'], 'atlas needs an action: export, '],
  [['completion'], 'completion needs a shell'],
  [['lock'], 'lock needs a formula'],
  [['bundle'], 'bundle needs a formula'],
  [['pull'], 'pull needs a formula'],
  [['resolve'], 'resolve needs a formula'],
  [['plan'], 'plan needs a formula'],
])('%j says what is missing, and shows a line that is understood', async (argv, said) => {
  await using folder = await tempFolder();
  const { code, stderr, stdout } = await runCli(argv, { cwd: folder.path });

  expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(said);
  expect(stderr).not.toMatch(YARGS);
  expect(await isUnderstood(exampleIn(stderr))).toBe(true);
});

const WITH_VALUES = COMMANDS.flatMap((command) =>
  command.options
    .filter((name) => ['text', 'list'].includes(optionSpec(name).type))
    .map((name) => [command.name, wordOf(name), optionSpec(name).alias] as const),
);

test.each(WITH_VALUES)(
  '%s --%s without its value shows a line that has one',
  async (name, option, alias) => {
    await using folder = await tempFolder();
    const { code, stderr } = await runCli([name, 'one', 'two', `--${option}`, '--json'], {
      cwd: folder.path,
    });

    expect(code).toBe(2);
    expect(stderr).toContain(`--${option} needs a value`);
    expect(stderr).not.toMatch(YARGS);
    const line = exampleIn(stderr);
    expect(line.some((word) => word === `--${option}` || word === `-${alias}`)).toBe(true);
    expect(await isUnderstood(line)).toBe(true);
  },
);
