import { isNamePart } from '../../../core/bottle-name.ts';

const LONGEST_PATH = 1000;
const LONGEST_PART_BYTES = 255;
/** Names that Windows reserves for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Says why a text cannot be a path in a mirror that can be copied to any file system, as the end of a sentence; undefined if it
 * can.
 */
export function treePathFault(path: string): string | undefined {
  if (path.length > LONGEST_PATH) return `is longer than ${LONGEST_PATH} characters`;
  for (const part of path.split('/')) {
    if (part === '') return 'is absolute or has an empty part';
    if (part.startsWith('.')) return 'leads out, or has a part that begins with a dot';
    if (!isNamePart(part)) return 'has a space, a backslash or an invisible character';
    if (part.endsWith('.')) return 'has a part that ends in a dot';
    if (Buffer.byteLength(part) > LONGEST_PART_BYTES) {
      return `has a part of more than ${LONGEST_PART_BYTES} bytes`;
    }
    if (DEVICE.test(part)) return 'has a part that names a device on Windows';
  }
  return undefined;
}

/** Compares paths by code units, the order of `SHA256SUMS`. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
