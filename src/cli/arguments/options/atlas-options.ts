import type { OptionSpec } from './option.ts';

/** Options about files that answer without a clone. */
export const ATLAS_OPTIONS = {
  atlas: {
    type: 'text',
    value: 'FILE',
    summary: 'answers without a clone: a file that brewpull atlas export or fetch made',
  },
  export: {
    type: 'text',
    value: 'FILE',
    summary: 'write the last bottle of everything to this file at the end, as atlas export does',
  },
  digest: {
    type: 'text',
    value: 'DIGEST',
    summary: 'what the file at an address must hash to: sha256:…',
  },
  full: { type: 'flag', summary: 'write the atlas with every bottle, not only the last ones' },
  sample: {
    type: 'text',
    value: 'N',
    summary: 'check so many formulae by reading their commits in the clone',
  },
} as const satisfies Record<string, OptionSpec>;
