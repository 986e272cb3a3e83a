import { BrewpullError } from '../../core/errors.ts';
import { inParallel } from '../in-parallel.ts';
import type { Resolution } from '../resolve/resolution.ts';
import { pullBottle, type PullTools } from './pull-bottle.ts';
import type { PullOutcome } from './pulled-bottle.ts';

/**
 * Downloads what was resolved, several at once. Outcomes are in the order of the resolutions; one that fails does not
 * stop the others. Throws only when interrupted.
 */
export async function pullBottles(
  resolutions: readonly Resolution[],
  tools: PullTools,
  limits: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<readonly PullOutcome[]> {
  return inParallel(resolutions, (resolution) => pullOne(resolution, tools), limits);
}

async function pullOne(resolution: Resolution, tools: PullTools): Promise<PullOutcome> {
  if (resolution.status !== 'found') return resolution;
  try {
    return await pullBottle(resolution, tools);
  } catch (error) {
    if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
    const { requested, target } = resolution;
    return { status: 'failed', requested, target, found: resolution, error };
  }
}
