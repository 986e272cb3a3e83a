import { BrewpullError } from '../../core/errors.ts';
import {
  parseAskedFormula,
  readAtVersion,
  type AskedFormula,
} from '../../history/tap/asked-formula.ts';
import { inParallel } from '../in-parallel.ts';
import type { Target } from '../../core/target.ts';
import type { ResolveSources } from './resolve-sources.ts';
import { askInTurn } from './ask-in-turn.ts';
import { Outage } from './registry/unreachable-registry.ts';
import { askRegistry, type RegistrySources } from './registry/ask-registry.ts';
import type { BottleRequest } from './bottle-request.ts';
import type { Resolution } from './resolution.ts';

/**
 * Finds the last bottle of every formula for every target. Results are in the order of the request, by formula and then by
 * target; a failure does not stop the others. Throws only when interrupted.
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
  request: BottleRequest,
  sources: RegistrySources,
): Promise<readonly Resolution[]> {
  const asked = parseAskedFormula(requested);
  const results = await orAtVersion(asked, { ...request, requested }, sources);
  for (const result of results) {
    if (result.status !== 'found') continue;
    for (const { message } of result.notes ?? []) sources.onEvent({ type: 'warning', message });
  }
  return results;
}

/** One name of a request, as the user wrote it. */
interface NamedRequest extends BottleRequest {
  readonly requested: string;
}

/** Resolves a name; one with an `@` that no formula has is read as a formula and its version, if that makes sense. */
async function orAtVersion(
  asked: AskedFormula,
  request: NamedRequest,
  sources: RegistrySources,
): Promise<readonly Resolution[]> {
  const results = await ask(asked, request, sources);
  const inner = readAtVersion(asked);
  const unknown = results.filter(({ status }) => status === 'not-a-formula');
  if (inner === undefined || unknown.length === 0) return results;
  const targets = unknown.map(({ target }) => target);
  const again = await ask(inner, { ...request, targets }, sources);
  return results.map((result) => {
    const other = again.find(({ target }) => target === result.target);
    if (result.status !== 'not-a-formula' || other === undefined) return result;
    // If there are versioned formulae, such as python@3.11, the user means one of those.
    const isOneOf = result.suggestions.some((each) => each.startsWith(`${inner.name}@`));
    const isAnswer = other.status === 'found' || (other.status === 'no-bottle' && !isOneOf);
    return isAnswer ? other : result;
  });
}

async function ask(
  { tap, name, version }: AskedFormula,
  { requested, names, targets, exactOnly }: NamedRequest,
  sources: RegistrySources,
): Promise<readonly Resolution[]> {
  const question = { requested, tap, name, version, targets, exactOnly, formulae: names.length };
  const words = await askInTurn(question, sources);
  const byTarget = new Map<Target, Resolution>();
  for (const { target, result } of words) if (result !== undefined) byTarget.set(target, result);
  if (sources.asksRegistry) {
    for (const answer of await askRegistry(question, words, sources)) {
      byTarget.set(answer.target, answer);
    }
  }
  return targets.map((target) => {
    const result = byTarget.get(target);
    if (result === undefined) throw new Error(`Internal error: nobody was asked for ${requested}`);
    return result;
  });
}
