import { digestOfBytes } from '../../../../core/digest.ts';
import { formatInTurns } from '../../../../history/answers-file/file/format-answers.ts';
import { readRegularFile } from '../../../../store/read/read-regular-file.ts';
import { guardStore } from '../../../../store/store-failure.ts';
import { exportAnswers, type ExportRequest } from '../../../../workspace/answers/export-answers.ts';
import type { Brewpull } from '../../../../workspace/brewpull.ts';
import type { TapHistory } from '../../../../workspace/histories/tap-history.ts';
import { summarizeAnswers, summarizeAtlas, type FileSummary } from '../file-summary.ts';

/** The bytes of a file, and what they hold. */
export interface Export {
  readonly bytes: Uint8Array;
  readonly summary: FileSummary;
}

/** The largest atlas that is read; that of homebrew-core has 51 MB. */
const LARGEST_ATLAS = 1024 * 1024 * 1024;

/** Makes a file of answers from the last bottles in a history. */
export async function makeAnswers(
  brewpull: Brewpull,
  history: TapHistory,
  request: ExportRequest = {},
): Promise<Export> {
  const answers = await exportAnswers(brewpull, history, request);
  const { signal } = brewpull.options;
  const bytes = await formatInTurns(answers, signal);
  const hashed = { sizeBytes: bytes.length, digest: digestOfBytes(bytes) };
  const { header, formulae } = answers;
  return { bytes, summary: await summarizeAnswers(header, formulae, { hashed, signal }) };
}

/** Returns a copy of the atlas of a history. */
export async function makeAtlasCopy(history: TapHistory, signal: AbortSignal): Promise<Export> {
  const atlas = await history.atlas();
  const { path } = atlas;
  const bytes = await guardStore('read', path, () => readRegularFile(path, LARGEST_ATLAS));
  const hashed = { sizeBytes: bytes.length, digest: digestOfBytes(bytes) };
  return { bytes, summary: await summarizeAtlas(atlas, { hashed, signal }) };
}
