import { expect, test } from 'vitest';
import { parseCorpus } from '../../../../src/audit/advisories/corpus/parse-corpus.ts';
import {
  judgeAdvisory,
  judgeAsBrew,
} from '../../../../src/audit/advisories/judge/judge-advisory.ts';
import { statusFor } from '../../../../src/audit/advisories/judge/status-for.ts';
import {
  array,
  assert,
  constant,
  constantFrom,
  json,
  oneof,
  property,
  record,
  string,
} from '../../../support/limits/random.ts';

const VERSION = oneof(
  array(constantFrom('0', '1', '2', '10', '.', '_', '-', 'rc', 'p', 'a1', 'v', 'HEAD', '+', ' '), {
    maxLength: 8,
  }).map((parts) => parts.join('')),
  string({ maxLength: 6 }),
);

const EVENT = oneof(
  record({ introduced: oneof(VERSION, constant('0')) }),
  record({ fixed: VERSION }),
  record({ last_affected: VERSION }),
  record({ limit: oneof(VERSION, constant('*')) }),
);

const RANGE = record(
  { type: constantFrom('ECOSYSTEM', 'SEMVER', 'GIT', '', 'OTHER'), events: array(EVENT) },
  { requiredKeys: [] },
);

const AFFECTED = record({
  package: record({ ecosystem: constant('Homebrew'), name: constantFrom('foo', 'foo', 'bar') }),
  ranges: array(RANGE, { maxLength: 3 }),
  versions: array(VERSION, { maxLength: 3 }),
});

const RECORD = record({ id: constant('A'), affected: array(AFFECTED, { maxLength: 3 }) });

test('every readable record is judged at least as severely as brew judges it', () => {
  const rank = { affected: 2, unchecked: 1, fixed: 0, 'not-applicable': 0 };
  assert(
    property(RECORD, VERSION, (osv, version) => {
      const [advisory] = corpusOf([osv]).recordsFor('foo');
      if (advisory === undefined) throw new Error('there is one record');
      const brew = judgeAsBrew(advisory, 'foo', version);
      const { isByRevision, ...judged } = judgeAdvisory(advisory, 'foo', version);
      expect(rank[judged.state]).toBeGreaterThanOrEqual(rank[brew.state]);
      if (isByRevision) expect([brew.state, judged.state]).not.toContain('unchecked');
      else expect(judged).toEqual(brew);
    }),
  );
});

test('every record counts once: as open, patched, fixed, or not applicable', () => {
  assert(
    property(array(RECORD, { minLength: 1, maxLength: 5 }), VERSION, (records, pkgVersion) => {
      const corpus = corpusOf(records);
      const status = statusFor(corpus, { formula: 'foo', pkgVersion });
      const states = corpus
        .recordsFor('foo')
        .map((advisory) => judgeAdvisory(advisory, 'foo', pkgVersion).state);
      const isOver = states.filter((state) => state === 'not-applicable').length;
      const counted = (status?.open.length ?? 0) + (status?.patched.length ?? 0);
      expect(counted + (status?.fixedCount ?? 0) + isOver).toBe(records.length);
    }),
  );
});

test('any JSON is either read or refused with a typed error', () => {
  assert(
    property(json(), json(), (top, inner) => {
      for (const text of [top, `{"advisories":${inner}}`, `{"advisories":{"foo":${inner}}}`]) {
        expect(['read', 'INVALID_FILE', 'UNSUPPORTED_SCHEMA']).toContain(readingOf(text));
      }
    }),
  );
});

function readingOf(text: string): unknown {
  try {
    parseCorpus(Buffer.from(text), { what: 'it' }).recordsFor('foo');
    return 'read';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

function corpusOf(records: readonly unknown[]) {
  return parseCorpus(Buffer.from(JSON.stringify({ advisories: { foo: records } })), { what: 'it' });
}
