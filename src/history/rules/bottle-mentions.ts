import type { BottleEntry } from '../state/formula-state.ts';

/** `sha256 cellar: :any, big_sur: "HEX"`, with any number of bottle tags on the line, and `sha256 "HEX" => :big_sur`. */
const TAG_FIRST = /\b(\w{2,40}):\s*["']([0-9a-f]{64}|[0-9a-f]{40})["']/gi;
const SUM_FIRST = /\b(sha256|sha1)\s+["']([0-9a-f]{64}|[0-9a-f]{40})["']\s*=>\s*:(\w{2,40})/gi;
/** A bottle block, or what came before there were blocks and has no bottle tag: `bottle 'URL'` and `bottle_sha1 'HEX'`. */
const BLOCK = /^\s*bottle(?:\s+do\b|\s*[{('"]|_\w+\b)/m;
/** A line with any checksum, and one with the checksum of a source, which has no bottle tag. */
const SUM_LINE = /^[ \t]*sha(?:256|1)\b.*$/gm;
const SOURCE_SUM = /^[ \t]*sha(?:256|1)\s+["'][0-9a-f]*["']\s*(?:#.*)?$/i;
/** The first and last line of a formula: a text without them was cut off, or is something else. */
const [BEGIN, END] = [/^class\s+\w+\s*</m, /^end\s*$/m];

/**
 * Lists every bottle that a formula's text may offer, whatever Ruby would make of it: for states that cannot be read, such as
 * damaged or half-merged files. It may list too much, never too little: undefined if the text is not a whole formula, or if its
 * bottle block or a line with a checksum is not understood, so that anything may have been in it.
 */
export function findBottleMentions(bytes: Uint8Array): readonly BottleEntry[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!END.test(text)) return undefined;
  const found: BottleEntry[] = [];
  for (const [, bottleTag = '', checksum = ''] of text.matchAll(TAG_FIRST))
    add(found, bottleTag, checksum);
  for (const [, , checksum = '', bottleTag = ''] of text.matchAll(SUM_FIRST))
    add(found, bottleTag, checksum);
  const isUnclear = found.length === 0 && (BLOCK.test(text) || !BEGIN.test(text));
  return isUnclear || hasOddSums(text) ? undefined : found;
}

/** Whether a line may offer a bottle in a form that is not understood. */
function hasOddSums(text: string): boolean {
  for (const [line] of text.matchAll(SUM_LINE)) {
    const isUnderstood =
      SOURCE_SUM.test(line) || line.search(TAG_FIRST) >= 0 || line.search(SUM_FIRST) >= 0;
    if (!isUnderstood) return true;
  }
  return false;
}

function add(found: BottleEntry[], bottleTag: string, digits: string): void {
  const checksum = digits.toLowerCase();
  if (found.some((each) => each.bottleTag === bottleTag && each.checksum === checksum)) return;
  const algorithm = checksum.length === 64 ? 'sha256' : 'sha1';
  found.push({ bottleTag, algorithm, checksum, cellar: undefined });
}
