import { stat } from 'node:fs/promises';

import { InvalidFileError } from '../../core/errors.ts';
import { giveWay } from '../../core/give-way.ts';
import { guardStore } from '../../store/store-failure.ts';
import { openTravellingFile } from '../../workspace/answers/travelling-file.ts';
import { TRAVEL_LIMITS, type TravelFacts } from './travel-facts.ts';

/**
 * Reads what a file is, and verifies everything in it that has its own checksum. Throws `InvalidFileError` if it is neither kind,
 * damaged or too large; `StoreError` if it cannot be read or does not exist.
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
