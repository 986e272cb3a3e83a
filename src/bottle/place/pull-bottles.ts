import { BrewpullError } from '../../core/errors.ts';
import { inParallel } from '../in-parallel.ts';
import type { Resolution } from '../resolve/resolution.ts';
import { pullPrebuilt } from './pull-prebuilt.ts';
import { pullBottle, type PullTools } from './pull-bottle.ts';
import type { PullOutcome } from '../obtain/pulled-bottle.ts';

/**
 * Downloads what was resolved, several in parallel. Outcomes are in the order of the resolutions; a failure does not
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
  const { requested, target, status } = resolution;
  try {
    if (status === 'found') return await pullBottle(resolution, tools);
    if (status === 'no-bottle' && tools.prebuilt) return await pullPrebuilt(resolution, tools);
    return resolution;
  } catch (error) {
    if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
    if (status !== 'found') return { status: 'failed', requested, target, error };
    return { status: 'failed', requested, target, found: resolution, error };
  }
}
