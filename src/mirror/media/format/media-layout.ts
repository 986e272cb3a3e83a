import type { Hex } from '../../../core/digest.ts';

/** What describes a medium; written last, so that it is there when all is. */
export const MEDIUM_FILE = 'media.json';
/** What a person who finds the medium reads. */
export const MEDIUM_README = 'README.txt';
/** The sums of all other files of a medium. */
export const MEDIUM_SUMS = 'SHA256SUMS';
/** No file of FAT32 is larger. */
export const FAT_FILE_BYTES = 4 * 1024 ** 3 - 1;
/** No `media.json` is larger: that of 400,000 files. */
export const LARGEST_MEDIUM_FILE = 128 * 1024 * 1024;
/** More would be no set that a person handles. */
export const MOST_MEDIA = 9999;

const FOLDER = /^medium-(\d{3,4})$/;

/** Names the folder of a medium: `medium-001`. */
export function mediumFolder(number: number): string {
  return `medium-${String(number).padStart(3, '0')}`;
}

/** Reads what {@link mediumFolder} writes; undefined for any other name. */
export function mediumNumber(name: string): number | undefined {
  const number = Number(FOLDER.exec(name)?.[1]);
  return number > 0 && mediumFolder(number) === name ? number : undefined;
}

/**
 * Gives the path of a file of bytes on a medium. It follows from the content, so that every file system takes it and no name on a
 * medium comes from outside. FAT32 takes about ten thousand such names in a folder, hence sixteen folders.
 */
export function dataPath(sha256: Hex): string {
  return `data/${sha256.slice(0, 1)}/${sha256}`;
}
