import type { PullOutcome } from '../bottle/obtain/pulled-bottle.ts';
import type { Resolution } from '../bottle/resolve/resolution.ts';
import type { BottleRequest } from '../bottle/resolve/bottle-request.ts';
import { findPackagedAnswers, findPackagedCasks } from './answers/packaged-answers.ts';
import { Brewpull } from './brewpull.ts';
import type { BrewpullOptions, PullRequest } from './options.ts';
import { parseTapClone } from './histories/tap-clone.ts';

/** {@link BrewpullOptions}, each with a usual value. */
export interface LibraryOptions extends Partial<BrewpullOptions> {
  /** As `--tap-dir`: one or several of `PATH`, the clone of the tap that its remote names, and `user/tap=PATH`. */
  readonly tapDirectory?: string | readonly string[] | undefined;
}

/** Brewpull for a program. */
export interface BrewpullLibrary {
  /**
   * Finds the last bottle of every formula for every target. Results are in the order of the request, targets within
   * formulae; one that fails does not stop the others. Throws only when interrupted.
   */
  resolve(request: BottleRequest): Promise<readonly Resolution[]>;
  /**
   * Downloads and verifies what was resolved, several at once, and puts it where it belongs; with `dryRun` it only says
   * what would be fetched. Outcomes are in the order of the resolutions. Throws only when interrupted.
   */
  pull(resolutions: readonly Resolution[], how: PullRequest): Promise<readonly PullOutcome[]>;
  /** Ends processes and connections. */
  close(): Promise<void>;
}

/**
 * Opens brewpull for a program: `auto` history, the answers in its package (`packagedAnswers: undefined` leaves them out), ghcr.io,
 * the system's cache, four downloads at once, and nothing taken from the environment unless it is passed in. Nothing is read or sent before it is asked for. Close it. Throws `UsageError` for
 * a registry or host that is not one.
 */
export function openBrewpull({
  tapDirectory = [],
  tapClones = [],
  ...options
}: LibraryOptions = {}): BrewpullLibrary {
  return new Brewpull({
    history: 'auto',
    packagedAnswers: findPackagedAnswers(),
    packagedCasks: findPackagedCasks(),
    tapClones: [...tapClones, ...[tapDirectory].flat().map(parseTapClone)],
    before: undefined,
    at: undefined,
    registry: undefined,
    cacheDirectory: undefined,
    concurrency: 4,
    proxy: undefined,
    certificateAuthorities: [],
    offline: false,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });
}
