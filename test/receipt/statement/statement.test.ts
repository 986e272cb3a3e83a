import { expect, test } from 'vitest';

import { formatReceipt, parseReceipt } from '../../../src/receipt/receipt-schema.ts';
import type { BrewReceipt, Receipt } from '../../../src/receipt/receipt.ts';
import { compareReceipts } from '../../../src/receipt/compare-receipts.ts';
import { formatStatement } from '../../../src/receipt/statement/format-statement.ts';
import { readRecord } from '../../../src/receipt/statement/read-record.ts';
import { bottleReceipt, connection, document, imageReceipt, receipt } from '../receipts.ts';

const BREW: BrewReceipt = {
  kind: 'brew',
  tag: '4.6.10',
  commit: 'c'.repeat(40),
  tree: 'd'.repeat(40),
  tar: document('brew'),
  source: 'https://github.com/Homebrew/brew',
  connection: connection(),
};

function made(label: string): Receipt {
  const all = [bottleReceipt(), imageReceipt(), BREW, imageReceipt({ platform: undefined })];
  const { network, ...rest } = receipt(label, all);
  return parseReceipt(
    Buffer.from(formatReceipt({ ...rest, network: { ...network, country: 'DE' } })),
    'it',
  );
}

function read(text: string): Receipt {
  return readRecord(Buffer.from(text), 'home.txt').receipt;
}

test('a statement lists date, network, country, and the sha256 and name of each file', () => {
  const text = formatStatement({ ...made('home'), artifacts: [bottleReceipt()] });

  expect(text).toBe(`brewpull statement 1
made: 2026-05-01T12:04:00Z
by: brewpull 0.1.0
network: home
country: DE
files: 1

${bottleReceipt().sha256}  vim--9.0.1900.big_sur.bottle.tar.gz
  bottle: homebrew/core
  size: 1000
  registry: https://ghcr.io
  repository: homebrew/core/vim
  fetched: 2026-05-01T12:00:00Z 2026-05-01T12:00:05Z
`);
});

test('a statement is read back, and is the same text again whatever the order of the files', () => {
  const whole = made('home');
  const text = formatStatement(whole);
  const turned = formatStatement({ ...whole, artifacts: whole.artifacts.toReversed() });

  expect(formatStatement(read(text))).toBe(text);
  expect(turned).toBe(text);
  expect(
    read(text)
      .artifacts.map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['bottle', 'brew', 'image', 'image']);
  expect(read(text.replaceAll('\n', '\r\n'))).toEqual(read(text));
});

test('texts and receipts can be compared, and what a text leaves out is not a difference', () => {
  const one = { name: 'home.json', receipt: made('home') };
  const texts = ['tor', 'vpn'].map((label) => ({
    name: `${label}.txt`,
    receipt: read(formatStatement(made(label))),
  }));

  expect(compareReceipts([one, ...texts])).toMatchObject({ verdict: 'agreed', networks: 3 });
});

test('what came from a cache crossed no network in its text either', () => {
  const cached = { ...made('home'), artifacts: [bottleReceipt({ connection: undefined })] };

  expect(read(formatStatement(cached)).artifacts[0]).not.toHaveProperty('connection.startedAt');
});

const TEXT = formatStatement({ ...made('home'), artifacts: [bottleReceipt()] });

test.each([
  ['a line broken by a mail program', TEXT.replace('  vim', '\nvim')],
  ['a line added', `${TEXT}PS: all is well\n`],
  ['a field that nobody knows', `${TEXT}  note: all is well\n`],
  ['a line left out', TEXT.replace('  repository: homebrew/core/vim\n', '')],
  ['the end cut off', TEXT.slice(0, -20)],
  ['another number of files', TEXT.replace('files: 1', 'files: 2')],
  ['a size that is no number', TEXT.replace('size: 1000', 'size: 1e3')],
  ['a space at the end of a line', TEXT.replace('DE\n', 'DE \n')],
  ['quoted as in a reply', TEXT.replaceAll(/^/gm, '> ')],
  ['a text of another form', TEXT.replace('statement 1', 'statement 2')],
  ['a file that leads elsewhere', TEXT.replace('vim--', '../vim--')],
  ['a date that is none', TEXT.replace('2026-05-01T12:04', '2026-13-01T12:04')],
])('a statement with %s is refused', (_name, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'INVALID_FILE' }));
});

const SIGNED = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

${TEXT}-----BEGIN PGP SIGNATURE-----

iHoE
-----END PGP SIGNATURE-----
`;

test('only what is inside a signed text counts', () => {
  const mail = `From: alice\n\n${TEXT.replace('home', 'tor')}\n${SIGNED}\n-- \nAlice\n`;

  expect(readRecord(Buffer.from(mail), 'mail')).toMatchObject({
    form: 'clear-signed',
    receipt: { network: { label: 'home' } },
  });
});

test.each([
  ['two signed texts', SIGNED + SIGNED],
  ['no end', SIGNED.replace('-----END PGP SIGNATURE-----', '')],
  ['no signature', SIGNED.slice(0, SIGNED.indexOf('-----BEGIN PGP SIGNATURE'))],
  ['a line among the headers', SIGNED.replace('Hash: SHA256', 'Comment: network home')],
  ['a bare dash', SIGNED.replace('made: ', '-made: ')],
  ['the signature first', SIGNED.replace('BEGIN PGP SIGNED MESSAGE', 'x') + SIGNED.slice(0, 40)],
])('a signed text with %s is refused', (_name, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'INVALID_FILE' }));
});
