import type { OptionLayer, OptionValue } from '../options/arguments.ts';
import { isOptionName, optionSpec, type OptionName } from '../options/options.ts';

/** The prefix of all variables that set options. */
export const ENVIRONMENT_PREFIX = 'BREWPULL_';

/** Returns the option that a variable with this prefix would set, if there is one of that name. */
export function optionOfVariable(variable: string): string {
  return variable.slice(ENVIRONMENT_PREFIX.length).toLowerCase().replaceAll('_', '-');
}

/** Reads options from `BREWPULL_*`: `BREWPULL_CACHE_DIR` is `--cache-dir`. Other variables with the prefix are ignored. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): OptionLayer {
  const values = new Map<OptionName, OptionValue>();
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || value === undefined || value === '') continue;
    const name = optionOfVariable(variable);
    if (!isOptionName(name)) continue;
    const { separator } = optionSpec(name);
    values.set(name, separator === undefined ? value : value.split(separator));
  }
  return {
    values,
    describe: (name) => `${ENVIRONMENT_PREFIX}${name.toUpperCase().replaceAll('-', '_')}`,
  };
}
