import type { Hex } from '../../../core/digest.ts';

/** The file that describes a medium; it is written last, so that it exists only once everything else does. */
export const MEDIUM_FILE = 'media.json';
/** What someone who finds the medium reads. */
export const MEDIUM_README = 'README.txt';
/** The file with the sums of all other files of a medium. */
export const MEDIUM_SUMS = 'SHA256SUMS';
/** The largest file on FAT32. */
export const FAT_FILE_BYTES = 4 * 1024 ** 3 - 1;
/** The largest `media.json`: enough for 400,000 files. */
export const LARGEST_MEDIUM_FILE = 128 * 1024 * 1024;
/** The most media in a set; nobody could handle more. */
export const MOST_MEDIA = 9999;

const FOLDER = /^medium-(\d{3,4})$/;

/** Returns the folder name of a medium: `medium-001`. */
export function mediumFolder(number: number): string {
  return `medium-${String(number).padStart(3, '0')}`;
}

/** Parses a name from {@link mediumFolder}; undefined for any other name. */
export function mediumNumber(name: string): number | undefined {
  const number = Number(FOLDER.exec(name)?.[1]);
  return number > 0 && mediumFolder(number) === name ? number : undefined;
}

/**
 * Returns the path of a data file on a medium. It is derived from the content, so that every file system accepts it and no name
 * on a medium comes from outside. FAT32 allows about ten thousand names of this length in a folder, hence sixteen folders.
 */
export function dataPath(sha256: Hex): string {
  return `data/${sha256.slice(0, 1)}/${sha256}`;
}
