import type { OptionSpec } from './option.ts';
import { GENERAL_OPTIONS } from './topics/general-options.ts';
import { NETWORK_OPTIONS } from './topics/network-options.ts';
import { OUTPUT_OPTIONS } from './topics/output-options.ts';
import { TARGET_OPTIONS } from './topics/target-options.ts';
import { TRUST_OPTIONS } from './topics/trust-options.ts';
import { VERSIONS_OPTIONS } from './topics/versions-options.ts';
import { WHAT_OPTIONS } from './topics/what-options.ts';

/**
 * Every option of every command; one name means one thing everywhere. `project` opens an option to project files: strangers write
 * those, so decide this for each new option and, when in doubt, leave it out.
 */
const OPTIONS = {
  ...WHAT_OPTIONS,
  ...TARGET_OPTIONS,
  ...VERSIONS_OPTIONS,
  ...OUTPUT_OPTIONS,
  ...TRUST_OPTIONS,
  ...NETWORK_OPTIONS,
  ...GENERAL_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

/** The long name of an option. */
export type OptionName = keyof typeof OPTIONS;

/** Options about one topic; help has a section for each. */
export interface OptionTopic {
  readonly title: string;
  readonly options: readonly OptionName[];
}

/** The topics in the order of the help page; each option is in exactly one. */
export const OPTION_TOPICS: readonly OptionTopic[] = [
  topic('What', WHAT_OPTIONS),
  topic('Target', TARGET_OPTIONS),
  topic('Versions', VERSIONS_OPTIONS),
  topic('Output', OUTPUT_OPTIONS),
  topic('Trust', TRUST_OPTIONS),
  topic('Network', NETWORK_OPTIONS),
  topic('General', GENERAL_OPTIONS),
];

/** Every option's name. */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);

/** Returns whether a text is the long name of an option. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Returns the specification of an option. */
export function optionSpec(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

/** Returns how an option is typed, without the dashes: its name, or the word for it in the commands that take it. */
export function wordOf(name: OptionName): string {
  return optionSpec(name).word ?? name;
}

function topic(title: string, specs: Readonly<Record<string, OptionSpec>>): OptionTopic {
  return { title, options: Object.keys(specs).filter(isOptionName) };
}
