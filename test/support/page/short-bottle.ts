import type { LatestBottle } from '../../../src/history/state/bottle-span.ts';

/** Makes a bottle from a few facts, by default of version 1. */
export function shortBottle(bottleTag: string, more: Partial<LatestBottle> = {}): LatestBottle {
  const introduced = '2023-01-01T00:00:00Z';
  const place = { age: 0, position: 0, introduced, dropped: undefined, isUnsure: false };
  return { bottleTag, version: '1', revision: 0, rebuild: 0, ...place, ...more };
}
