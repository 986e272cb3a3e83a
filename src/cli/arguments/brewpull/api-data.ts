import { resolve } from 'node:path';

import { InvalidFileError } from '../../../core/errors.ts';
import type { ApiBottle } from '../../../provenance/signed-api/api-bottle-schema.ts';
import type { Session } from '../../session.ts';
import type { Arguments } from '../options/arguments.ts';
import { readGivenFile } from '../layers/given-file.ts';

/** The file holds every formula there is. */
const LIMIT_MIB = 256;

/**
 * Reads `--api-data` and verifies its signature with Homebrew's key; undefined without the option. Throws
 * {@link InvalidFileError} for anything that Homebrew did not sign.
 */
export async function readApiData(
  args: Arguments,
  { terminal }: Session,
): Promise<((formula: string) => ApiBottle | undefined) | undefined> {
  const path = args.text('api-data');
  if (path === undefined) return undefined;
  const bytes = await readGivenFile(resolve(terminal.cwd(), path), {
    what: '--api-data',
    limitMib: LIMIT_MIB,
  });
  const { verifyFormulaJws } = await import('../../../provenance/signed-api/formula-jws.ts');
  const { apiLookup } = await import('../../../provenance/signed-api/api-bottle-schema.ts');
  const outcome = verifyFormulaJws(bytes);
  if (outcome.status === 'invalid') {
    throw new InvalidFileError(`${path} cannot be trusted: ${outcome.message} (${outcome.code})`, {
      hint: 'Fetch formula.jws.json from formulae.brew.sh again.',
    });
  }
  return apiLookup(outcome.payload);
}
