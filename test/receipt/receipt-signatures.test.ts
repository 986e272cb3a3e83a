import { expect, test } from 'vitest';

import { compareReceipts } from '../../src/receipt/compare-receipts.ts';
import type { Comparison, NamedReceipt, ReceiptSignature } from '../../src/receipt/comparison.ts';
import { bottleReceipt, imageReceipt, receipt } from './receipts.ts';

function good(key: string, ...principals: readonly string[]): ReceiptSignature {
  return { file: `${key}.sig`, outcome: { status: 'good', kind: 'ssh', key, principals } };
}

const FORGED: ReceiptSignature = {
  file: 'forged.sig',
  outcome: { status: 'bad', kind: 'ssh', code: 'other-content', reason: 'it signs other content' },
};

/** Three networks that agree, each with the signatures given. */
function signed(...signatures: readonly (readonly ReceiptSignature[])[]): readonly NamedReceipt[] {
  return ['home', 'tor', 'vpn'].map((label, at) => ({
    name: `${label}.json`,
    receipt: receipt(label, [bottleReceipt()], at),
    signatures: signatures[at] ?? [],
  }));
}

function codesOf({ warnings }: Comparison): readonly string[] {
  return warnings.map(({ code }) => code).filter((code) => code !== 'same-peer');
}

test('three different keys that signed the same count as three', () => {
  const receipts = signed([good('a', 'alice')], [good('b', 'bob')], [good('c', 'carol')]);
  const comparison = compareReceipts(receipts, { requiredKeys: 3 });

  expect(comparison).toMatchObject({
    verdict: 'agreed',
    signatures: { required: 3, keys: 3 },
  });
  expect(codesOf(comparison)).toEqual([]);
});

test('the same key under two networks is reported and counts once', () => {
  const receipts = signed([good('a', 'alice')], [good('a', 'alice')], [good('c', 'carol')]);
  const comparison = compareReceipts(receipts, { requiredKeys: 3 });

  expect(comparison).toMatchObject({
    verdict: 'too-few-signatures',
    signatures: { keys: 2 },
    warnings: expect.arrayContaining([
      expect.objectContaining({ code: 'same-key', receipts: ['home.json', 'tor.json'] }),
    ]),
  });
  expect(compareReceipts(receipts, { requiredKeys: 2 }).verdict).toBe('agreed');
});

test('one person with two keys counts as two keys, and that is reported', () => {
  const receipts = signed([good('a', 'alice')], [good('b', 'alice')], [good('c', 'carol')]);
  const comparison = compareReceipts(receipts, { requiredKeys: 3 });

  expect(comparison.verdict).toBe('agreed');
  expect(codesOf(comparison)).toEqual(['same-signer']);
});

test('a key that is listed for two people is reported', () => {
  const receipts = signed([good('a', 'alice', 'zoe')], [good('b')], [good('c')]);

  expect(codesOf(compareReceipts(receipts))).toEqual(['shared-key']);
});

test('a receipt without a good signature does not count', () => {
  const comparison = compareReceipts(signed([good('a')], [FORGED], []), { requiredKeys: 2 });

  expect(comparison).toMatchObject({ verdict: 'too-few-signatures', signatures: { keys: 1 } });
  expect(codesOf(comparison)).toEqual(['unsigned', 'bad-signature']);
});

test('three keys on one receipt do not vouch for what anyone could have written about two more networks', () => {
  const receipts = signed([good('a'), good('b'), good('c')], [FORGED], []);
  const comparison = compareReceipts(receipts, { requiredKeys: 3 });

  expect(comparison).toMatchObject({
    verdict: 'too-few-signatures',
    networks: 3,
    signatures: { required: 3, keys: 3, networks: 1 },
  });
  expect(comparison.proves[0]).toContain('only one network has a signed receipt');
  expect(compareReceipts(receipts).verdict).toBe('agreed');
  expect(
    compareReceipts(signed([good('a')], [good('a')], [good('a')]), { requiredKeys: 1 }),
  ).toMatchObject({ verdict: 'agreed', signatures: { keys: 1, networks: 3 } });
});

test('keys are counted for each artifact, and the one with the fewest decides', () => {
  const [one, two, three] = signed([good('a')], [good('b')], [good('c')]);
  if (one === undefined || two === undefined || three === undefined) throw new Error('three');
  const more = receipt('home', [bottleReceipt(), imageReceipt()]);
  const comparison = compareReceipts([{ ...one, receipt: more }, two, three]);

  expect(comparison).toMatchObject({ verdict: 'missing', signatures: { keys: 1 } });
});

test('signatures change nothing about receipts that differ', () => {
  const [one, ...others] = signed([good('a')], [good('b')], [good('c')]);
  if (one === undefined) throw new Error('three');
  const other = receipt('home', [bottleReceipt({ commit: 'f'.repeat(40) })]);
  const comparison = compareReceipts([{ ...one, receipt: other }, ...others], { requiredKeys: 1 });

  expect(comparison.verdict).toBe('differ');
});

test('if no one asked for signatures, nothing is claimed about them', () => {
  const receipts = signed().map(({ name, receipt: each }) => ({ name, receipt: each }));
  const comparison = compareReceipts(receipts);

  expect(comparison.signatures).toBeNull();
  expect(comparison.doesNotProve.join(' ')).toContain('No signature of a receipt was checked');
});
