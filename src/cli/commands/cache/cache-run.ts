import { resolve } from 'node:path';

import { UsageError } from '../../../core/errors.ts';
import { cleanCache, listCache } from '../../../store/blobs/cache-usage.ts';
import { standardCacheDirectory } from '../../../store/directories.ts';
import { TOOL } from '../../../core/tool.ts';
import type { RunCommand } from '../../command.ts';
import { formatBytes } from '../../render/bytes.ts';
import { oneLine } from '../../render/harmless.ts';
import { renderTable } from '../../render/table.ts';

const DAY_MS = 86_400_000;

/** Runs `brewpull cache`. */
export const runCache: RunCommand = async (args, session) => {
  const said = args.text('cache-dir');
  const directory =
    said === undefined ? standardCacheDirectory(TOOL.name) : resolve(session.terminal.cwd(), said);
  const [action = 'show', ...rest] = args.positionals;
  if (rest.length > 0 || (action !== 'show' && action !== 'clean')) {
    throw new UsageError(`cache cannot ${[action, ...rest].join(' ')}`, {
      hint: 'Run brewpull cache, or brewpull cache clean.',
    });
  }
  if (action === 'clean') {
    const days = args.count('older-than', { min: 0, max: 100_000 }) ?? 0;
    const before = session.terminal.now().getTime() - days * DAY_MS + (days === 0 ? DAY_MS : 0);
    const cleaned = await cleanCache(directory, before);
    if (session.json) await session.printJson({ schemaVersion: 1, directory, ...cleaned });
    else session.note(`removed ${cleaned.files} files, ${formatBytes(cleaned.sizeBytes)}`);
    const [first, ...others] = cleaned.foreign;
    if (first !== undefined) {
      const fate =
        others.length === 0
          ? "is not brewpull's and was left"
          : `and ${others.length} more are not brewpull's and were left (--json names all)`;
      session.note(`warning: ${first} ${fate}`);
    }
    return 0;
  }
  const parts = await listCache(directory);
  if (session.json) {
    await session.printJson({ schemaVersion: 1, directory, parts });
    return 0;
  }
  const rows = parts.map(({ name, files, sizeBytes }) => [
    name,
    `${files} files`,
    formatBytes(sizeBytes),
  ]);
  await session.print(`${oneLine(directory)}\n${renderTable(rows)}`);
  return 0;
};
