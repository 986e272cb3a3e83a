import type { DoctorOutput } from '../../../output/doctor/doctor-output.ts';
import { withMarks } from '../../render/marks.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import type { CheckName, CheckResult, CheckStatus } from './check.ts';

/** The order in which checks are shown: first this machine, then everything outside. */
const ORDER: readonly CheckName[] = [
  'node',
  'git',
  'cache',
  'configuration',
  'answers',
  'clones',
  'proxy',
  'authorities',
  'registry',
  'certificate',
  'token',
  'clock',
  'credentials',
];

const WORDS: Readonly<Record<CheckStatus, string>> = {
  ok: 'ok',
  warning: 'warn',
  failed: 'FAIL',
  skipped: 'skip',
};

/** Sorts results into the order in which they are shown. */
function inOrder(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.toSorted((one, other) => ORDER.indexOf(one.check) - ORDER.indexOf(other.check));
}

/** Formats one line per check, with what to do below those that need it. */
export function renderChecks(results: readonly CheckResult[], style: Style): string {
  const rows = inOrder(results).flatMap(({ check, status, text, hint }) => {
    const mark = paint(status, style)(WORDS[status].padEnd(4));
    const row = [mark, check, text];
    const isTold = hint !== undefined && (status === 'failed' || status === 'warning');
    if (!isTold) return [row];
    return [row, ['', '', `${style.bold('next:')} ${withMarks(hint, style.marks)}`]];
  });
  return renderTable(rows, style);
}

function paint(status: CheckStatus, style: Style): (text: string) => string {
  switch (status) {
    case 'ok':
      return (text) => style.green(text);
    case 'warning':
      return (text) => style.yellow(text);
    case 'failed':
      return (text) => style.red(text);
    case 'skipped':
      return (text) => style.dim(text);
    default:
      return status satisfies never;
  }
}

/** Returns the results as plain data for JSON: codes and facts, with hints only inside errors. */
export function toChecksJson(results: readonly CheckResult[]): DoctorOutput {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const warnings = results.filter(({ status }) => status === 'warning').length;
  return {
    status: failed > 0 ? 'failed' : warnings > 0 ? 'warning' : 'ok',
    failed,
    warnings,
    checks: inOrder(results).map(({ check, status, code, facts = {}, error }) => ({
      check,
      status,
      code,
      facts,
      error: error ?? null,
    })),
  };
}
