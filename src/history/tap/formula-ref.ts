import { UsageError } from '../../core/errors.ts';
import { CORE_TAP, keyOf } from '../../core/formula-key.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import { withoutPassword } from '../../core/redact.ts';
import { unreachable } from '../../core/unreachable.ts';
import { findMeantName } from './meant-name.ts';

export { CORE_TAP } from '../../core/formula-key.ts';

/** A formula in a tap, as the user names it. */
export interface FormulaRef {
  /** `user/repo` in lower case, without the `homebrew-` of the repository's name. */
  readonly tap: string;
  readonly name: string;
}

// Library/Homebrew/tap_constants.rb at aad366ffaf; no formula has a name that begins with a dot or a dash.
const NAME = /^[\w+@][\w+\-.@]*$/;
/** The file name of a bottle or a formula, which could otherwise be the name of a formula. */
const FILE = /(?:\.rb|--.*\.bottle\..*)$/;
const TAP_PART = /^\w[\w-]*$/;

/**
 * Parses `vim`, `homebrew/core/vim`, `user/tap/vim` or `user/homebrew-tap/vim`. Names in homebrew/core are all lower case, and
 * brew lowercases any name (`FromNameLoader` in Library/Homebrew/formulary.rb:774-816 at aad366ffaf), but other taps may have
 * capitals. Throws {@link UsageError}.
 */
export function parseFormulaRef(text: string): FormulaRef {
  const parts = text.trim().split('/');
  const name = parts.at(-1) ?? '';
  const isName = NAME.test(name) && !FILE.test(name);
  if ((parts.length !== 1 && parts.length !== 3) || !isName) throw notAName(text);
  if (parts.length === 1) return { tap: CORE_TAP, name: name.toLowerCase() };
  const user = parts[0]?.toLowerCase() ?? '';
  const repo = parts[1]?.toLowerCase().replace(/^(?:homebrew|linuxbrew)-/, '') ?? '';
  if (!TAP_PART.test(user) || !TAP_PART.test(repo)) throw notAName(text);
  const tap = `${user}/${repo}`;
  return { tap, name: tap === CORE_TAP ? name.toLowerCase() : name };
}

/** Returns whether a text can be the name of a formula. */
export function isFormulaName(text: string): boolean {
  return NAME.test(text);
}

/** Returns whether a text is a tap as {@link FormulaRef} writes it. */
export function isTapName(text: string): boolean {
  const [user = '', repo = '', ...more] = text.split('/');
  return (
    text === text.toLowerCase() && TAP_PART.test(user) && TAP_PART.test(repo) && more.length === 0
  );
}

/** Writes a formula as brew does: with its tap, unless that is homebrew/core. */
export function formatFormulaRef({ tap, name }: FormulaRef): string {
  return keyOf({ tap, formula: name });
}

function notAName(text: string): UsageError {
  const quoted = JSON.stringify(withoutPassword(text));
  const meant = findMeantName(text);
  switch (meant?.kind) {
    case undefined:
      return new UsageError(`${quoted} is not the name of a formula`, {
        hint: 'Write a name like vim, or user/tap/name for a formula of another tap.',
      });
    case 'formula':
      return new UsageError(`${quoted} is not the name of a formula`, {
        hint: `Write the name alone: ${meant.formula}.`,
      });
    case 'bottle-file':
      return new UsageError(`${quoted} is the file of a bottle, not the name of a formula`, {
        hint: `To check a file you already have, run brewpull verify ${quoteForShell(text)}; to download one, write the name alone: ${meant.formula}.`,
      });
    case 'cask':
      return new UsageError(
        `${quoted} is a cask (an app or a font), but brewpull fetches only formulae`,
        {
          hint: `Download ${meant.cask} from its developer, or with brew fetch --cask ${meant.cask}.`,
        },
      );
    default:
      return unreachable(meant);
  }
}
