import { UsageError } from '../../../../core/errors.ts';
import type { Atlas } from '../../../../history/atlas/atlas.ts';
import { hashFile } from '../../../../store/read/hash-file.ts';
import { EXIT } from '../../../exit-code.ts';
import { formatFormulaRef } from '../../../../history/tap/formula-ref.ts';
import type { Session } from '../../../session.ts';
import { renderSummary, summarizeAtlas, toSummaryJson } from '../file-summary.ts';

/** Shows what an atlas says about itself. Returns the exit code. Throws {@link UsageError} if formulae are asked for. */
export async function showAtlas(
  atlas: Atlas,
  names: readonly string[],
  session: Session,
): Promise<number> {
  const { path } = atlas;
  const [first] = names;
  if (first !== undefined) {
    throw new UsageError(`${path} is an atlas, and atlas info shows formulae of answers`, {
      hint: `Run brewpull history ${formatFormulaRef({ tap: atlas.tap, name: first })} --atlas ${path}, which shows all its bottles.`,
    });
  }
  const summary = await summarizeAtlas(atlas, {
    hashed: await hashFile(path),
    signal: session.signal,
  });
  await session.answer({
    name: 'atlas-info',
    json: () => ({ path, ...toSummaryJson(summary), kind: 'atlas', commits: atlas.commits }),
    text: () => renderSummary(path, summary, session.style),
  });
  return EXIT.done;
}
