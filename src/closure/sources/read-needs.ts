import { parseFormulaRef } from '../../history/tap/formula-ref.ts';
import { listMentioned, listRuntimeDependencies } from '../rules/runtime-dependencies.ts';
import { dependenciesOf } from '../../bottle/confirm/build-record.ts';
import { confirmBottle } from '../../bottle/confirm/confirm-bottle.ts';
import { placeOf, type FoundBottle } from '../../bottle/resolve/resolution.ts';
import { askAsWritten, askFor } from './closure-taps.ts';
import type { ClosureTools } from '../closure-request.ts';
import type { Needs } from './needs.ts';
import { readInside } from './read-inside.ts';

/**
 * Reads what a bottle needs: from its formula as of the commit that it belongs to; without history from its build record, which
 * also names indirect dependencies; and without a record from the formula inside the bottle. Throws what confirming and
 * downloading a bottle throw.
 */
export async function readNeeds(tools: ClosureTools, found: FoundBottle): Promise<Needs> {
  const declared = await readDeclared(tools, found);
  if (declared !== undefined) return declared;
  let asked = found;
  if (found.origin.kind === 'registry') {
    const confirmed = await confirmBottle(found, tools.brewpull.registry(), tools.brewpull.options);
    const listed = dependenciesOf(confirmed);
    if (listed !== undefined) {
      const asks = listed.map(({ name }) => askFor(parseFormulaRef(name)));
      return { asks, mentioned: [], found: confirmed.found };
    }
    asked = confirmed.found;
  }
  const inside = await readInside(tools, asked);
  const needs = inside ?? { asks: [], mentioned: [], doubt: nothingSays(tools) };
  return { ...needs, found: asked };
}

/** Explains why the needs of a bottle are not known. */
export function nothingSays({ mayFetch = true }: Pick<ClosureTools, 'mayFetch'>): string {
  const inside = mayFetch
    ? 'and the formula inside its bottle cannot be read'
    : 'and its bottle, with the formula inside, is not fetched now';
  return `no record says what it was built against, ${inside}: what it needs is not known`;
}

/** Reads what a formula declares as of the commit that a bottle belongs to; undefined if that is not at hand. */
export async function readDeclared(
  { taps, target }: Pick<ClosureTools, 'taps' | 'target'>,
  found: FoundBottle,
): Promise<Needs | undefined> {
  const { tap, builtAs } = found;
  const place = placeOf(found);
  const opened = place === undefined ? undefined : await taps.open(tap);
  if (opened === undefined || place === undefined) return undefined;
  const { oid, date } = place.commit;
  const formula = await opened.snapshot.find(builtAs, oid, date);
  if (formula === undefined) return undefined;
  return {
    asks: listRuntimeDependencies(formula.state, target).map(({ name }) => askAsWritten(name, tap)),
    mentioned: listMentioned(formula.state),
  };
}
