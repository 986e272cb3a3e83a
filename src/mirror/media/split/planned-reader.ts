import { join } from 'node:path';

import { throwIfAborted } from '../../../core/abort.ts';
import { Sha256, digestOf, type Hex } from '../../../core/digest.ts';
import { DigestMismatchError, SizeMismatchError } from '../../../core/errors.ts';
import { streamRegularFile } from '../../../store/read/open-regular-file.ts';
import { explainStoreFailure } from '../../../store/store-failure.ts';
import type { MediumData, MediumPiece } from '../format/media-schema.ts';
import type { PlannedData, PlannedPiece } from './plan-items.ts';
import { isCut } from './plan-split.ts';

const REPAIR =
  'Remove this file, and run the same brewpull mirror again, which fetches what is missing.';

/** Reads the files of a mirror piece by piece, in the order of a plan, and checks each against its sum. */
export class PlannedReader {
  readonly #directory: string;
  readonly #signal: AbortSignal | undefined;
  /** The paths of cut files that have been read and checked as a whole. */
  readonly #checked = new Set<string>();

  constructor(directory: string, signal: AbortSignal | undefined) {
    this.#directory = directory;
    this.#signal = signal;
  }

  /** Returns the sums of a planned file. Throws `DigestMismatchError` and {@link SizeMismatchError} if the mirror is damaged. */
  async hash(data: PlannedData): Promise<MediumData> {
    const all = new Sha256();
    const pieces: MediumPiece[] = [];
    for (const planned of data.pieces) {
      const own = new Sha256();
      if (isCut(planned)) await this.#verifyWhole(planned);
      for await (const chunk of this.#read(planned)) {
        if (data.pieces.length > 1) all.update(chunk);
        own.update(chunk);
      }
      const sha256 = own.hex();
      if (!isCut(planned)) this.#verify(planned, sha256);
      pieces.push(describe(planned, sha256));
    }
    const [first] = pieces;
    const sha256 = pieces.length === 1 && first !== undefined ? first.sha256 : all.hex();
    return { sha256, sizeBytes: data.sizeBytes, pieces };
  }

  /** Streams a planned file, unchecked. */
  async *stream(data: PlannedData): AsyncGenerator<Uint8Array> {
    for (const planned of data.pieces) yield* this.#read(planned);
  }

  async *#read({ file, offset, sizeBytes }: PlannedPiece): AsyncGenerator<Uint8Array> {
    const path = join(this.#directory, file.path);
    let actualBytes = 0;
    try {
      for await (const chunk of streamRegularFile(path, {
        start: offset,
        end: offset + sizeBytes,
      })) {
        throwIfAborted(this.#signal);
        actualBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw explainStoreFailure('read', path, error);
    }
    if (actualBytes === sizeBytes) return;
    throw new SizeMismatchError(path, { expectedBytes: sizeBytes, actualBytes, hint: REPAIR });
  }

  /** Checks a cut file as a whole, once, before its first piece, since its pieces may be on any media. */
  async #verifyWhole({ file }: PlannedPiece): Promise<void> {
    if (this.#checked.has(file.path)) return;
    const whole = { file, offset: 0, sizeBytes: file.sizeBytes };
    const hash = new Sha256();
    for await (const chunk of this.#read(whole)) hash.update(chunk);
    this.#verify(whole, hash.hex());
    this.#checked.add(file.path);
  }

  #verify({ file }: PlannedPiece, sha256: Hex): void {
    if (sha256 === file.sha256) return;
    throw new DigestMismatchError(join(this.#directory, file.path), {
      expected: digestOf(file.sha256),
      actual: digestOf(sha256),
      hint: REPAIR,
    });
  }
}

function describe(planned: PlannedPiece, sha256: Hex): MediumPiece {
  const { file, offset, sizeBytes } = planned;
  const whole = isCut(planned) ? { sizeBytes: file.sizeBytes, sha256: file.sha256 } : null;
  return { path: file.path, offset, sizeBytes, sha256, whole };
}
