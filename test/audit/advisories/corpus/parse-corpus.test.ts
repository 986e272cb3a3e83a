import { describe, expect, test } from 'vitest';
import { parseCorpus } from '../../../../src/audit/advisories/corpus/parse-corpus.ts';

const DOCUMENT = { what: 'advisories.json', hint: 'Run brewpull vulns --update.' };

describe('a file of advisories', () => {
  test('gives the records of each formula and counts them all', () => {
    const corpus = parse({
      meta: { count: 3, skipped_uncomparable: 0, schema_version: '1.7.3' },
      advisories: { vim: [record('A'), record('B')], zip: [record('C')], empty: [] },
    });
    expect(corpus).toMatchObject({ count: 3, schemaVersion: '1.7.3' });
    expect(corpus.recordsFor('vim').map(({ id }) => id)).toEqual(['A', 'B']);
    expect(corpus.recordsFor('empty')).toEqual([]);
    expect(corpus.recordsFor('constructor')).toEqual([]);
  });

  test('is read with or without white space, a byte order mark and a schema version', () => {
    const text = '\uFEFF\n{ "advisories" :\t{ "a" : [ ] , "b\\u00e9" : [ { "id" : "X" } ] } }\r\n';
    const corpus = parseCorpus(Buffer.from(text), DOCUMENT);
    expect(corpus).toMatchObject({ count: 1, schemaVersion: undefined });
    expect(corpus.recordsFor('bé').map(({ id }) => id)).toEqual(['X']);
  });

  test('does not count commas in texts and nested values', () => {
    const summary = '], "[{,\\';
    const corpus = parse({ advisories: { vim: [{ ...record('A'), summary }, record('B')] } });
    expect(corpus.count).toBe(2);
    expect(corpus.recordsFor('vim')[0]?.summary).toBe(summary);
  });

  test.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['<!doctype html><html></html>', 'is a web page'],
    ['[{"name":"vim","versions":{"stable":"9.1"}}]', 'is not a JSON object'],
    ['"text"', 'is not a JSON object'],
    ['{}', 'has no advisories'],
    ['{"payload":"…","signatures":[]}', 'has no advisories'],
    [
      '{"id":"BREW-vim-CVE-1","affected":[]}',
      'is a single advisory; the file with all of them is needed',
    ],
    ['{"advisories":[]}', 'has advisories that are not an object'],
    ['{"advisories":null}', 'has advisories that are not an object'],
    ['{"advisories":{"vim":[{"id":"A"}', 'ends too early'],
    ['{"advisories":{"vim":[]', 'ends too early'],
    ['{"advisories":{"vim":[]}', 'ends too early'],
    ['{"advisories":{"vim":[],}}', 'is not valid JSON'],
    ['{"advisories":{"vim" []}}', 'is not valid JSON'],
    ['{"advisories":{vim:[]}}', 'is not valid JSON'],
    ['{"advisories":{}} {}', 'has more after its end'],
    ['{"advisories":{},"advisories":{}}', 'has two values for "advisories"'],
    ['{"meta":{},"meta":{"schema_version":"2.0"},"advisories":{}}', 'has two values for "meta"'],
    ['{"advisories":{"vim":[],"v\\u0069m":[]}}', 'names "vim" twice'],
    ['{"meta":{"schema_version":1},"advisories":{}}', 'has a bad schema_version'],
    ['{"meta":{"schema_version":"1\\u001b[2J"},"advisories":{}}', 'contains control characters'],
  ])('is refused if it is %j', (text, fault) => {
    const act = () => parseCorpus(Buffer.from(text), DOCUMENT);
    expect(act).toThrow(fault);
    expect(act).toThrow(expect.objectContaining({ code: 'INVALID_FILE', hint: DOCUMENT.hint }));
  });

  test('that is packed is refused with a hint on how to unpack it', () => {
    expect(() => parseCorpus(Uint8Array.of(0x1f, 0x8b, 8, 0), DOCUMENT)).toThrow(
      expect.objectContaining({
        message: 'advisories.json is packed with gzip',
        hint: 'Unpack it with gunzip.',
      }),
    );
  });

  test('with bytes that are not UTF-8 is refused only when they are read', () => {
    const bytes = Buffer.from('{"advisories":{"vim":[{"id":"_"}],"zip":[]}}');
    bytes[bytes.indexOf('_')] = 0xff;
    const corpus = parseCorpus(bytes, DOCUMENT);
    expect(() => corpus.recordsFor('vim')).toThrow('is not valid JSON');
    expect(corpus.recordsFor('zip')).toEqual([]);
  });

  test.each(['2.0.0', '0.9', '10.1', 'x'])('of schema version %s is not read', (version) => {
    expect(() => parse({ meta: { schema_version: version }, advisories: {} })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA' }),
    );
  });
});

