import { OPTION_GROUPS } from '../../../arguments/options/option-groups.ts';
import type { OwnAction } from '../../../own-action.ts';

/** The action `brewpull receipt verify`. */
export const VERIFY_SIGNATURES: OwnAction = {
  name: 'verify',
  positionals: '<file...>',
  summary: 'check every signature of these files: who signed, and does that key count?',
  options: OPTION_GROUPS.signers,
  examples: [
    ['$0 receipt verify home.json --allowed-signers signers', 'did one of these people sign it?'],
  ],
  load: async () => (await import('./verify-run.ts')).runVerifySignatures,
};
