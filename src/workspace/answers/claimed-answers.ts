import type { Digest } from '../../core/digest.ts';
import type { Answers } from '../../history/answers-file/answers.ts';
import { collectAnswers } from '../../history/answers-file/collect/collect-answers.ts';
import { hashFile } from '../../store/read/hash-file.ts';
import type { TravellingFile } from './travelling-file.ts';

/** Everything that a file claims, and the digest of the file. */
export interface ClaimedAnswers extends Answers {
  readonly path: string;
  readonly sizeBytes: number;
  readonly digest: Digest;
}

/** Reads and checks a whole file: its answers or, for an atlas, its last bottles. Throws `InvalidFileError`. */
export async function readClaims(
  opened: TravellingFile,
  signal: AbortSignal | undefined,
): Promise<ClaimedAnswers> {
  const { path } = opened.file;
  const hashed = await hashFile(path);
  if (opened.kind === 'answers') {
    const answers = await opened.file.checkedAnswers(signal);
    return { path, ...hashed, ...answers };
  }
  const { file: atlas } = opened;
  const { tap, head: commit, headDate: date, begins } = atlas;
  const request = { tap, head: { commit, date }, begins, targets: undefined, sources: [], signal };
  return { path, ...hashed, ...(await collectAnswers(atlas, request)) };
}
