import { stat } from 'node:fs/promises';

import { InvalidFileError } from '../../core/errors.ts';
import { giveWay } from '../../core/give-way.ts';
import { guardStore } from '../../store/store-failure.ts';
import { openTravellingFile } from '../../workspace/answers/travelling-file.ts';
import { TRAVEL_LIMITS, type TravelFacts } from './travel-facts.ts';

/**
 * Reads what a file is, and all of it that has checksums of its own. Throws `InvalidFileError` for what is of neither kind, for damage
 * and for one that is too large; `StoreError` where it cannot be read or is not there.
 */
export async function readTravelFacts(path: string, signal?: AbortSignal): Promise<TravelFacts> {
  const { size } = await guardStore('read', path, () => stat(path));
  const { kind, file } = openTravellingFile(path);
  try {
    if (size > TRAVEL_LIMITS[kind]) {
      throw new InvalidFileError(`${path} has ${size} bytes, too many for its kind (${kind})`);
    }
    if (kind === 'answers') {
      await file.verify(signal);
      const { tap, head } = file.header;
      return { kind, tap, head };
    }
    await file.verify(signal);
    for (const _ of file.latest()) await giveWay(signal);
    const { tap, head, headDate } = file;
    return { kind, tap, head: { commit: head, date: headDate } };
  } finally {
    file.close();
  }
}
