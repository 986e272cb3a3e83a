import { BrewpullError } from '../../core/errors.ts';
import { SeveralErrors } from '../../core/several-errors.ts';
import { reasonOf } from '../../store/store-failure.ts';
import { oneLine } from './harmless.ts';
import { nextStepOf } from './next-step-of.ts';
import { withMarks } from './marks.ts';
import type { Style } from './style.ts';

/** Formats a failure for people: what and why, then the next step. An unexpected one is reported as a bug, with its stack. */
export function renderError(
  error: unknown,
  style: Style,
  { debug }: { readonly debug: boolean },
): string {
  if (error instanceof SeveralErrors) {
    return error.errors.map((each) => renderError(each, style, { debug })).join('');
  }
  const reason = error instanceof BrewpullError ? undefined : reasonOf(error);
  if (reason !== undefined) {
    const lines = [`${style.red('brewpull:')} ${reason.text}`, nextLine(reason.hint, style)];
    if (debug) lines.push(...renderCauses(error));
    return joinLines(lines, style);
  }
  if (!(error instanceof BrewpullError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${style.red('brewpull: unexpected error; this is a bug in brewpull, please report it')}\n${indent(stack)}\n`;
  }
  const lines = [`${style.red('brewpull:')} ${error.message}`];
  const next = nextStepOf(error);
  if (next !== undefined) lines.push(nextLine(next, style));
  if (debug) lines.push(...renderCauses(error.cause));
  return joinLines(lines, style);
}

/** Formats the next step, which is brewpull's own text. */
function nextLine(hint: string, style: Style): string {
  return `${style.bold('next:')} ${withMarks(hint, style.marks)}`;
}

function joinLines(lines: readonly string[], style: Style): string {
  return style.fit(lines.map((line) => `${oneLine(line)}\n`).join(''));
}

/** Indents a stack, so that none of its lines looks like one of brewpull's own. */
function indent(stack: string): string {
  return stack.replaceAll(/^/gm, '  ');
}

function renderCauses(cause: unknown): string[] {
  const lines: string[] = [];
  for (let error = cause; error instanceof Error && lines.length < 8; error = error.cause) {
    lines.push(`cause: ${error.name}: ${error.message}`);
  }
  return lines;
}
