import { DisagreementError } from '../../core/errors.ts';
import { gitBlobOid } from '../../core/git-oid.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { placeOf } from '../../bottle/resolve/resolution.ts';
import type { ClosureItem, RecordedFormula } from '../closure-plan.ts';

/** A formula file as of the commit that a bottle belongs to. */
export interface FormulaText {
  readonly path: string;
  readonly commit: string;
  /** The git object id of the text. */
  readonly oid: string;
  readonly text: string;
}

/**
 * Reads the formula file of a planned bottle, from the lock that it comes from or else from history. Undefined if neither has
 * it, or if it is not UTF-8, which Homebrew does not read either. Throws {@link DisagreementError} if the text has another
 * object id than the recorded one.
 */
export async function readFormulaFile(
  brewpull: Brewpull,
  { found, recorded }: Pick<ClosureItem, 'found' | 'recorded'>,
): Promise<FormulaText | undefined> {
  const place = placeOf(found);
  if (place === undefined) return undefined;
  const { commit, path } = place;
  const read =
    recorded === undefined ? await readText(brewpull, found.tap, place) : recordedText(recorded);
  if (read === undefined) return undefined;
  const { text, said } = read;
  const oid = gitBlobOid(Buffer.from(text), said);
  for (const [source, value] of [
    [read.source, said],
    ['the record of its history', found.introducedBy?.oid ?? oid],
  ] as const) {
    if (value === oid) continue;
    throw new DisagreementError(
      `the git object id of ${path} at ${commit.oid}`,
      [
        { source, value },
        { source: 'its text', value: oid },
      ],
      { hint: 'Do not use it. Fetch the history again with brewpull sync.' },
    );
  }
  return { path, commit: commit.oid, oid, text };
}

/** A text, the object id that its source gives, and that source. */
interface SaidText {
  readonly text: string;
  readonly said: string;
  readonly source: string;
}

function recordedText({ text, oid: said }: RecordedFormula): SaidText | undefined {
  return text === undefined || said === undefined ? undefined : { text, said, source: 'the lock' };
}

async function readText(
  brewpull: Brewpull,
  tap: string,
  { commit, path }: NonNullable<ReturnType<typeof placeOf>>,
): Promise<SaidText | undefined> {
  const history = await brewpull.histories.of(tap);
  const file = await history?.repository.read(`${commit.oid}:${path}`);
  if (file?.status !== 'found') return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
    return { text, said: file.oid, source: 'the clone' };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
