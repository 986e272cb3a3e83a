import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PAGE = resolve(import.meta.dirname, '../../../docs/json.md');

/** Reads what `docs/json.md` says about each field, by heading, without links, which lead nowhere from a schema. */
export function readPage(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const page = new Map<string, Map<string, string>>();
  let heading = '';
  for (const line of readFileSync(join(PAGE), 'utf8').split('\n')) {
    heading = /^###? (.*)/.exec(line)?.[1] ?? heading;
    const [, field, meaning] = /^\| `(\w+)` *\|[^|]*\| (.*?) *\|$/.exec(line) ?? [];
    if (field === undefined || meaning === undefined) continue;
    const fields = page.get(heading) ?? new Map<string, string>();
    page.set(heading, fields.set(field, meaning.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')));
  }
  return page;
}
