import { BrewpullError } from '../../core/errors.ts';
import { parseFormulaRef } from '../../history/tap/formula-ref.ts';
import { inParallel } from '../in-parallel.ts';
import type { Target } from '../../core/target.ts';
import type { ResolveSources } from './resolve-sources.ts';
import { askInTurn } from './ask-in-turn.ts';
import { Outage } from './registry/unreachable-registry.ts';
import { askRegistry, type RegistrySources } from './registry/ask-registry.ts';
import type { BottleRequest } from './bottle-request.ts';
import type { Resolution } from './resolution.ts';

/**
 * Finds the last bottle of every formula for every target. Results are in the order of the request, targets within
 * formulae; one that fails does not stop the others. Throws only when interrupted.
 */
export async function resolveFormulae(
  request: BottleRequest,
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { concurrency, signal } = sources;
  const shared = { ...sources, outage: new Outage() };
  const results = await inParallel(
    request.names,
    async (requested) => {
      try {
        return await resolveOne(requested, request, shared);
      } catch (error) {
        if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
        return request.targets.map((target): Resolution => ({
          status: 'failed',
          requested,
          target,
          error,
        }));
      }
    },
    { concurrency, signal },
  );
  return results.flat();
}

async function resolveOne(
  requested: string,
  { names, targets, exactOnly }: BottleRequest,
  sources: RegistrySources,
): Promise<readonly Resolution[]> {
  const { tap, name } = parseFormulaRef(requested);
  const question = { requested, tap, name, targets, exactOnly, formulae: names.length };
  const words = await askInTurn(question, sources);
  const byTarget = new Map<Target, Resolution>();
  for (const { target, result } of words) if (result !== undefined) byTarget.set(target, result);
  if (sources.asksRegistry) {
    for (const answer of await askRegistry(question, words, sources)) {
      byTarget.set(answer.target, answer);
    }
  }
  const results = targets.map((target) => {
    const result = byTarget.get(target);
    if (result === undefined) throw new Error(`Internal error: nobody was asked for ${requested}`);
    return result;
  });
  for (const result of results) {
    if (result.status !== 'found') continue;
    for (const { message } of result.notes ?? []) sources.onEvent({ type: 'warning', message });
  }
  return results;
}
