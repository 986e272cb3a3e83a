import { PartFile } from '../../../src/store/blobs/part-file.ts';

/** Runs work with a part that is closed afterwards. */
export async function withPart<Result>(
  path: string,
  limitBytes: number,
  work: (part: PartFile) => Promise<Result>,
): Promise<Result> {
  const part = await PartFile.open(path, limitBytes);
  try {
    return await work(part);
  } finally {
    await part.close();
  }
}
