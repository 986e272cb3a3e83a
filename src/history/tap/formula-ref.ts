import { UsageError } from '../../core/errors.ts';
import { CORE_TAP, keyOf } from '../../core/formula-key.ts';
import { withoutPassword } from '../../core/redact.ts';

export { CORE_TAP } from '../../core/formula-key.ts';

/** A formula of a tap, as the user names it. */
export interface FormulaRef {
  /** `user/repo` in lower case, without the `homebrew-` of the repository's name. */
  readonly tap: string;
  readonly name: string;
}

// Library/Homebrew/tap_constants.rb at aad366ffaf; a name that begins with a dot or a dash is no formula's.
const NAME = /^[\w+@][\w+\-.@]*$/;
const TAP_PART = /^\w[\w-]*$/;

/** Parses `vim`, `homebrew/core/vim`, `user/tap/vim` or `user/homebrew-tap/vim`. Throws {@link UsageError}. */
export function parseFormulaRef(text: string): FormulaRef {
  const parts = text.trim().split('/');
  const name = parts.at(-1) ?? '';
  if ((parts.length !== 1 && parts.length !== 3) || !NAME.test(name)) throw notAName(text);
  if (parts.length === 1) return { tap: CORE_TAP, name };
  const user = parts[0]?.toLowerCase() ?? '';
  const repo = parts[1]?.toLowerCase().replace(/^(?:homebrew|linuxbrew)-/, '') ?? '';
  if (!TAP_PART.test(user) || !TAP_PART.test(repo)) throw notAName(text);
  return { tap: `${user}/${repo}`, name };
}

/** Tells whether a text can be the name of a formula. */
export function isFormulaName(text: string): boolean {
  return NAME.test(text);
}

/** Tells whether a text is a tap as {@link FormulaRef} writes it. */
export function isTapName(text: string): boolean {
  const [user = '', repo = '', ...more] = text.split('/');
  return (
    text === text.toLowerCase() && TAP_PART.test(user) && TAP_PART.test(repo) && more.length === 0
  );
}

/** Writes a formula as brew does: with its tap unless that is homebrew-core. */
export function formatFormulaRef({ tap, name }: FormulaRef): string {
  return keyOf({ tap, formula: name });
}

function notAName(text: string): UsageError {
  return new UsageError(`${JSON.stringify(withoutPassword(text))} is not the name of a formula`, {
    hint: 'Write a name like vim, or user/tap/name for a formula of another tap.',
  });
}
