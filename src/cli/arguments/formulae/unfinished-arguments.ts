import { join } from 'node:path';

import { configDirectory } from '../../directories.ts';
import { scanLine } from '../../first-word/scan-line.ts';
import type { Terminal } from '../../terminal.ts';
import { readEnvironment } from '../layers/environment-layer.ts';
import { readOptionFile } from '../layers/option-file.ts';
import { Arguments, type OptionLayer, type OptionValue } from '../options/arguments.ts';
import { optionSpec, type OptionName } from '../options/options.ts';

/** Reads the options of a line that may be unfinished or wrong, of the environment and of the user's file. */
export async function readUnfinishedArguments(
  line: readonly string[],
  terminal: Terminal,
): Promise<Arguments> {
  const user = await readOptionFile(join(configDirectory(terminal), 'config.json'));
  const layers = [readTyped(line), readEnvironment(terminal.env), user ?? []].flat();
  return new Arguments([], layers);
}

/** Keeps the options that have a value, and both values of one that is given twice. */
function readTyped(line: readonly string[]): OptionLayer {
  const values = new Map<OptionName, OptionValue>();
  for (const {
    known,
    typed: [first = '', next],
  } of scanLine(line).pieces) {
    if (known === undefined) continue;
    const value = next ?? /=(.*)$/s.exec(first)?.[1];
    if (optionSpec(known).type === 'flag') {
      values.set(known, value ?? true);
    } else if (value !== undefined) {
      const before = values.get(known);
      values.set(known, typeof before === 'object' ? [...before, value] : [value]);
    }
  }
  return { values, describe: (name) => `--${name}` };
}
