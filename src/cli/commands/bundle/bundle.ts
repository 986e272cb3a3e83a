import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull bundle`. */
export const BUNDLE: Command = {
  name: 'bundle',
  group: 'fetch',
  brief: 'a formula and all it needs',
  summary: 'put bottles, all they need and an installer into one folder or tar',
  positionals: '[formula...]',
  options: [
    ...OPTION_GROUPS.target,
    'for',
    'update-of',
    'closure',
    ...OPTION_GROUPS.brew,
    'with-sbom',
    'output',
    'split',
    'force',
    'sign',
    'inspect',
    'lock',
    'locked',
    'frozen',
    'dry-run',
    'yes',
    'receipt',
    'sbom',
    'network-label',
    'country',
    ...OPTION_GROUPS.provenance,
    'fail-on',
    'advisories',
    ...OPTION_GROUPS.history,
    ...OPTION_GROUPS.input,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 bundle vim git wget --macos 11 --arch amd64 -o bundle.tar', 'for one kind of Mac'],
    [
      '$0 bundle vim --macos 10.13 --arch amd64 --with-brew',
      'with Homebrew itself, for a Mac that has no working brew',
    ],
    [
      '$0 bundle vim git wget --macos 11 --arch amd64 --update bundle.tar -o update.tar',
      'only what an earlier bundle lacks',
    ],
    ['$0 bundle --inspect bundle.tar', 'what is inside'],
  ],
  load: async () => (await import('./bundle-run.ts')).runBundle,
};
