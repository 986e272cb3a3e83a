import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull mirror`. */
export const MIRROR: Command = {
  name: 'mirror',
  group: 'share',
  brief: 'files for a web server',
  summary: 'keep bottles as a tree of files that any web server, brew and registry clients read',
  positionals: '[formula...]',
  details: [
    'An interrupted run continues where it stopped. The next run fetches only what is new, and keeps what is old unless --prune is given.',
  ],
  options: [
    ...OPTION_GROUPS.target,
    'all',
    'closure',
    'lock',
    'tap',
    'output',
    'index',
    'rate',
    'fail-on',
    'advisories',
    'max-size',
    'prune',
    'split',
    'join',
    'dry-run',
    'sbom',
    ...OPTION_GROUPS.history,
    ...OPTION_GROUPS.input,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    [
      '$0 mirror --all --macos 11 --arch amd64 -o big-sur',
      'the last bottle of every formula for Big Sur on Intel',
    ],
    ['$0 mirror vim git wget --macos 11 --arch amd64 -o tools', 'some formulae and all they need'],
    [
      '$0 mirror --all --macos 11 --arch amd64 -o big-sur --dry-run --rate 5M',
      'how much it would be, and how long it would take',
    ],
    ['$0 mirror big-sur --split 60G -o media', 'split a mirror across media'],
    ['$0 mirror --join /media/stick -o big-sur', 'put it together again, medium after medium'],
  ],
  load: async () => (await import('./mirror-run.ts')).runMirror,
};
