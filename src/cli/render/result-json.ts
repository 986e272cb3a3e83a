import { toJsonText } from './harmless.ts';

/** How much is sent at once: a program that reads along, e.g. with `serve`, gets a short result in one chunk. */
const CHUNK_LENGTH = 64 * 1024;
/** How many elements of a list go into a piece: usually a few kilobytes. */
const PER_PIECE = 8;
/** What {@link toJsonText} writes around the fields of an object, and after the elements of a list that is its only field. */
const [OPEN, CLOSE, CLOSE_LIST] = ['{\n', '\n}\n', '\n  ]\n}\n'];

/** Formats a result or an error as JSON like {@link toJsonText}; each begins with the version of its schema. */
export function toResultJson(fields: object, schemaVersion = 1): string {
  return [...toResultPieces(fields, schemaVersion)].join('');
}

/** Yields what {@link toResultJson} returns in longer chunks, each made of whole pieces. */
export function* toResultChunks(
  fields: object,
  schemaVersion = 1,
): Generator<string, void, undefined> {
  let chunk = '';
  for (const piece of toResultPieces(fields, schemaVersion)) {
    chunk += piece;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/**
 * Yields what {@link toResultJson} returns in pieces, with a few elements of a long list in each: a result may have tens of
 * megabytes. Each piece except the first and the last ends with a comma and a line end, which no secret spans, so secrets can be
 * hidden piece by piece.
 */
export function* toResultPieces(
  fields: object,
  schemaVersion = 1,
): Generator<string, void, undefined> {
  let last = '';
  for (const text of listTexts({ schemaVersion, ...fields })) {
    yield last === '' ? OPEN : `${last},\n`;
    last = text;
  }
  yield `${last}${CLOSE}`;
}

/** Yields the text between the braces, without the comma and the line end that separate one piece from the next. */
function* listTexts(fields: object): Generator<string, void, undefined> {
  for (const [key, value] of Object.entries(fields)) {
    if (isLong(value)) yield* listElements(key, value);
    else {
      const text = toJsonText({ [key]: value });
      // Undefined fields are left out.
      if (text.startsWith(OPEN)) yield text.slice(OPEN.length, -CLOSE.length);
    }
  }
}

function* listElements(key: string, list: readonly unknown[]): Generator<string, void, undefined> {
  for (let from = 0; from < list.length; from += PER_PIECE) {
    const to = from + PER_PIECE;
    const text = toJsonText({ [key]: list.slice(from, to) });
    const begin = from === 0 ? OPEN.length : text.indexOf('\n', OPEN.length) + 1;
    const end = to < list.length ? CLOSE_LIST : CLOSE;
    yield text.slice(begin, -end.length);
  }
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > PER_PIECE;
}
