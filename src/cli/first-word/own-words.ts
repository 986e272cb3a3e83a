import { OPTION_NAMES, wordOf } from '../arguments/options/options.ts';
import type { Command } from '../command.ts';
import { scanLine } from './scan-line.ts';

/**
 * Returns a command line in which options have their unique names: `--update` of bundle is a different option from that of lock.
 * Words after `--`, and lines of commands without such options, stay as they are.
 */
export function withOwnWords(
  argv: readonly string[],
  commands: readonly Command[],
): readonly string[] {
  const [first] = scanLine(argv).words;
  const command = commands.find(({ name }) => name === first);
  const own = OPTION_NAMES.filter(
    (name) => wordOf(name) !== name && command?.options.includes(name) === true,
  );
  if (own.length === 0) return argv;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  return argv.map((typed, at) => {
    const [word = ''] = typed.split('=', 1);
    const name = at < end ? own.find((each) => word === `--${wordOf(each)}`) : undefined;
    return name === undefined ? typed : `--${name}${typed.slice(word.length)}`;
  });
}
