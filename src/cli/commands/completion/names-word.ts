/** The word with which completion scripts ask brewpull itself for names of formulae. No formula has it, and help does not show it. */
export const NAMES_WORD = '__formulae';
