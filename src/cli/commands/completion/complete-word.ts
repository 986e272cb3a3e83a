/**
 * The word with which completion scripts ask brewpull itself what may come next. No formula has this name, and help does not show
 * it.
 */
export const COMPLETE_WORD = '__complete';
