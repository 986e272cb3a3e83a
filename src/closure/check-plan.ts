import { BrewpullError } from '../core/errors.ts';
import { isAbsence } from '../registry/absence.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { inParallel } from '../bottle/in-parallel.ts';
import { isUnreachable } from '../bottle/resolve/registry/unreachable-registry.ts';
import { confirmBottle } from '../bottle/confirm/confirm-bottle.ts';
import { readRecord, withRecords, type ItemRecord } from './check-records.ts';
import { keyOf } from '../core/formula-key.ts';
import { subjectOf, type ClosureException, type ExceptionData } from './closure-exception.ts';
import type { ClosureItem, ClosurePlan } from './closure-plan.ts';

/**
 * Asks the registry about every bottle of a plan: adds sizes, and an exception wherever build records differ from the plan. A
 * registry that cannot be asked or that disagrees is also an exception: the plan is still worth showing. Throws when interrupted.
 */
export async function checkPlan(brewpull: Brewpull, plan: ClosurePlan): Promise<ClosurePlan> {
  const exceptions: ClosureException[] = [];
  let unreachable: BrewpullError | undefined;
  const look = async ({ found }: ClosureItem): Promise<ItemRecord | undefined> => {
    if (unreachable !== undefined || found.origin.kind === 'file') return undefined;
    try {
      return readRecord(await confirmBottle(found, brewpull.registry(), brewpull.options));
    } catch (error) {
      if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
      // A missing repository says nothing about the others; an unreachable registry is not asked again.
      if (isUnreachable(error) && !isAbsence(error)) unreachable ??= error;
      else
        exceptions.push({ formula: keyOf(found), ...unconfirmed(error), message: error.message });
      return undefined;
    }
  };
  const records = await inParallel(plan.items, look, brewpull.options);
  const checked = withRecords(plan, records);
  if (unreachable !== undefined) {
    const message = `sizes and build records are not known: ${unreachable.message}`;
    exceptions.unshift({ formula: undefined, ...unconfirmed(unreachable), message });
  }
  const inOrder = exceptions.toSorted((a, b) => (subjectOf(a) < subjectOf(b) ? -1 : 1));
  return { ...checked, exceptions: [...checked.exceptions, ...inOrder] };
}

function unconfirmed({ code }: BrewpullError): ExceptionData {
  return { code: 'unconfirmed', facts: { error: code } };
}
