import { expect, test } from 'vitest';

import {
  OPTION_NAMES,
  optionSpec,
  type OptionName,
} from '../../../../src/cli/arguments/options/options.ts';
import { readSwitch } from '../../../../src/cli/arguments/options/arguments.ts';
import { parseCommandLine } from '../../../../src/cli/arguments/options/parse.ts';
import type { Command } from '../../../../src/cli/command.ts';
import { COMMANDS } from '../../../../src/cli/commands/all.ts';
import { PULL } from '../../../../src/cli/commands/pull/pull.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const SWITCHES = OPTION_NAMES.filter((name) => ['flag', 'count'].includes(optionSpec(name).type));

const YES = ['yes', 'YES', 'on', '1', 'true', 'True'];
const NO = ['no', 'NO', 'off', '0', 'false', 'False'];

/** The commands that take an option. */
function commandsWith(name: OptionName): readonly Command[] {
  return COMMANDS.filter(({ options }) => options.includes(name));
}

/** As many words as a command requires. */
function wordsOf({ positionals }: Command): string[] {
  return [...positionals.matchAll(/<[^>]+>/g)].map(() => 'word');
}

async function readFlag(command: Command, name: string, word: string): Promise<unknown> {
  const argv = [command.name, ...wordsOf(command), `--${name}=${word}`];
  const { layer } = await parseCommandLine(argv, { commands: COMMANDS, standard: PULL });
  const value = [...layer.values].find(([each]) => each === name)?.[1];
  return value === undefined ? false : readSwitch(value);
}

test.each(SWITCHES)('--%s reads each word as its variable does, in every command', async (name) => {
  for (const command of commandsWith(name)) {
    for (const word of [...YES, ...NO]) {
      const isOn = YES.includes(word);
      expect([word, await readFlag(command, name, word)]).toEqual([word, isOn]);
      // Files and the environment are read with this.
      expect(readSwitch(word)).toBe(isOn);
    }
  }
});

test.each(SWITCHES)(
  'a word that means neither on nor off is refused for --%s and its variable',
  async (name) => {
    await using home = await tempFolder();
    const { path: cwd } = home;
    const variable = `BREWPULL_${name.toUpperCase().replaceAll('-', '_')}`;
    for (const command of commandsWith(name).slice(0, 3)) {
      const argv = [command.name, ...wordsOf(command)];
      const flag = await runCli([...argv, `--${name}=maybe`], { cwd });
      const inVariable = await runCli(argv, { cwd, env: { [variable]: 'maybe' } });

      expect([command.name, flag.code, inVariable.code]).toEqual([command.name, 2, 2]);
      expect(flag.stdout + flag.stderr).toMatch(`--${name} must be true or false`);
      expect(inVariable.stdout + inVariable.stderr).toMatch(`${variable} must be true or false`);
    }
  },
);
