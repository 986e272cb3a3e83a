/** A file of a mirror that is derived from its contents. Its content can only be read once. */
export interface ExtraFile {
  /** The path in the tree. */
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** About how many characters are collected before they are passed on. */
const CHUNK = 64 * 1024;

/** Makes a file from text that comes in pieces; small pieces are passed on together. */
export function textFile(
  name: string,
  pieces: AsyncIterable<string> | Iterable<string>,
): ExtraFile {
  return { name, content: encode(pieces) };
}

async function* encode(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Uint8Array> {
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    if (held.length < CHUNK) continue;
    yield Buffer.from(held);
    held = '';
  }
  if (held !== '') yield Buffer.from(held);
}
