import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull atlas export`. */
export const EXPORT: OwnAction = {
  name: 'export',
  summary: 'write the last bottle of every formula of a clone to one file',
  positionals: '',
  options: [
    'output',
    'force',
    'full',
    'macos',
    'arch',
    'target',
    'tap',
    'tap-dir',
    'before',
    'at',
    'cache-dir',
  ],
  examples: [
    [
      '$0 atlas export -o team.answers',
      'the last bottle of every formula, from the copy that sync made',
    ],
    [
      '$0 atlas export -o old.answers --target big_sur --tap-dir homebrew-core',
      'for one kind of Mac, from a clone',
    ],
    ['$0 atlas export -o team.atlas --full', 'every bottle there ever was'],
  ],
  load: async () => (await import('./export-run.ts')).runExport,
};
