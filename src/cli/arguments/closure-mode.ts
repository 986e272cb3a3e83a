import type { ClosureMode } from '../../closure/closure-plan.ts';
import type { Arguments } from './options/arguments.ts';

/** Reads `--closure`. */
export function readMode(args: Arguments): ClosureMode | undefined {
  const mode = args.text('closure');
  return mode === 'one-commit' || mode === 'newest' || mode === 'exact' ? mode : undefined;
}
