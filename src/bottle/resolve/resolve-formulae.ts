import type { EventSink } from '../../core/events.ts';
import { BrewpullError } from '../../core/errors.ts';
import { parseFormulaRef } from '../../history/tap/formula-ref.ts';
import { inParallel } from '../in-parallel.ts';
import type { HistorySource } from '../../history/answers/history-source.ts';
import { resolveFromHistory } from './resolve-from-history.ts';
import type { RegistrySource } from '../../registry/cached/registry-source.ts';
import { resolveFromRegistry } from './resolve-from-registry.ts';
import type { BottleRequest } from './bottle-request.ts';
import type { Resolution } from './resolution.ts';

/** Who is asked, and how. */
export interface ResolveSources {
  /** Gives the history of a tap for so many formulae; undefined when the registry is to be asked instead. */
  historyOf(tap: string, formulae: number): Promise<HistorySource | undefined>;
  readonly registry: RegistrySource;
  /** ISO 8601; answers of the registry are cut by it as well. */
  readonly before: string | undefined;
  /** `--allow-unsure`. */
  readonly allowUnsure?: boolean | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/**
 * Finds the last bottle of every formula for every target. Results are in the order of the request, targets within
 * formulae; one that fails does not stop the others. Throws only when interrupted.
 */
export async function resolveFormulae(
  request: BottleRequest,
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { concurrency, signal } = sources;
  const results = await inParallel(
    request.names,
    async (requested) => {
      try {
        return await resolveOne(requested, request, sources);
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
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { before, allowUnsure, signal, onEvent } = sources;
  const { tap, name } = parseFormulaRef(requested);
  const history = await sources.historyOf(tap, names.length);
  if (history !== undefined) {
    const { override } = sources.registry;
    const question = { exactOnly, signal, onEvent, override, allowUnsure };
    const found = await resolveFromHistory({ requested, name, targets }, history, question);
    for (const result of found) {
      if (result.status !== 'found') continue;
      for (const { message } of result.notes ?? []) onEvent({ type: 'warning', message });
    }
    return found;
  }
  return resolveFromRegistry(
    {
      requested,
      tap,
      name,
      targets,
      exactOnly,
      before,
      signal,
      onIndex: (reference) => onEvent({ type: 'index', formula: name, reference }),
    },
    sources.registry,
  );
}
