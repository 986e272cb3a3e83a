import { parseFormulaRef } from '../../history/tap/formula-ref.ts';
import { listMentioned, listRuntimeDependencies } from '../rules/runtime-dependencies.ts';
import { dependenciesOf } from '../../bottle/confirm/build-record.ts';
import { confirmBottle } from '../../bottle/confirm/confirm-bottle.ts';
import { placeOf, type FoundBottle } from '../../bottle/resolve/resolution.ts';
import { askAsWritten, askFor, type Ask } from './closure-taps.ts';
import type { ClosureTools } from '../closure-request.ts';

/** What a bottle needs at run time. */
export interface Needs {
  readonly asks: readonly Ask[];
  /** Every name that its formula mentions, as written. */
  readonly mentioned: readonly string[];
  /** Why that may not be all. */
  readonly doubt?: string | undefined;
}

/**
 * Reads what a bottle needs: from its formula as of the commit that it belongs to, and where only the registry was asked from
 * its build record, which names what is needed indirectly as well. Throws what confirming a bottle throws.
 */
export async function readNeeds(tools: ClosureTools, found: FoundBottle): Promise<Needs> {
  const declared = await readDeclared(tools, found);
  if (declared !== undefined) return declared;
  if (found.origin.kind !== 'registry') return { asks: [], mentioned: [], doubt: NOTHING };
  const confirmed = await confirmBottle(found, tools.brewpull.registry(), tools.brewpull.options);
  const listed = dependenciesOf(confirmed);
  if (listed === undefined) return { asks: [], mentioned: [], doubt: NOTHING };
  return { asks: listed.map(({ name }) => askFor(parseFormulaRef(name))), mentioned: [] };
}

const NOTHING = 'what it needs is not known: neither its formula nor a build record is at hand';

/** Reads what a formula declares, as of the commit that a bottle belongs to; undefined where that is not at hand. */
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
