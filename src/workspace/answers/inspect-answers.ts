import { statSync } from 'node:fs';

import { AbortedError, BrewpullError } from '../../core/errors.ts';
import { requireNamedFile } from '../../store/read/named-path.ts';
import type { BrewpullOptions } from '../options.ts';
import { listPlaces, NAMED_ATLAS, type AnswersFilePlace } from './answers-at-hand.ts';
import { openTravellingFile } from './travelling-file.ts';

/** A file of answers on this machine, or why it cannot be used. */
export interface InspectedAnswers extends AnswersFilePlace {
  readonly sizeBytes: number;
  /** Undefined if it cannot be used. */
  readonly facts?: {
    readonly kind: 'answers' | 'atlas';
    readonly tap: string;
    readonly head: string;
    readonly begins: string;
    /** True if the whole file was read and is intact; undefined for a file too large to check. */
    readonly isIntact: true | undefined;
  };
  readonly error?: BrewpullError;
}

/** The largest file that is read to check it. Hashing this much takes about half a second. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Inspects every file that may answer for a tap; missing ones are left out, except for one that was named. */
export async function inspectAnswers(
  tap: string,
  options: BrewpullOptions,
  cacheDirectory: string,
): Promise<readonly InspectedAnswers[]> {
  const { history } = options;
  if (history === 'git' || history === 'registry') return [];
  const inspected: InspectedAnswers[] = [];
  for (const place of listPlaces(tap, options, cacheDirectory)) {
    const sizeBytes = statSync(place.path, { throwIfNoEntry: false })?.size;
    if (sizeBytes === undefined && place.origin !== 'named') continue;
    inspected.push(await inspect(place, sizeBytes ?? 0, options.signal));
  }
  return inspected;
}

async function inspect(
  place: AnswersFilePlace,
  sizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<InspectedAnswers> {
  try {
    if (place.origin === 'named') requireNamedFile(place.path, NAMED_ATLAS);
    const opened = openTravellingFile(place.path);
    try {
      const isIntact = sizeBytes <= MOST_BYTES ? true : undefined;
      if (isIntact === true) await opened.file.verify(signal);
      if (opened.kind === 'atlas') {
        const { tap, headDate: head, begins } = opened.file;
        return { ...place, sizeBytes, facts: { kind: 'atlas', tap, head, begins, isIntact } };
      }
      const { tap, head, begins } = opened.file.header;
      const facts = { kind: 'answers', tap, head: head.date, begins, isIntact } as const;
      return { ...place, sizeBytes, facts };
    } finally {
      opened.file.close();
    }
  } catch (error) {
    if (!(error instanceof BrewpullError) || error instanceof AbortedError) throw error;
    return { ...place, sizeBytes, error };
  }
}
