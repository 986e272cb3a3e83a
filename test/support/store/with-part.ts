import { PartialFile } from '../../../src/store/blobs/partial-file.ts';

/** Runs work with a partial that is closed afterwards. */
export async function withPart<Result>(
  path: string,
  limitBytes: number,
  work: (part: PartialFile) => Promise<Result>,
): Promise<Result> {
  const part = await PartialFile.open(path, limitBytes);
  try {
    return await work(part);
  } finally {
    await part.close();
  }
}
