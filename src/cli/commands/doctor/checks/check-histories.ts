import type { BrewpullError } from '../../../../core/errors.ts';
import type { InspectedAnswers } from '../../../../workspace/answers/inspect-answers.ts';
import type { InspectedClone } from '../../../../workspace/histories/inspect-clones.ts';
import { formatCount } from '../../../render/count.ts';
import { toErrorJson } from '../../../render/error-json.ts';
import type { Finding } from '../check.ts';

const DAY_MS = 86_400_000;
/** Answers older than this deserve a warning: bottles change every day. */
const OLD_DAYS = 30;

/** Checks the files that answer without a clone. One that was named must be usable; others are ignored if they are not. */
export function checkAnswers(files: readonly InspectedAnswers[], nowMs: number): Finding {
  const facts = {
    files: files.map(({ origin, path, sizeBytes, facts: known, error }) => ({
      origin,
      path,
      sizeBytes,
      kind: known?.kind ?? null,
      tap: known?.tap ?? null,
      head: known === undefined ? null : { commit: null, date: known.head },
      begins: known?.begins ?? null,
      ageDays: known === undefined ? null : ageInDays(known.head, nowMs),
      isIntact: known?.isIntact ?? null,
      errorCode: error?.code ?? null,
    })),
  };
  const broken = files.find(({ error }) => error !== undefined);
  if (broken?.error !== undefined) {
    const status = broken.origin === 'named' ? 'failed' : 'warning';
    return unusable(broken.error, { status, code: 'ANSWERS_UNUSABLE', facts });
  }
  const usable = files.flatMap(({ origin, facts: known }) =>
    known === undefined ? [] : [{ origin, head: known.head }],
  );
  if (usable.length === 0) {
    const hint =
      'Run brewpull sync, or fetch answers of your team with brewpull atlas fetch NAME:TAG; without them the registry is asked.';
    return {
      status: 'warning',
      code: 'NO_ANSWERS',
      facts,
      text: 'there is no file of answers',
      hint,
    };
  }
  const text = usable
    .map(({ origin, head }) => `${origin}: until ${head.slice(0, 10)} (${formatAge(head, nowMs)})`)
    .join('; ');
  const youngest = Math.min(...usable.map(({ head }) => ageInDays(head, nowMs)));
  if (youngest <= OLD_DAYS) return { status: 'ok', code: 'ANSWERS', facts, text };
  return {
    status: 'warning',
    code: 'ANSWERS_OLD',
    facts,
    text,
    hint: 'Run brewpull sync for newer ones, or fetch those of your team with brewpull atlas fetch NAME:TAG; what a system lost before that day is still right.',
  };
}

/** Checks the clones of homebrew/core. */
export function checkClones(clones: readonly InspectedClone[], nowMs: number): Finding {
  const facts = {
    clones: clones.map(({ origin, path, facts: known, error }) => ({
      origin,
      path: path ?? null,
      head: known?.headDate === undefined ? null : { commit: null, date: known.headDate },
      ageDays: known?.headDate === undefined ? null : ageInDays(known.headDate, nowMs),
      isCutOff: known?.isCutOff ?? null,
      atlas: known?.atlas ?? null,
      errorCode: error?.code ?? null,
    })),
  };
  const broken = clones.find(({ error }) => error !== undefined);
  if (broken?.error !== undefined) {
    const status = broken.origin === 'named' ? 'failed' : 'warning';
    return unusable(broken.error, { status, code: 'CLONE_UNUSABLE', facts });
  }
  if (clones.length === 0) {
    const text = 'none; brewpull sync makes one, for every version that there ever was';
    return { status: 'ok', code: 'NO_CLONES', facts, text };
  }
  const text = clones.map((clone) => describeClone(clone, nowMs)).join('; ');
  const damaged = clones.find(({ facts: known }) => known?.atlas === 'damaged');
  if (damaged === undefined) return { status: 'ok', code: 'CLONES', facts, text };
  return {
    status: 'warning',
    code: 'ATLAS_DAMAGED',
    facts,
    text,
    hint: 'Run brewpull sync: it makes the atlas again.',
  };
}

function describeClone({ origin, path, facts }: InspectedClone, nowMs: number): string {
  const head = facts?.headDate;
  const age =
    head === undefined ? 'empty' : `until ${head.slice(0, 10)} (${formatAge(head, nowMs)})`;
  const cut = facts?.isCutOff === true ? ', only part of the history' : '';
  const atlas = {
    none: 'no atlas',
    current: 'with its atlas',
    behind: 'its atlas is behind',
    damaged: 'its atlas is damaged',
  };
  return `${origin}: ${path ?? ''} ${age}${cut}, ${atlas[facts?.atlas ?? 'none']}`;
}

function unusable(
  error: BrewpullError,
  { status, code, facts }: Pick<Finding, 'status' | 'code' | 'facts'>,
): Finding {
  const { message: text, hint } = error;
  return {
    status,
    code,
    ...(facts === undefined ? {} : { facts }),
    text,
    hint,
    error: toErrorJson(error),
  };
}

function ageInDays(date: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(date)) / DAY_MS));
}

function formatAge(date: string, nowMs: number): string {
  const days = ageInDays(date, nowMs);
  return days === 0 ? 'today' : `${formatCount(days, 'day', 'days')} old`;
}
