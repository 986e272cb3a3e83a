import { UsageError } from '../../../core/errors.ts';
import { readSwitch } from './arguments.ts';
import { OPTION_NAMES, optionSpec } from './options.ts';

/**
 * Reads `--offline=yes` and the like as files and the environment are read, for the parser takes every word but `true` as no.
 * Throws {@link UsageError} for what is neither yes nor no.
 */
export function readSwitchWords(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => (end === -1 || at < end ? readWord(word) : word));
}

function readWord(word: string): string {
  const [, option = '', value = ''] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? [];
  const name = OPTION_NAMES.find((each) => option === `--${each}` || option === aliasOf(each));
  if (name === undefined) return word;
  const { type } = optionSpec(name);
  if (type !== 'flag' && type !== 'count') return word;
  const isOn = value === '' ? undefined : readSwitch(value);
  if (isOn === undefined) {
    throw new UsageError(`${option} must be true or false, not ${JSON.stringify(value)}`, {
      hint: `Write ${option} to switch it on, or ${option}=false.`,
    });
  }
  return `${option}=${isOn}`;
}

function aliasOf(name: (typeof OPTION_NAMES)[number]): string | undefined {
  const { alias } = optionSpec(name);
  return alias === undefined ? undefined : `-${alias}`;
}
