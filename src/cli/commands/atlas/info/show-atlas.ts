import { UsageError } from '../../../../core/errors.ts';
import type { Atlas } from '../../../../history/atlas/atlas.ts';
import { hashFile } from '../../../../store/read/hash-file.ts';
import { EXIT } from '../../../exit-code.ts';
import { formatBytes } from '../../../render/bytes.ts';
import { renderTable } from '../../../render/table.ts';
import type { Session } from '../../../session.ts';
import { countHoldings } from '../file-facts.ts';

/** Shows what the atlas at a path says of itself. Gives the exit code. Throws {@link UsageError} where formulae are asked for. */
export async function showAtlas(
  { path, atlas }: { readonly path: string; readonly atlas: Atlas },
  names: readonly string[],
  session: Session,
): Promise<number> {
  const [first] = names;
  if (first !== undefined) {
    throw new UsageError(`${path} is an atlas, and atlas info shows formulae of answers`, {
      hint: `Run brewpull history ${first} --atlas ${path}, which shows all its bottles.`,
    });
  }
  const { tap, head, headDate, begins, commits } = atlas;
  const { formulae, bottles } = countHoldings(atlas.latest());
  const { digest, sizeBytes } = await hashFile(path);
  await session.answer({
    json: () => ({
      kind: 'atlas',
      path,
      sizeBytes,
      digest,
      tap,
      head: { commit: head, date: headDate },
      begins,
      commits,
      formulae,
      bottles,
    }),
    text: () =>
      renderTable([
        ['kind', 'atlas: every bottle of every formula'],
        ['tap', tap],
        ['history', `from ${begins.slice(0, 10)} to ${headDate.slice(0, 10)}`],
        ['head', head],
        ['commits', String(commits)],
        ['formulae', String(formulae)],
        ['bottles', `${bottles} last ones`],
        ['size', `${formatBytes(sizeBytes)} (${sizeBytes} bytes)`],
        ['digest', digest],
      ]),
  });
  return EXIT.done;
}
