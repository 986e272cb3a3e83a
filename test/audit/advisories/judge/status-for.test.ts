import { expect, test } from 'vitest';
import type { Advisory, AffectedEvent } from '../../../../src/audit/advisories/advisory.ts';
import {
  judgeAdvisory,
  judgeAsBrew,
} from '../../../../src/audit/advisories/judge/judge-advisory.ts';
import { brewJudgement, statusFor } from '../../../../src/audit/advisories/judge/status-for.ts';

test('the worse verdict of the two orders counts, and the result says so', () => {
  const advisory = fixedIn('6.0.1');
  expect(judgeAsBrew(advisory, 'unzip', '6.0_29')).toEqual({ state: 'fixed', fixedIn: '6.0.1' });
  expect(judgeAdvisory(advisory, 'unzip', '6.0_29')).toEqual({
    state: 'affected',
    fixedIn: '6.0.1',
    isByRevision: true,
  });
});

test('what brew counts as affected stays so when the other order says it is fixed', () => {
  const advisory = fixedIn('6.0_2');
  expect(judgeAdvisory(advisory, 'unzip', '6.0.1')).toMatchObject({
    state: 'affected',
    isByRevision: false,
  });
});

test('all records of a formula are sorted into open, patched and fixed', () => {
  const records = [
    { ...fixedIn('6.0_30'), id: 'C' },
    { ...fixedIn('6.0_29'), id: 'B', fix: 'patch' },
    { ...fixedIn('6.0_10'), id: 'A' },
    { ...fixedIn('6.0.1'), id: 'D' },
    { ...fixedIn('1', { introduced: '7.0' }), id: 'E' },
    { ...fixedIn('1'), id: '0', affected: [] },
  ];
  const corpus = {
    schemaVersion: undefined,
    count: records.length,
    recordsFor: (formula: string) => (formula === 'unzip' ? records : []),
  };
  const asked = { formula: 'unzip', pkgVersion: '6.0_29' };
  expect(summaryOf(statusFor(corpus, asked))).toEqual({
    open: ['0 unchecked', 'C affected', 'D affected'],
    patched: ['B fixed'],
    fixedCount: 2,
  });
  expect(summaryOf(statusFor(corpus, asked, brewJudgement))).toEqual({
    open: ['0 unchecked', 'C affected'],
    patched: ['B fixed'],
    fixedCount: 3,
  });
  expect(statusFor(corpus, { ...asked, formula: 'zip' })).toBeUndefined();
});

function summaryOf(status: ReturnType<typeof statusFor>) {
  const short = (each: NonNullable<typeof status>['open'][number]) =>
    `${each.advisory.id} ${each.judgement.state}`;
  return {
    open: status?.open.map(short),
    patched: status?.patched.map(short),
    fixedCount: status?.fixedCount,
  };
}

function fixedIn(version: string, { introduced = '0' } = {}): Advisory {
  const events: AffectedEvent[] = [
    { kind: 'introduced', version: introduced },
    { kind: 'fixed', version },
  ];
  return {
    id: 'A',
    upstream: [],
    aliases: [],
    summary: undefined,
    severity: undefined,
    cvss: undefined,
    references: [],
    fix: undefined,
    affected: [
      {
        ecosystem: 'Homebrew',
        name: 'unzip',
        ranges: [{ type: 'ECOSYSTEM', events }],
        versions: [],
      },
    ],
  };
}
