import type {
  ComparedPair,
  FieldDifference,
  PairStatus,
} from '../../../../history/answers-file/check/compare-formula.ts';
import type { ClaimedAnswers } from '../../../../workspace/answers/claimed-answers.ts';
import type { AnswersCheck } from '../../../../workspace/answers/verify-answers.ts';
import { formatBytes } from '../../../render/bytes.ts';
import { formatCount } from '../../../render/count.ts';
import type { Style } from '../../../render/style.ts';
import { renderTable } from '../../../render/table.ts';
import { cut } from '../../../render/width.ts';

/** How many contradictions are listed unless all are asked for. */
const LISTED = 20;

/** Describes what was compared with what, and how good that evidence is, in lines for people. */
export function describeEvidence(
  { path, sizeBytes, digest }: ClaimedAnswers,
  { clone, evidence, at, reach, sample }: AnswersCheck,
): readonly string[] {
  const moment = at.isSameHistory
    ? `as of the file's own head ${at.commit.slice(0, 12)}`
    : `as of ${at.commit.slice(0, 12)} of ${at.date}, its newest commit up to the file's head`;
  const lines = [
    `${path} is whole: ${formatBytes(sizeBytes)}, ${digest}`,
    `compared with ${clone}, ${moment}`,
    evidence === 'commits'
      ? `read the commits of ${formatCount(sample?.length ?? 0, 'formula', 'formulae')}, chosen by the digest of the file and spread over all names`
      : 'through the atlas of the clone, which is made as the file was; --sample N reads the commits themselves',
  ];
  if (reach.begins > reach.fileBegins) {
    lines.push(
      `the clone begins on ${reach.begins.slice(0, 10)}, the file on ${reach.fileBegins.slice(0, 10)}: what is older is not checked`,
    );
  }
  if (evidence === 'commits' || !reach.isSameMoment) {
    lines.push('what names lead to is not compared: that needs all formulae, as of one moment');
  }
  return lines;
}

const WORDS: Readonly<Record<PairStatus, string>> = {
  equal: 'equal',
  redated: 'the same bottle, on other days in this history',
  differs: 'different',
  'not-in-clone': 'not in the clone',
  'not-in-file': 'not in the file',
  unchecked: 'not checked: the clone does not reach that far back',
  'not-claimed': 'older than the history of the file',
};

/** Formats how many bottles are equal, and the contradictions with both values. */
export function renderCheck(
  { comparison }: AnswersCheck,
  { style, all }: { readonly style: Style; readonly all: boolean },
): string {
  const { counts, formulae, contradictions } = comparison;
  const rows = STATUSES.filter((status) => counts[status] > 0 || status === 'equal').map(
    (status) => [`  ${counts[status]}`, WORDS[status]],
  );
  const head = style.bold(formatCount(formulae, 'formula', 'formulae'));
  if (contradictions.length === 0) return `${head}\n${renderTable(rows, style)}`;
  const shown = all ? contradictions : contradictions.slice(0, LISTED);
  const table = renderTable(
    [
      ['FORMULA', 'BOTTLE', 'WHAT', 'FILE', 'CLONE'],
      ...shown.flatMap((pair) => toRows(pair, style)),
    ],
    style,
  );
  const hidden = contradictions.length - shown.length;
  const note = hidden > 0 ? `${style.dim(`${hidden} more: add --all`)}\n` : '';
  return `${head}\n${renderTable(rows, style)}\n${table}${note}`;
}

const STATUSES = [
  'equal',
  'redated',
  'differs',
  'not-in-clone',
  'not-in-file',
  'unchecked',
  'not-claimed',
] as const;

function toRows(
  { formula, bottleTag = '', differences }: ComparedPair,
  { marks }: Style,
): readonly string[][] {
  return differences.map(({ file = '-', clone = '-', ...difference }) => [
    formula,
    bottleTag,
    describeField(difference),
    cut(file, LONGEST, marks.ellipsis),
    cut(clone, LONGEST, marks.ellipsis),
  ]);
}

/** Enough for a version and a sha256. A longer value would widen every line of the table; `--json` has all of it. */
const LONGEST = 100;

function describeField({
  field,
  until,
  bottleTag,
}: Pick<FieldDifference, 'field' | 'until' | 'bottleTag'>): string {
  const name = field === 'leads-to' ? 'leads to' : field;
  const own = bottleTag === undefined ? name : `${bottleTag} ${name}`;
  return until === undefined ? own : `before ${until}: ${own}`;
}
