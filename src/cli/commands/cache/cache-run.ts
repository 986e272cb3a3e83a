import { UsageError } from '../../../core/errors.ts';
import { cleanCache, listCache } from '../../../store/blobs/cache-usage.ts';
import { standardCacheDirectory } from '../../../store/directories.ts';
import { TOOL } from '../../../core/tool.ts';
import type { RunCommand } from '../../command.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { oneLine } from '../../render/harmless.ts';
import { renderTable } from '../../render/table.ts';

const DAY_MS = 86_400_000;

/** Runs `brewpull cache`. */
export const runCache: RunCommand = async (args, session) => {
  const folder = args.text('cache-dir');
  const directory =
    folder === undefined ? standardCacheDirectory(TOOL.name) : session.resolvePath(folder);
  const [action = 'show', ...rest] = args.positionals;
  if (rest.length > 0 || (action !== 'show' && action !== 'clean')) {
    throw new UsageError(`cache cannot ${[action, ...rest].join(' ')}`, {
      hint: 'Run brewpull cache, or brewpull cache clean.',
    });
  }
  if (action === 'clean') {
    const days = args.count('older-than', { min: 0, max: 100_000 }) ?? 0;
    const before = session.terminal.now().getTime() - days * DAY_MS + (days === 0 ? DAY_MS : 0);
    const isDryRun = args.flag('dry-run');
    const cleaned = await cleanCache(directory, { usedBeforeMs: before, isDryRun });
    const amount = `${formatCount(cleaned.files, 'file', 'files')}, ${formatBytes(cleaned.sizeBytes)}`;
    await session.answer({
      name: 'cache-clean',
      json: () => ({ directory, dryRun: isDryRun, ...cleaned }),
      notes: [isDryRun ? `would remove ${amount}; nothing was removed` : `removed ${amount}`],
    });
    const [first, ...others] = cleaned.foreign;
    if (first !== undefined) {
      const fate =
        others.length === 0
          ? `is not brewpull's and ${isDryRun ? 'would stay' : 'was left'}`
          : `and ${others.length} more are not brewpull's and ${isDryRun ? 'would stay' : 'were left'} (--json names all)`;
      session.note(`warning: ${first} ${fate}`);
    }
    return 0;
  }
  const parts = await listCache(directory);
  const rows = parts.map(({ name, files, sizeBytes }) => [
    name,
    formatCount(files, 'file', 'files'),
    formatBytes(sizeBytes),
  ]);
  await session.answer({
    name: 'cache',
    json: () => ({ directory, parts }),
    text: () => `${oneLine(directory)}\n${renderTable(rows, session.style)}`,
  });
  return 0;
};
