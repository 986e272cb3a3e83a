import { expect, test } from 'vitest';
import { parseCorpus } from '../../../../src/audit/advisories/corpus/parse-corpus.ts';

const MB = 1_000_000;

test('100 MB of advisories are indexed without being read', () => {
  const bytes = manyRecords(100 * MB);
  const before = process.memoryUsage();
  const corpus = parseCorpus(bytes, { what: 'it' });
  const after = process.memoryUsage();
  expect(after.heapUsed - before.heapUsed).toBeLessThan(50 * MB);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(50 * MB);
  expect(corpus.count).toBeGreaterThan(40_000);
  expect(corpus.recordsFor('f7')).toHaveLength(10);
});

test.each([
  ['nested without end', () => filled('{"advisories":{"vim":[', '['), 'ends too early'],
  ['one name without end', () => filled('{"advisories":{"', 'x'), 'ends too early'],
  ['one long name', () => filled('{"advisories":{"', 'x', '":[]}}'), 'a name that is too long'],
  ['white space', () => filled('{"advisories":', ' '), 'ends too early'],
  ['names', () => Buffer.from(names(200_001)), 'names more than 200000 formulae'],
])('a large file is refused: %s', (_, make, fault) => {
  expect(() => parseCorpus(make(), { what: 'it' })).toThrow(fault);
});

test.each([
  ['deep', '[', ']'],
  ['large', '[],', '[]'],
])('advisories that are too %s fail only for their own formula', (_, piece, end) => {
  const corpus = parseCorpus(
    Buffer.concat([
      Buffer.from('{"advisories":{"zip":[{"id":"A"}],"vim":['),
      Buffer.alloc(20 * MB - ((20 * MB) % piece.length), piece),
      Buffer.from(end === ']' ? `${']'.repeat(20 * MB)}]}}` : `${end}]}}`),
    ]),
    { what: 'it' },
  );
  expect(() => corpus.recordsFor('vim')).toThrow('at most 16777216 are read');
  expect(corpus.recordsFor('zip')).toHaveLength(1);
});

function manyRecords(sizeBytes: number): Buffer {
  const details = 'a text with "quotes" and [brackets] '.repeat(60);
  const records = JSON.stringify(
    Array.from({ length: 10 }, (_, index) => ({ id: `R${index}`, details })),
  );
  const formulae = Math.floor(sizeBytes / records.length);
  const parts = Array.from({ length: formulae }, (_, index) => `"f${index}":${records}`);
  return Buffer.from(`{"meta":{"schema_version":"1.7.3"},"advisories":{${parts.join(',')}}}`);
}

function filled(begin: string, piece: string, end = ''): Buffer {
  return Buffer.concat([Buffer.from(begin), Buffer.alloc(20 * MB, piece), Buffer.from(end)]);
}

function names(count: number): string {
  return `{"advisories":{${Array.from({ length: count }, (_, index) => `"${index}":[]`).join(',')}}}`;
}
