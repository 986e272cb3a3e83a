import type { FormulaPlace } from '../../core/errors.ts';
import type { FormulaDetails } from '../state/formula-details.ts';
import { readDetails } from './details-body.ts';
import { PLATFORMS, type RubyPlatform } from './evaluate/platform.ts';
import { type ParsedFormula, readParsed } from './parse-formula.ts';
import { loadRubyParser } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';

/**
 * Reads the details of one state of a formula, as `platform` sees it (`platformOf` a target); without one, as the newest macOS on arm
 * does, or the next machine for which there is a stable source. Throws `FormulaUnreadableError` and nothing else, and never guesses.
 */
export type DetailsReader = (
  bytes: Uint8Array,
  place: Pick<FormulaPlace, 'path' | 'commit'>,
  platform?: RubyPlatform,
) => FormulaDetails;

/** Loads Ruby's parser and gives a reader that may be used any number of times, and runs no formula. */
export async function createDetailsReader(): Promise<DetailsReader> {
  const parser = await loadRubyParser();
  return (bytes, { path, commit }, platform) =>
    readParsed(parser, { bytes, path, commit }, (text) =>
      platform === undefined ? readOnFirstPlatform(text) : readDetails(text, platform),
    );
}

function readOnFirstPlatform(text: ParsedFormula): FormulaDetails {
  let headOnly: FormulaDetails | undefined;
  for (const platform of PLATFORMS) {
    const details = readDetails(text, platform);
    if (details.source !== undefined) return details;
    headOnly ??= details;
  }
  if (headOnly === undefined) throw new FormulaProblem('it is for no machine', text.formulaClass);
  return headOnly;
}
