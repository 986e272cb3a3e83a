import type { OptionLayer, OptionValue } from '../options/arguments.ts';
import { isOptionName, optionSpec, type OptionName } from '../options/options.ts';

const PREFIX = 'BREWPULL_';

/** Reads options from `BREWPULL_*`: `BREWPULL_CACHE_DIR` is `--cache-dir`. Other variables of the prefix are left alone. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): OptionLayer {
  const values = new Map<OptionName, OptionValue>();
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || value === undefined || value === '') continue;
    const name = variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
    if (!isOptionName(name)) continue;
    const { separator } = optionSpec(name);
    values.set(name, separator === undefined ? value : value.split(separator));
  }
  return {
    values,
    describe: (name) => `${PREFIX}${name.toUpperCase().replaceAll('-', '_')}`,
  };
}
