import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull pull`. */
export const PULL: Command = {
  name: 'pull',
  group: 'fetch',
  brief: 'bottles alone, as files',
  summary: 'find, download and verify bottles',
  positionals: '[formula...]',
  options: [
    ...OPTION_GROUPS.target,
    'deps',
    'closure',
    'prebuilt',
    'output',
    'lock',
    'locked',
    'frozen',
    'dry-run',
    'yes',
    'brew-version',
    ...OPTION_GROUPS.history,
    'api-data',
    ...OPTION_GROUPS.input,
    'receipt',
    'network-label',
    'country',
    ...OPTION_GROUPS.provenance,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 vim --macos 11 --arch amd64', 'the last vim for Big Sur on Intel, into this folder'],
    ['$0 pull vim --deps --target big_sur -o bottles', 'with all that it needs'],
    [
      '$0 pull hashicorp/tap/terraform --prebuilt --target big_sur',
      'the ready-to-run file that a formula without a bottle downloads',
    ],
    ['$0 pull --brewfile Brewfile --target arm64_sonoma -o bottles', 'all formulae of a Brewfile'],
  ],
  load: async () => (await import('./pull-run.ts')).runPull,
};
