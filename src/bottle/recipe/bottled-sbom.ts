import { gunzip } from '../../archive/gzip.ts';
import { readTar } from '../../archive/read-tar.ts';
import { bottleFileName, type BottleName } from '../../core/bottle-name.ts';
import { InvalidFileError } from '../../core/errors.ts';

/** The largest seen so far has 2 MB. */
const SBOM_BYTES = 16 * 1024 * 1024;

/**
 * Reads the bill of materials that brew has put into bottles since 2024; undefined if there is none or it is not an archive,
 * `too-large` beyond 16 MiB. Always reads `content` to its end, so that a check there counts; throws what `content` throws.
 */
export async function readBottledSbom(
  content: AsyncIterable<Uint8Array>,
  bottle: BottleName,
): Promise<Uint8Array | 'too-large' | undefined> {
  const whole = new WholeContent(content);
  try {
    const found = await findSbom(whole, bottle);
    await whole.readRest();
    return found;
  } finally {
    await whole.close();
  }
}

async function findSbom(
  content: AsyncIterable<Uint8Array>,
  bottle: BottleName,
): Promise<Uint8Array | 'too-large' | undefined> {
  const wanted = `${bottle.formula}/${bottle.pkgVersion}/sbom.spdx.json`;
  let found: Uint8Array | 'too-large' | undefined;
  try {
    const what = bottleFileName(bottle);
    for await (const member of readTar(gunzip(content, what), { what, links: 'list' })) {
      const { name, type, sizeBytes } = member;
      if (name !== wanted || type !== 'file') continue;
      found = 'too-large';
      if (sizeBytes > SBOM_BYTES) continue;
      const chunks: Uint8Array[] = [];
      for await (const chunk of member.content) chunks.push(chunk);
      found = Buffer.concat(chunks);
    }
  } catch (error) {
    // Anything strange about a bottle is left for brew to judge.
    if (!(error instanceof InvalidFileError)) throw error;
    return undefined;
  }
  return found;
}

/** Content that can still be read after its reader gave up, and whose own errors are kept apart from the reader's. */
class WholeContent implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #errors: unknown[] = [];

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#chunks = content[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    // Has no `return`, so that what a reader leaves can still be read.
    return {
      next: async () => {
        try {
          return await this.#chunks.next();
        } catch (error) {
          this.#errors.push(error);
          throw error;
        }
      },
    };
  }

  /** Throws what the content throws now or threw to its reader, which may have read ahead and left. */
  async readRest(): Promise<void> {
    for await (const chunk of this) void chunk;
    for (const error of this.#errors) throw error;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
