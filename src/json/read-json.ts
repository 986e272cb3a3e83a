import { InvalidFileError, type ErrorOptions } from '../core/errors.ts';

/** A JSON document from outside: its name, how much of it is read, and the error that says what is wrong with it. */
export interface JsonDocument {
  /** The name of the document in messages. */
  readonly what: string;
  /** By default {@link InvalidFileError}. */
  readonly error?: (new (message: string, options: ErrorOptions) => Error) | undefined;
  readonly hint?: string | undefined;
  /** The maximum size, for a document whose size was not limited before. */
  readonly limitBytes?: number | undefined;
}

/** What registries allow for an index, manifest or config: no honest document of one image or bottle is larger. */
export const DOCUMENT_BYTES = 4 * 1024 * 1024;

/** Deeper than any honest document, and far from overflowing the stack when it is written again. */
const MAX_DEPTH = 200;

/**
 * Reads JSON of any origin: strict UTF-8, at most `limitBytes` long and 200 levels deep. Throws the document's error, whose
 * cause may repeat part of the text.
 */
export function readJson(content: Uint8Array | string, document: JsonDocument): unknown {
  const { limitBytes } = document;
  if (limitBytes !== undefined && content.length > limitBytes) {
    const fault = `has ${content.length} bytes; at most ${limitBytes} are read`;
    throw jsonError(document, fault);
  }
  try {
    const text =
      typeof content === 'string'
        ? content
        : new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (!isTooDeep(text)) {
      const json: unknown = JSON.parse(text);
      return json;
    }
  } catch (cause) {
    throw jsonError(document, 'is not valid JSON', cause);
  }
  throw jsonError(document, `is nested deeper than ${MAX_DEPTH} levels`);
}

/** Makes the error of a document; `fault` continues the sentence that its name begins. */
export function jsonError(
  { what, error = InvalidFileError, hint }: JsonDocument,
  fault: string,
  cause?: unknown,
): Error {
  return new error(`${what} ${fault}`, cause === undefined ? { hint } : { hint, cause });
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) {
      isInString = true;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
