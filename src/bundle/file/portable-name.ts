import { InvalidFileError } from '../../core/errors.ts';

/** Names that Windows reserves for devices; exFAT media are used there too. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MAX_PATH = 200;

/**
 * Says why a relative path cannot be in a bundle; undefined if it can: plain ASCII that exFAT, FAT32, a tar header without
 * extension and a shell all take unchanged.
 */
export function unportableReason(path: string): string | undefined {
  if (path.length > MAX_PATH) return `is longer than ${MAX_PATH} characters`;
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'has an empty part or leads out';
    if (!/^[A-Za-z0-9@+.,_~-]+$/.test(part)) return 'has a character that not every disk takes';
    if (part.endsWith('.')) return 'has a part that ends in a dot';
    if (part.startsWith('-') || part.startsWith('.')) return 'has a part that begins with - or .';
    if (part.length > 100) return 'has a part of more than 100 characters';
    if (DEVICE.test(part)) return 'has a part that names a device on Windows';
  }
  return undefined;
}

/** Returns the path, or throws {@link InvalidFileError} if it cannot be in a bundle. */
export function requirePortable(path: string): string {
  const reason = unportableReason(path);
  if (reason === undefined) return path;
  throw new InvalidFileError(`${JSON.stringify(path)} cannot be in a bundle: it ${reason}`);
}
