import { UsageError } from '../../../core/errors.ts';
import { readSwitch } from './arguments.ts';
import { OPTION_NAMES, optionSpec, type OptionName } from './options.ts';

/** A command line prepared for the parser. */
export interface SwitchWords {
  readonly words: readonly string[];
  /** Count options that were switched off, which the parser does not support. */
  readonly off: ReadonlySet<OptionName>;
}

const COUNTS = OPTION_NAMES.filter((name) => optionSpec(name).type === 'count');

/**
 * Reads `--offline=yes` and the like the same way as files and the environment, because the parser takes every word except `true`
 * as no. Throws {@link UsageError} for anything that is neither yes nor no.
 */
export function readSwitchWords(argv: readonly string[]): SwitchWords {
  const end = argv.indexOf('--');
  const words: string[] = [];
  const off = new Set<OptionName>();
  for (const [at, word] of argv.entries()) {
    const read = end === -1 || at < end ? readWord(word) : word;
    const count = COUNTS.find(
      (name) => read === `--${name}=false` || read === `${aliasOf(name)}=false`,
    );
    if (count === undefined) {
      words.push(read);
      continue;
    }
    // The last word wins: the parser would count this one as one more, and it undoes those before it.
    off.add(count);
    const before = words.filter((each) => !isCount(each, count));
    words.splice(0, words.length, ...before);
  }
  return { words, off };
}

function isCount(word: string, name: OptionName): boolean {
  const letter = optionSpec(name).alias ?? '-';
  return word.split('=')[0] === `--${name}` || new RegExp(`^-${letter}+(?:=|$)`).test(word);
}

function readWord(word: string): string {
  const [, option = word, value] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? [];
  const name = OPTION_NAMES.find((each) => option === `--${each}` || option === aliasOf(each));
  if (name === undefined) return word;
  const { type } = optionSpec(name);
  if (type !== 'flag' && type !== 'count') return word;
  // Without a value, the parser would take a formula named true as the value.
  if (value === undefined) return type === 'flag' ? `${option}=true` : word;
  const isOn = value === '' ? undefined : readSwitch(value);
  if (isOn === undefined) {
    throw new UsageError(`${option} must be true or false, not ${JSON.stringify(value)}`, {
      hint: `Write ${option} to switch it on, or ${option}=false.`,
    });
  }
  return `${option}=${isOn}`;
}

function aliasOf(name: OptionName): string | undefined {
  const { alias } = optionSpec(name);
  return alias === undefined ? undefined : `-${alias}`;
}