describe('a broken record', () => {
  test.each([
    ['text', 'record 2 of vim in advisories.json has a bad document'],
    [{ id: 'B', affected: [null] }, 'B of vim in advisories.json has a bad affected.0'],
    [{ id: 'B', affected: [{ ranges: [{ events: [{ fixed: 1 }] }] }] }, 'events.0.fixed'],
    [{ id: 'B', affected: [{ ranges: {} }] }, 'affected.0.ranges'],
    [{ id: 'B', severity: 'high' }, 'severity'],
    [{ id: '' }, 'record 2 of vim'],
    [{ id: 'B\u001B[2J' }, 'record 2 of vim'],
    [{ id: 'B', schema_version: '2.0.0' }, 'an unsupported version of the OSV schema'],
    [nested(300), 'nested deeper'],
  ])('fails only its own formula: %j', (broken, fault) => {
    const corpus = parse({ advisories: { vim: [record('A'), broken], zip: [record('C')] } });
    const act = () => corpus.recordsFor('vim');
    expect(act).toThrow(fault);
    expect(act).toThrow(expect.objectContaining({ code: 'INVALID_FILE' }));
    expect(corpus.recordsFor('zip')).toHaveLength(1);
  });

  test('fails again each time it is asked for', () => {
    const corpus = parse({ advisories: { vim: 'none' } });
    expect(() => corpus.recordsFor('vim')).toThrow('about vim');
    expect(() => corpus.recordsFor('vim')).toThrow('about vim');
  });
});

describe('a record', () => {
  test('is reduced to what brew reads', () => {
    const [read] = parse({
      advisories: {
        vim: [
          {
            schema_version: '1.7.3',
            id: 'BREW-vim-CVE-2023-4738',
            upstream: ['CVE-2023-4738'],
            summary: 'Heap overflow',
            details: 'long',
            severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H' }],
            references: [
              { type: 'FIX', url: 'https://example.org/1' },
              { type: 'WEB', url: 'https://example.org/1' },
              { type: 'WEB', url: 'javascript:alert(1)' },
              { type: 'WEB' },
            ],
            affected: [
              {
                package: { ecosystem: 'Homebrew', name: 'vim', purl: 'pkg:brew/vim' },
                ranges: [
                  { type: 'ECOSYSTEM', events: [{ introduced: '0' }, {}, { fixed: '9.0' }] },
                ],
                ecosystem_specific: { fix: 'patch' },
              },
            ],
          },
        ],
      },
    }).recordsFor('vim');
    expect(read).toEqual({
      id: 'BREW-vim-CVE-2023-4738',
      upstream: ['CVE-2023-4738'],
      aliases: [],
      summary: 'Heap overflow',
      severity: 'high',
      cvss: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H',
      references: ['https://example.org/1'],
      fix: 'patch',
      affected: [
        {
          ecosystem: 'Homebrew',
          name: 'vim',
          ranges: [
            {
              type: 'ECOSYSTEM',
              events: [
                { kind: 'introduced', version: '0' },
                { kind: 'fixed', version: '9.0' },
              ],
            },
          ],
          versions: [],
        },
      ],
    });
  });
});

function parse(json: unknown) {
  return parseCorpus(Buffer.from(JSON.stringify(json)), DOCUMENT);
}

function record(id: string) {
  return { id, affected: [{ package: { ecosystem: 'Homebrew', name: 'vim' } }] };
}

function nested(depth: number): unknown {
  return { id: 'B', x: JSON.parse('['.repeat(depth) + ']'.repeat(depth)) };
}
