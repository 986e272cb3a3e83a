import { giveWay } from '../../../core/give-way.ts';
import type { HashedBytes } from '../../../store/read/hash-file.ts';
import type { Atlas } from '../../../history/atlas/atlas.ts';
import type { AnswersHeader } from '../../../history/answers-file/answers.ts';
import type { LatestBottles } from '../../../history/state/bottle-span.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import type { AtlasSummaryOutput } from '../../../output/atlas/atlas-output-schema.ts';
import { toHeaderJson } from './answers-json.ts';

/** What a file says about itself, with its size and digest; an atlas names no sources. */
export interface FileSummary extends AnswersHeader {
  readonly kind: 'answers' | 'atlas';
  readonly sizeBytes: number;
  readonly digest: string;
  readonly formulae: number;
  /** How many last bottles it holds, over all bottle tags. */
  readonly bottles: number;
}

/** What a summary needs besides the formulae of a file. */
interface Summed {
  readonly hashed: HashedBytes;
  readonly signal: AbortSignal | undefined;
}

/** Summarizes a file of answers, yielding to the event loop in between. */
export async function summarizeAnswers(
  header: AnswersHeader,
  formulae: Iterable<Pick<LatestBottles, 'bottles'>>,
  { hashed, signal }: Summed,
): Promise<FileSummary> {
  return { kind: 'answers', ...header, ...hashed, ...(await count(formulae, signal)) };
}

/** Summarizes a whole atlas, yielding to the event loop in between. */
export async function summarizeAtlas(
  atlas: Atlas,
  { hashed, signal }: Summed,
): Promise<FileSummary> {
  const { tap, head: commit, headDate: date, begins } = atlas;
  const facts = { tap, head: { commit, date }, begins, targets: undefined, sources: [], ...hashed };
  return { kind: 'atlas', ...facts, ...(await count(atlas.latest(), signal)) };
}

async function count(
  all: Iterable<Pick<LatestBottles, 'bottles'>>,
  signal: AbortSignal | undefined,
): Promise<Pick<FileSummary, 'formulae' | 'bottles'>> {
  let [formulae, bottles] = [0, 0];
  for (const formula of all) {
    await giveWay(signal);
    formulae += 1;
    bottles += formula.bottles.length;
  }
  return { formulae, bottles };
}

/** Returns a summary as plain data for JSON. */
export function toSummaryJson(summary: FileSummary): AtlasSummaryOutput {
  const { kind, sizeBytes, digest, formulae, bottles } = summary;
  const counts = { formulae, bottles };
  return { kind, sizeBytes, digest, ...toHeaderJson(summary), counts };
}

const KINDS = {
  answers: 'answers: the last bottle of every formula and system',
  atlas: 'atlas: every bottle of every formula',
} as const;

/** Formats a summary as tables for people to read. */
export function renderSummary(path: string, summary: FileSummary, style: Style): string {
  const { kind, tap, head, begins, formulae, bottles, sizeBytes, digest, sources } = summary;
  const facts = renderTable(
    [
      ['file', path],
      ['kind', KINDS[kind]],
      ['tap', tap],
      ['history', `from ${toDay(begins)} to ${toDay(head.date)}`],
      ['head', formatHead(summary)],
      ['targets', formatTargets(summary)],
      ['formulae', String(formulae)],
      ['bottles', kind === 'atlas' ? `${bottles} last ones` : String(bottles)],
      ['size', `${formatBytes(sizeBytes)} (${sizeBytes} bytes)`],
      ['digest', digest],
    ],
    style,
  );
  if (sources.length === 0) return facts;
  const rows = sources.map(({ name, from, until, note = '' }) => {
    return [name, toDay(from), toDay(until), note];
  });
  return `${facts}\n${renderTable([['SOURCE', 'FROM', 'UNTIL', 'NOTE'], ...rows], style)}`;
}

/** Summarizes a file that was just made, in a few lines. */
export function noteSummary(summary: FileSummary): readonly string[] {
  const { tap, begins, head, formulae, bottles, sizeBytes, digest } = summary;
  const holds = `${formatCount(formulae, 'formula', 'formulae')}, ${formatCount(bottles, 'last bottle', 'last bottles')}`;
  return [
    `${tap}: ${holds}, in the history from ${toDay(begins)} to ${toDay(head.date)}`,
    `targets: ${formatTargets(summary)}`,
    `head: ${formatHead(summary)}`,
    `${formatBytes(sizeBytes)}, ${digest}`,
  ];
}

function formatHead({ tap, head }: FileSummary): string {
  return head.commit ?? `${head.date}, no commit of ${tap} itself`;
}

function formatTargets({ targets }: FileSummary): string {
  return targets === undefined ? 'all' : targets.join(', ');
}

function toDay(date: string): string {
  return date.slice(0, 10);
}
