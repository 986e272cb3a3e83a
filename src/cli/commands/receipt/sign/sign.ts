import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull receipt sign`. */
export const SIGN: OwnAction = {
  name: 'sign',
  positionals: '<file...>',
  summary:
    'sign receipts, their text, or any other file such as SHA256SUMS: the signature goes beside it',
  options: ['ssh', 'minisign', 'gpg', 'force'],
  examples: [
    ['$0 receipt sign home.json --ssh ~/.ssh/id_ed25519', 'with an OpenSSH key: home.json.sig'],
    ['$0 receipt sign home.json --gpg alice@example.org', 'with gpg: home.json.asc'],
  ],
  load: async () => (await import('./sign-run.ts')).runSign,
};
