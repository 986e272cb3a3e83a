import { hexOfBytes, type Digest } from '../../../core/digest.ts';

/**
 * Chooses some of the names of a file by the file's own digest: the same for everyone who has the file. They are spread over
 * all: the names are cut into as many stretches of equal length, and one is taken of each. All of them where there are no more; in
 * their order.
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
