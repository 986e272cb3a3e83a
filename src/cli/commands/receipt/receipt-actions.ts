import type { OwnAction } from '../../own-action.ts';
import { SIGN } from './sign/sign.ts';
import { TEXT } from './text/text.ts';
import { VERIFY_SIGNATURES } from './verify/verify.ts';

/** Every action of `brewpull receipt`, in the order in which help lists them. */
export const RECEIPT_ACTIONS: readonly OwnAction[] = [SIGN, VERIFY_SIGNATURES, TEXT];
