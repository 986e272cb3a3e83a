import { gunzip } from '../../archive/gzip.ts';
import { readTar } from '../../archive/read-tar.ts';
import { bottleFileName, type BottleName } from '../../core/bottle-name.ts';
import { InvalidFileError } from '../../core/errors.ts';

/** The largest that was seen has 2 MB. */
const SBOM_BYTES = 16 * 1024 * 1024;

/**
 * Reads the bill of materials that brew puts into a bottle since 2024; undefined where it has none, or is no archive, `too-large`
 * beyond 16 MiB. Reads all of `content`, also where it is no archive, so that a check at its end counts; what `content` throws is thrown.
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
    // What is strange about a bottle is for brew to judge.
    if (!(error instanceof InvalidFileError)) throw error;
    return undefined;
  }
  return found;
}

/** Content that can be read on where its reader gave up, and whose own error is not taken for one of the reader. */
class WholeContent implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #errors: unknown[] = [];

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#chunks = content[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    // Without a `return`: what a reader leaves stays there.
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

  /** Throws what the content throws, now or to its reader, which may have asked ahead and left. */
  async readRest(): Promise<void> {
    for await (const chunk of this) void chunk;
    for (const error of this.#errors) throw error;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
