import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull receipt text`. */
export const TEXT: OwnAction = {
  name: 'text',
  positionals: '<file>',
  summary: 'write a receipt as text to read, to sign by hand and to send',
  options: ['output', 'force'],
  examples: [
    ['$0 receipt text home.json -o home.txt', 'then sign it by hand, in a mail or with gpg'],
  ],
  load: async () => (await import('./text-run.ts')).runText,
};
