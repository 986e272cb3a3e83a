import { BrewpullError } from '../../core/errors.ts';
import { CORE_TAP, parseFormulaRef, type FormulaRef } from './formula-ref.ts';

/**
 * Lists the formulae that a dependency of a tap's formula may mean, in the order in which brew tries them: for a bare name the
 * one in homebrew/core, then the one in the tap itself; for `user/tap/name` the one in that tap. brew also tries any other
 * installed tap; brewpull tries only the formula's own. For text that is not a name, returns a formula that no tap has.
 * Rule: `Formulary::FromNameLoader.try_new`, Library/Homebrew/formulary.rb:781-815 at 6.0.18, called by
 * Library/Homebrew/dependency.rb:57.
 */
export function listDependencyRefs(
  written: string,
  tap: string,
): readonly [FormulaRef, ...FormulaRef[]] {
  const ref = parse(written);
  if (ref === undefined) return [{ tap, name: written }];
  const isBare = !written.includes('/');
  return isBare && tap !== CORE_TAP ? [ref, { tap, name: ref.name }] : [ref];
}

function parse(written: string): FormulaRef | undefined {
  try {
    return parseFormulaRef(written);
  } catch (error) {
    if (error instanceof BrewpullError) return undefined;
    throw error;
  }
}
