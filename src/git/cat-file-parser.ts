/** The kinds of object git stores. */
type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** One answer of `git cat-file --batch`. */
export type GitObject =
  | {
      readonly status: 'found';
      readonly oid: string;
      readonly type: ObjectType;
      readonly bytes: Uint8Array;
    }
  | { readonly status: 'missing' }
  | {
      readonly status: 'too-large';
      readonly oid: string;
      readonly type: ObjectType;
      readonly sizeBytes: number;
    };

const HEADER = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/;
const LINE_FEED = 0x0a;

interface Content {
  readonly oid: string;
  readonly type: ObjectType;
  readonly sizeBytes: number;
  /** Too large to keep. */
  readonly isSkipped: boolean;
  /** Allocated when the content comes in more than one chunk. */
  buffer: Buffer | undefined;
  receivedBytes: number;
}

/**
 * Splits the output of `git cat-file --batch` into answers, however it is chunked. Content above the limit is discarded as it
 * comes.
 * Format: https://git-scm.com/docs/git-cat-file/2.39.0#_batch_output
 */
export class BatchParser {
  readonly #limitBytes: number;
  readonly #onObject: (object: GitObject) => void;
  #line = '';
  #content: Content | undefined;

  constructor(limitBytes: number, onObject: (object: GitObject) => void) {
    this.#limitBytes = limitBytes;
    this.#onObject = onObject;
  }

  /** Takes the next piece of output. */
  feed(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      offset =
        this.#content === undefined
          ? this.#feedLine(chunk, offset)
          : this.#feedContent(this.#content, chunk, offset);
    }
  }

  #feedLine(chunk: Buffer, offset: number): number {
    const end = chunk.indexOf(LINE_FEED, offset);
    // Only its ASCII matters.
    this.#line += chunk.toString('latin1', offset, end === -1 ? chunk.length : end);
    if (end === -1) return chunk.length;
    const line = this.#line;
    this.#line = '';
    this.#header(line);
    return end + 1;
  }

  #header(line: string): void {
    const [, oid, type, size] = HEADER.exec(line) ?? [];
    if (oid === undefined || !isObjectType(type)) {
      this.#onObject({ status: 'missing' });
      return;
    }
    const sizeBytes = Number(size);
    const isSkipped = sizeBytes > this.#limitBytes;
    this.#content = { oid, type, sizeBytes, isSkipped, buffer: undefined, receivedBytes: 0 };
  }

  /** Collects the content and skips the line feed after it. */
  #feedContent(content: Content, chunk: Buffer, offset: number): number {
    const { oid, type, sizeBytes, isSkipped, receivedBytes } = content;
    const end = Math.min(chunk.length, offset + sizeBytes - receivedBytes);
    const piece = chunk.subarray(offset, end);
    if (end === chunk.length) {
      if (!isSkipped) {
        content.buffer ??= Buffer.allocUnsafeSlow(sizeBytes);
        content.buffer.set(piece, receivedBytes);
      }
      content.receivedBytes += piece.length;
      return end;
    }
    this.#content = undefined;
    if (isSkipped) {
      this.#onObject({ status: 'too-large', oid, type, sizeBytes });
    } else {
      // Content that came in one piece is not copied: copying each small file would cost more than reading it.
      content.buffer?.set(piece, receivedBytes);
      this.#onObject({ status: 'found', oid, type, bytes: content.buffer ?? piece });
    }
    return end + 1;
  }
}

function isObjectType(text: string | undefined): text is ObjectType {
  return text === 'blob' || text === 'tree' || text === 'commit' || text === 'tag';
}
