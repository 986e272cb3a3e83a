import { InvalidFileError, UsageError } from '../../../../core/errors.ts';
import { openAtlas } from '../../../../history/atlas/atlas.ts';
import { hashFile } from '../../../../store/read/hash-file.ts';
import { openRegularFile } from '../../../../store/read/open-regular-file.ts';
import { guardStore } from '../../../../store/store-failure.ts';
import { formatBytes } from '../../../render/bytes.ts';
import { renderTable } from '../../../render/table.ts';
import type { RunAction } from '../atlas-action.ts';

/** Runs `brewpull atlas info`. */
export const runInfo: RunAction = async ([file, ...more], _args, session) => {
  if (file === undefined || more.length > 0) {
    throw new UsageError('atlas info takes one file', { hint: 'Run brewpull atlas info FILE.' });
  }
  const path = session.resolvePath(file);
  await requireRegularFile(path);
  const atlas = openAtlas(path);
  if (atlas === undefined) throw new InvalidFileError(`${path} is not there`);
  session.defer(() => atlas.close());
  const { head, begins, commits } = atlas;
  const formulae = atlas.latest();
  const bottles = formulae.reduce((sum, each) => sum + each.bottles.length, 0);
  const { digest, sizeBytes } = await hashFile(path);
  const facts = { kind: 'atlas', head, begins, commits, formulae: formulae.length, bottles };
  await session.answer({
    json: () => ({ path, ...facts, sizeBytes, digest }),
    text: () =>
      renderTable([
        ['kind', 'atlas, all bottles'],
        ['head', head],
        ['begins', begins.slice(0, 10)],
        ['commits', String(commits)],
        ['formulae', String(formulae.length)],
        ['last bottles', String(bottles)],
        ['size', formatBytes(sizeBytes)],
        ['digest', digest],
      ]),
  });
  return 0;
};

/** A pipe would otherwise be waited for. */
function requireRegularFile(path: string): Promise<void> {
  return guardStore('read', path, async () => {
    await (await openRegularFile(path)).close();
  });
}
