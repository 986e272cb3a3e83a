import { runActionsOf } from '../../own-action.ts';
import { RECEIPT_ACTIONS } from './receipt-actions.ts';
import { RECEIPT } from './receipt.ts';

/** Runs `brewpull receipt`. */
export const runReceipt = runActionsOf(RECEIPT, RECEIPT_ACTIONS);
