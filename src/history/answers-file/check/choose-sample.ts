import { hexOfBytes, type Digest } from '../../../core/digest.ts';

/**
 * Chooses a sample of a file's names by the file's own digest: the same one for everyone who has the file. It is spread over
 * all names: they are cut into `count` stretches of equal length, and one name is taken from each, in order. All names if there
 * are no more than `count`.
 */
export function chooseSample(
  names: readonly string[],
  count: number,
  digest: Digest,
): readonly string[] {
  if (count >= names.length) return names;
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * names.length) / count);
    const end = Math.floor(((index + 1) * names.length) / count);
    const lot = Number.parseInt(hexOfBytes(`${digest} ${index}`).slice(0, 12), 16);
    return names[start + (lot % (end - start))] ?? '';
  });
}
