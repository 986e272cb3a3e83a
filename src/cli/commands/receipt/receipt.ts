import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';
import { RECEIPT_ACTIONS } from './receipt-actions.ts';

/** The command `brewpull receipt`: it takes the options of all its actions, and each action refuses those of the others. */
export const RECEIPT: Command = {
  name: 'receipt',
  group: 'check',
  brief: 'sign what was fetched',
  summary: 'sign receipts with your own key, check who signed, and write them as text',
  positionals: '<action> [file...]',
  actions: RECEIPT_ACTIONS,
  words: RECEIPT_ACTIONS.map(({ name }) => name),
  options: [
    ...new Set([...RECEIPT_ACTIONS.flatMap(({ options }) => options), ...OPTION_GROUPS.common]),
  ],
  examples: RECEIPT_ACTIONS.flatMap(({ examples }) => examples),
  load: async () => (await import('./receipt-run.ts')).runReceipt,
};
