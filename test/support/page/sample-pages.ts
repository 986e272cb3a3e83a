import { renderCoveragePage } from '../../../src/cli/commands/coverage/coverage-html.ts';
import {
  renderHistoryPage,
  type HistoryPage,
} from '../../../src/cli/commands/history/history-html.ts';
import type { HistoryVulns } from '../../../src/cli/commands/history/history-vulns.ts';
import { readListScript } from '../../../src/cli/page/list-script.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';
import {
  arrangeHistory,
  type HistoryTable,
} from '../../../src/history/answers/bottle-spans-table.ts';
import type { BottleCoverage } from '../../../src/history/answers/coverage-bottles.ts';
import type { ShownBottle } from '../../../src/history/answers/shown-bottle.ts';
import { sampleSpans } from '../sample-spans.ts';

const ORIGIN = {
  kind: 'git',
  description: 'homebrew/core at /src/core',
  head: '2024-12-31T00:00:00Z',
  commit: 'f'.repeat(40),
  begins: '2021-01-01T00:00:00Z',
} as const;
const GENERATOR = 'brewpull 0.1.0';

/** Makes a coverage page as the command writes it. */
export async function coveragePage(coverage: BottleCoverage): Promise<string> {
  const script = await readListScript();
  return renderCoveragePage(
    { tap: 'homebrew/core', origin: ORIGIN, generator: GENERATOR, script, isElsewhere: false },
    coverage,
  );
}

/** Makes a history page as the command writes it, of the sample's bottles unless others are given. */
export async function historyPage(
  more: Partial<HistoryPage> = {},
  spans: readonly ShownBottle[] = sampleSpans(),
): Promise<string> {
  return renderHistory(more, arrangeHistory(spans, { arch: undefined }));
}

/** The same with a column of vulnerabilities: the newest build, which is marked, has none known; the others are not covered. */
export async function vulnsPage(): Promise<string> {
  const table = arrangeHistory(sampleSpans(), { arch: undefined });
  return renderHistory({ vulns: sampleVulns(table), notes: ['1.2 is the newest'] }, table);
}

async function renderHistory(more: Partial<HistoryPage>, table: HistoryTable): Promise<string> {
  const page: HistoryPage = {
    formula: 'foo',
    tap: 'homebrew/core',
    extent: 'all',
    origin: ORIGIN,
    generator: GENERATOR,
    script: await readListScript(),
    isElsewhere: false,
    ...more,
  };
  return renderHistoryPage(page, table);
}

function sampleVulns({ rows }: HistoryTable): HistoryVulns {
  const known = { patched: [], open: [], fixedCount: 0, arePatchesKnown: true };
  const source = { name: 'x', sha256: hexOfBytes('x'), fetched: undefined, count: 1 };
  return {
    source: { ...source, schemaVersion: undefined },
    builds: new Map(
      rows.map((row, index) => [
        row,
        { ...known, row, coverage: index === 0 ? 'covered' : 'not-covered' },
      ]),
    ),
    newest: rows.slice(0, 1).map(({ pkgVersion, rebuild }) => ({
      target: { system: 'linux', arch: 'x86_64', bottleTag: 'x86_64_linux' },
      version: { pkgVersion, rebuild, bottleTag: 'x86_64_linux' },
    })),
  };
}
