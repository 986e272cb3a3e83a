import { parseCorpus } from '../../../audit/advisories/corpus/parse-corpus.ts';
import type { AdvisoryCorpus } from '../../../audit/advisories/advisory.ts';
import type { AdvisorySource } from '../../../audit/report/vulns-report.ts';
import { hexOfBytes } from '../../../core/digest.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readGivenFile } from '../layers/given-file.ts';
import type { Arguments } from '../options/arguments.ts';
import type { Session } from '../../session.ts';

/** Advisories that were opened, and what to say of them. */
export interface OpenedAdvisories {
  readonly corpus: AdvisoryCorpus;
  readonly source: AdvisorySource;
}

const HINT =
  'Fetch it with brewpull vulns --update, or from https://formulae.brew.sh/api/advisories.json.';
const LIMIT_MIB = 256;

/**
 * Opens the file of `--advisories`, else the one that was fetched last. Throws `UsageError` where there is none, `InvalidFileError` and
 * `UnsupportedSchemaError` for another file.
 */
export async function openAdvisoriesFor(
  args: Arguments,
  session: Session,
  _brewpull: Brewpull,
): Promise<OpenedAdvisories> {
  const file = args.text('advisories');
  if (file === undefined) throw new UsageError('no advisories are at hand', { hint: HINT });
  const path = session.resolvePath(file);
  const bytes = await readGivenFile(path, { hint: HINT, limitMib: LIMIT_MIB });
  const corpus = parseCorpus(bytes, { what: file, hint: HINT });
  const { schemaVersion, count } = corpus;
  const sha256 = hexOfBytes(bytes);
  return { corpus, source: { name: file, sha256, fetched: undefined, schemaVersion, count } };
}
