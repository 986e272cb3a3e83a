import { hexOfBytes } from '../../../core/digest.ts';
import { formatBytes } from '../../../core/format-bytes.ts';
import { MEDIUM_FILE, MEDIUM_README, dataPath } from '../format/media-layout.ts';
import { formatMedium, type MediumContents } from '../format/media-schema.ts';
import { comparePaths } from '../../tree/file/tree-path.ts';

/** The three small files of a medium. */
export interface MediumTexts {
  readonly contents: string;
  readonly readme: string;
  /** For `sha256sum -c`, with the sums of the other two. */
  readonly sums: string;
}

/** Writes the files that describe a medium to brewpull, to people, and to the tools of every system. */
export function mediumTexts(medium: MediumContents): MediumTexts {
  const contents = formatMedium(medium);
  const readme = readmeText(medium);
  const sums = new Map<string, string>([
    [MEDIUM_FILE, hexOfBytes(contents)],
    [MEDIUM_README, hexOfBytes(readme)],
    ...medium.files.map(({ sha256 }) => [dataPath(sha256), sha256] as const),
  ]);
  const lines = [...sums]
    .toSorted(([a], [b]) => comparePaths(a, b))
    .map(([name, sha256]) => `${sha256}  ${name}\n`);
  return { contents, readme, sums: lines.join('') };
}

function readmeText({ number, media, id, totalBytes }: MediumContents): string {
  return `MEDIUM ${number} OF ${media} OF A MIRROR OF HOMEBREW BOTTLES

A mirror of ${formatBytes(totalBytes)} was split so that it fits on several media. This is one of them.
Nothing here is of use alone: brewpull puts the mirror together from all media, in any order.

  brewpull mirror --join MEDIUM... --output mirror

Name the folders of all media at once, or one after the other in several runs, with the same --output.
Each run checks every file that it copies, and says which media are missing.

To check this medium without brewpull, in this folder:

  sha256sum -c SHA256SUMS        (on a Mac: shasum -a 256 -c SHA256SUMS)

Only media of the same set go together. The set of this one is
${id}
`;
}
