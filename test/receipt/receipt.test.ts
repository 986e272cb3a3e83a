import { expect, test } from 'vitest';

import { InvalidFileError } from '../../src/core/errors.ts';
import type { BottleReceipt, Receipt } from '../../src/receipt/receipt.ts';
import { formatReceipt, parseReceipt } from '../../src/receipt/receipt-schema.ts';
import { withoutCredentials } from '../../src/core/redact.ts';
import { bottleReceipt, connection, document, hexOf, imageReceipt, receipt } from './receipts.ts';
import { assert, constantFrom, property, record, string } from '../support/limits/random.ts';

function parse(text: string): Receipt {
  return parseReceipt(Buffer.from(text), 'a.json');
}

function bottleWith(changes: Partial<BottleReceipt>): Receipt {
  return receipt('tor', [bottleReceipt(changes)]);
}

test('what is written is read back, and written the same again', () => {
  const text = formatReceipt(receipt('tor', [bottleReceipt(), imageReceipt()]));

  expect(parse(text)).toEqual(receipt('tor', [bottleReceipt(), imageReceipt()]));
  expect(formatReceipt(parse(text))).toBe(text);
  expect(text).toMatch(/^\{\n {2}"schemaVersion": 1,\n {2}"tool"/);
  expect(text.endsWith('}\n')).toBe(true);
});

test('the order of keys does not depend on how a receipt was made', () => {
  const entries = Object.entries(bottleReceipt()).toReversed();
  const turned = { artifacts: [Object.fromEntries(entries)] };
  const shuffled = { ...turned, ...receipt('tor', []), ...turned };

  expect(formatReceipt(parse(JSON.stringify(shuffled)))).toBe(
    formatReceipt(receipt('tor', [bottleReceipt()])),
  );
});

test('a bottle from the cache, without history, can be recorded', () => {
  const bare = receipt(undefined, [
    bottleReceipt({ commit: undefined, index: undefined, connection: undefined }),
  ]);

  expect(parse(formatReceipt(bare))).toEqual(bare);
});

test('a bottle fetched for two targets is written once, with its connection', () => {
  const cached = bottleReceipt({ connection: undefined });
  const once = formatReceipt(receipt('tor', [bottleReceipt()]));

  expect(formatReceipt(receipt('tor', [cached, bottleReceipt()]))).toBe(once);
  expect(formatReceipt(receipt('tor', [bottleReceipt(), cached]))).toBe(once);
});

test('other bytes under the same name are never written', () => {
  const other = bottleReceipt({ sha256: hexOf('another bottle') });

  expect(() => formatReceipt(receipt('tor', [bottleReceipt(), other]))).toThrow('twice');
});

test('no secret gets into a receipt, and none out of it', () => {
  const proxy = 'http://me:hunter2@proxy.example:8080';
  const bottle = {
    ...bottleReceipt({
      registry: 'https://user:hunter2@ghcr.io?token=hunter2',
      connection: { ...connection(), proxy, redirectHost: 'cdn.example/x?sig=hunter2' },
    }),
    token: 'hunter2',
  };
  const withSecrets = {
    ...receipt('tor', [bottle]),
    network: { label: 'tor', country: 'DE', proxy },
    password: 'hunter2',
  };
  const text = formatReceipt(withSecrets);

  expect(text).not.toContain('hunter2');
  expect(parse(text).network.proxy).toBe('http://proxy.example:8080');
  expect(formatReceipt(parse(JSON.stringify(withSecrets)))).toBe(text);
});

test('withoutCredentials keeps what is not a secret', () => {
  expect(withoutCredentials('socks5h://127.0.0.1:9050')).toBe('socks5h://127.0.0.1:9050');
  expect(withoutCredentials('me:p@ss@proxy:1')).toBe('proxy:1');
  expect(withoutCredentials('docker.io/library/a@sha256:ab')).toBe('docker.io/library/a@sha256:ab');
  expect(withoutCredentials(`a@sha256:${'ab'.repeat(32)}`)).toBe(`a@sha256:${'ab'.repeat(32)}`);
});

test('no password of any proxy survives', () => {
  const secret = string({ minLength: 6 }).map((text) => `S3CRET${encodeURIComponent(text)}`);
  assert(
    property(
      record({ scheme: constantFrom('http://', 'socks5h://', ''), secret }),
      ({ scheme, secret: password }) => {
        expect(withoutCredentials(`${scheme}me:${password}@proxy:1`)).toBe(`${scheme}proxy:1`);
      },
    ),
  );
});

test.each<[string, Receipt]>([
  ['a sha256 that is not the blob', bottleWith({ blob: document('another') })],
  ['a size that is not the blob', bottleWith({ sizeBytes: 999 })],
  ['a file name of another version', bottleWith({ pkgVersion: '9.0.1901' })],
  [
    'an end before its beginning',
    bottleWith({ connection: { ...connection(), finishedAt: '2026-05-01T11:00:00Z' } }),
  ],
  ['the same bottle twice', receipt('tor', [bottleReceipt(), bottleReceipt()])],
])('a receipt with %s contradicts itself', (_what, tampered) => {
  expect(() => parse(JSON.stringify(tampered))).toThrow(/^a\.json contradicts itself/);
});

test.each<[string, object]>([
  ['another schema', { schemaVersion: 2 }],
  ['a time with a zone', { created: '2026-05-01T12:00:00+02:00' }],
  ['a day that does not exist', { created: '2026-13-45T12:00:00Z' }],
  ['an escape sequence', { network: { label: '\u001b[2Jtor' } }],
  ['text that turns its direction', { network: { label: 'tor\u202e' } }],
  ['an unknown kind', { artifacts: [{ kind: 'cask' }] }],
  ['an upper-case digest', { artifacts: [{ ...bottleReceipt(), sha256: 'A'.repeat(64) }] }],
  ['a path as file name', { artifacts: [{ ...bottleReceipt(), fileName: '../x' }] }],
  ['a short commit', { artifacts: [{ ...bottleReceipt(), commit: 'abc' }] }],
  ['a size below zero', { artifacts: [{ ...bottleReceipt(), sizeBytes: -1 }] }],
])('a receipt with %s is refused with a hint', (_what, change) => {
  const text = JSON.stringify({ ...receipt('tor', []), ...change });

  expect(() => parse(text)).toThrow(InvalidFileError);
  expect(() => parse(text)).toThrow(expect.objectContaining({ hint: expect.any(String) }));
});

test('what is not JSON or not UTF-8 is not a receipt', () => {
  expect(() => parse('{')).toThrow(InvalidFileError);
  expect(() => parseReceipt(Uint8Array.of(0x22, 0xff, 0x22), 'a.json')).toThrow(InvalidFileError);
});
