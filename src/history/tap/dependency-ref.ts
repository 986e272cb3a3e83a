import { BrewpullError } from '../../core/errors.ts';
import { CORE_TAP, parseFormulaRef, type FormulaRef } from './formula-ref.ts';

/**
 * Lists what a dependency may mean in a formula of a tap, in the order in which brew looks: a bare name is homebrew/core's
 * first, then the tap's own; `user/tap/name` is that tap's, `homebrew/core/name` homebrew/core's. Rule:
 * `Formulary::FromNameLoader.try_new`, Library/Homebrew/formulary.rb:781-815 at 6.0.18, asked by Library/Homebrew/dependency.rb:57.
 * Of the taps that are installed beside it brew means any; here it is the formula's own. What is no name gives one that no tap has.
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
