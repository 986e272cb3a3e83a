import type { FormulaPlace } from '../../core/errors.ts';
import type { FormulaDetails } from '../state/formula-details.ts';
import { readDetails } from './details-body.ts';
import { PLATFORMS, type RubyPlatform } from './evaluate/platform.ts';
import { type ParsedFormula, readParsed } from './parse-formula.ts';
import { loadRubyParser } from './syntax/prism.ts';
import { FormulaProblem } from './syntax/problem.ts';

/**
 * Reads the details of one state of a formula for `platform` (`platformOf` a target); by default for the newest macOS on arm or,
 * if that has no stable source, the next machine that has one. Throws only `FormulaUnreadableError`, and never guesses.
 */
export type DetailsReader = (
  bytes: Uint8Array,
  place: Pick<FormulaPlace, 'path' | 'commit'>,
  platform?: RubyPlatform,
) => FormulaDetails;

/** Loads Ruby's parser and returns a reader that may be used any number of times and never runs a formula. */
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
  if (headOnly === undefined)
    throw new FormulaProblem('it supports no platform', text.formulaClass);
  return headOnly;
}
