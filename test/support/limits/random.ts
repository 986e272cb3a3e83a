import { configureGlobal, PreconditionFailure, type IAsyncProperty } from 'fast-check';

import { FILE_LIMIT_MS, SMALLER_MS, TIMES } from './tries.ts';

/**
 * fast-check with a limit on its search for a smaller input that fails: no limit of a test can end it if the property does not
 * wait for anything.
 */
export * from 'fast-check';

configureGlobal({ interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true });

/**
 * Ends the search of a property whose tries take seconds each: some time after the first failure every input passes, so that the
 * smallest failure so far is reported. The limit of the file would end the search without reporting any.
 */
export function slow<Inputs>(
  property: IAsyncProperty<Inputs>,
  smallerMs = SMALLER_MS,
): IAsyncProperty<Inputs> {
  const run = property.run.bind(property);
  let failedAt: number | undefined;
  property.run = async (inputs) => {
    if (failedAt !== undefined && Date.now() - failedAt > smallerMs) return null;
    const failure = await run(inputs);
    if (failure !== null && !PreconditionFailure.isFailure(failure)) failedAt ??= Date.now();
    return failure;
  };
  return property;
}

/** How often a slow property is tried. */
export function tries(usual: number): {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit: number;
} {
  return { numRuns: Math.ceil(usual * TIMES), interruptAfterTimeLimit: FILE_LIMIT_MS };
}
