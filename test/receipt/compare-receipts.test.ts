import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import type { BottleReceipt, BrewReceipt, ReceiptArtifact } from '../../src/receipt/receipt.ts';
import { compareReceipts } from '../../src/receipt/compare-receipts.ts';
import { bottleReceipt, connection, document, hexOf, imageReceipt, receipt } from './receipts.ts';
import { assert, constantFrom, property, shuffledSubarray } from '../support/limits/random.ts';

const NETWORKS = ['tor', 'home', 'my-vpn'];

/** One receipt per network; `artifacts` says what each network saw. */
function compare(
  artifacts: (network: string) => readonly ReceiptArtifact[],
  networks: readonly (string | undefined)[] = NETWORKS,
) {
  return compareReceipts(
    networks.map((label, at) => ({
      name: `${at}.json`,
      receipt: receipt(label, artifacts(label ?? ''), at),
    })),
  );
}

function otherBlob(): Partial<BottleReceipt> {
  const sha256 = hexOf('another bottle');
  return { sha256, blob: document('another bottle') };
}

function codesOf(comparison: ReturnType<typeof compare>): string[] {
  return comparison.warnings.map(({ code }) => code);
}

test('three networks that saw the same agree', () => {
  const comparison = compare(() => [bottleReceipt(), imageReceipt()]);

  expect(comparison).toMatchObject({
    verdict: 'agreed',
    networks: 3,
    totals: { agree: 2, differ: 0, missing: 0 },
    artifacts: [
      {
        kind: 'bottle',
        title: 'homebrew/core: vim--9.0.1900.big_sur.bottle.tar.gz',
        status: 'agree',
        seenBy: ['0.json', '1.json', '2.json'],
        networks: ['home', 'my-vpn', 'tor'],
      },
      { kind: 'image', title: 'docker.io/library/alpine:3.19 linux/amd64', status: 'agree' },
    ],
  });
  expect(comparison.doesNotProve.join(' ')).toContain('registry is honest');
});

test('two networks that agree are too few', () => {
  expect(compare(() => [bottleReceipt()], ['tor', 'home'])).toMatchObject({
    verdict: 'too-few-networks',
    networks: 2,
  });
});

test('the same network under another spelling is still one, and is warned about', () => {
  const comparison = compare(() => [bottleReceipt()], ['tor', 'home', ' Home']);

  expect(comparison).toMatchObject({ verdict: 'too-few-networks', networks: 2 });
  expect(codesOf(comparison)).toEqual(['same-network']);
  expect(comparison.warnings[0]?.receipts).toEqual(['1.json', '2.json']);
});

test('a fourth receipt of a known network does not hurt', () => {
  expect(compare(() => [bottleReceipt()], [...NETWORKS, 'tor']).verdict).toBe('agreed');
});

test('receipts without a label count as no network', () => {
  const comparison = compare(() => [bottleReceipt()], ['tor', 'home', undefined, '']);

  expect(comparison).toMatchObject({ verdict: 'too-few-networks', networks: 2 });
  expect(codesOf(comparison)).toEqual(['unlabelled', 'unlabelled']);
});

test('what came from the cache crossed no network', () => {
  const comparison = compare((network) => [
    bottleReceipt(network === 'tor' ? { connection: undefined } : {}),
  ]);

  expect(comparison).toMatchObject({
    verdict: 'too-few-networks',
    networks: 3,
    artifacts: [{ status: 'agree', networks: ['home', 'my-vpn'] }],
  });
  expect(codesOf(comparison)).toEqual(['from-cache']);
});

test('another blob is reported with both digests and the receipts that have each', () => {
  const comparison = compare((network) => [bottleReceipt(network === 'tor' ? otherBlob() : {})]);

  expect(comparison).toMatchObject({
    verdict: 'differ',
    totals: { agree: 0, differ: 1, missing: 0 },
  });
  expect(comparison.artifacts[0]).toMatchObject({ status: 'differ', difference: 'blob' });
  expect(comparison.artifacts[0]?.differences).toHaveLength(1);
  expect(comparison.artifacts[0]?.differences[0]?.values).toEqual(
    expect.arrayContaining([
      { value: document('the bottle').digest, receipts: ['1.json', '2.json'] },
      { value: document('another bottle').digest, receipts: ['0.json'] },
    ]),
  );
});

test.each([
  ['index', { index: document('another index') }],
  ['manifest', { manifest: document('another manifest') }],
  ['commit', { commit: 'c'.repeat(40) }],
  ['formulaBlob', { formulaBlob: 'c'.repeat(40) }],
])('another %s around the same blob is told apart from another blob', (field, change) => {
  const comparison = compare((network) => [bottleReceipt(network === 'tor' ? change : {})]);

  expect(comparison).toMatchObject({
    verdict: 'differ',
    artifacts: [{ status: 'differ', difference: 'metadata', differences: [{ field }] }],
  });
  expect(comparison.proves.join(' ')).toContain('bytes are the same everywhere');
});

test('what one receipt does not record is not a difference', () => {
  const bare = { index: undefined, manifest: undefined, commit: undefined, formulaBlob: undefined };
  const comparison = compare((network) => [bottleReceipt(network === 'tor' ? bare : {})]);

  expect(comparison.verdict).toBe('agreed');
});

test('what one receipt lacks is missing, not different', () => {
  const wget = bottleReceipt({
    formula: 'wget',
    fileName: 'wget--9.0.1900.big_sur.bottle.tar.gz',
  });
  const comparison = compare((network) =>
    network === 'tor' ? [bottleReceipt()] : [bottleReceipt(), wget],
  );

  expect(comparison).toMatchObject({
    verdict: 'missing',
    totals: { agree: 1, differ: 0, missing: 1 },
  });
  expect(comparison.artifacts[1]).toMatchObject({ status: 'missing', missingFrom: ['0.json'] });
});

test('an artifact that differs and is missing as well counts as different', () => {
  const comparison = compare((network) => {
    if (network === 'tor') return [];
    return [bottleReceipt(network === 'home' ? otherBlob() : {})];
  });

  expect(comparison.artifacts[0]).toMatchObject({ status: 'differ', missingFrom: ['0.json'] });
});

test.each([
  ['config', { config: document('another config') }, 'blob'],
  ['layers', { layers: [document('layer 2'), document('layer 1')] }, 'blob'],
  ['manifest', { manifest: document('packed anew') }, 'metadata'],
])('an image with another %s differs', (field, change, difference) => {
  const comparison = compare((network) => [imageReceipt(network === 'tor' ? change : {})]);

  expect(comparison.artifacts[0]).toMatchObject({ difference, differences: [{ field }] });
});

test('networks that look alike are warned about', () => {
  const way = connection('192.0.2.7', 'socks5h://127.0.0.1:9050');
  const comparison = compare((network) => [
    bottleReceipt(network === 'my-vpn' ? {} : { connection: way }),
  ]);

  expect(comparison.verdict).toBe('agreed');
  expect(codesOf(comparison)).toEqual(['same-proxy', 'same-peer']);
});

test('copies of one run, other registries and other certificates are warned about', () => {
  const artifact = bottleReceipt();
  const issued = { ...connection(), tlsIssuer: 'A box in the office' };
  const comparison = compareReceipts([
    { name: 'a', receipt: receipt('tor', [artifact], 1) },
    { name: 'b', receipt: receipt('home', [{ ...artifact, registry: 'https://mirror' }], 1) },
    { name: 'c', receipt: receipt('vpn', [{ ...artifact, connection: issued }], 2) },
  ]);

  expect(codesOf(comparison)).toEqual(['same-run', 'different-registry', 'different-tls-issuer']);
});

test.each([0, 1, 51])('%i receipts cannot be compared', (count) => {
  const labels = Array.from({ length: count }, (_, at) => `network ${at}`);

  expect(() => compare(() => [bottleReceipt()], labels)).toThrow(UsageError);
});

test('50 receipts can be compared', () => {
  const labels = Array.from({ length: 50 }, (_, at) => `network ${at}`);

  expect(compare(() => [bottleReceipt()], labels)).toMatchObject({
    verdict: 'agreed',
    networks: 50,
  });
});

test('the same file twice and receipts of nothing are refused', () => {
  const named = { name: 'a', receipt: receipt('tor', [bottleReceipt()]) };

  expect(() => compareReceipts([named, named])).toThrow('a is given twice');
  expect(() => compare(() => [])).toThrow(UsageError);
});

test('neither the order of the receipts nor that of their artifacts matters', () => {
  const artifacts = [
    bottleReceipt(),
    bottleReceipt(otherBlob()),
    imageReceipt(),
    imageReceipt({ manifest: document('packed anew') }),
  ];
  const receipts = ['tor', 'home', 'home', 'vpn'].map((label, at) => ({
    name: `${at}`,
    receipt: receipt(label, [artifacts[at] ?? imageReceipt(), imageReceipt({ reference: 'x' })]),
  }));
  const expected = compareReceipts(receipts);

  assert(
    property(
      shuffledSubarray(receipts, { minLength: receipts.length }),
      constantFrom(true, false),
      (shuffled, isReversed) => {
        const given = shuffled.map((named) => ({
          ...named,
          receipt: {
            ...named.receipt,
            artifacts: isReversed ? named.receipt.artifacts.toReversed() : named.receipt.artifacts,
          },
        }));
        expect(compareReceipts(given)).toEqual(expected);
      },
    ),
  );
});

test('Homebrew itself is compared by its tree and tar, and by its commit', () => {
  const brew = (changes: Partial<BrewReceipt> = {}): BrewReceipt => ({
    kind: 'brew',
    tag: '4.6.10',
    commit: 'a'.repeat(40),
    tree: 'b'.repeat(40),
    tar: document('the tar'),
    source: 'https://github.com/Homebrew/brew',
    connection: connection(),
    ...changes,
  });
  expect(compare(() => [brew()])).toMatchObject({
    verdict: 'agreed',
    artifacts: [{ kind: 'brew', title: 'Homebrew 4.6.10', status: 'agree' }],
  });
  const differ = compare((label) => [brew(label === 'tor' ? { tree: 'c'.repeat(40) } : {})]);
  expect(differ).toMatchObject({
    verdict: 'differ',
    artifacts: [{ difference: 'blob', differences: [{ field: 'tree' }] }],
  });
  const moved = compare((label) => [brew(label === 'tor' ? { commit: 'd'.repeat(40) } : {})]);
  expect(moved.artifacts).toMatchObject([
    { difference: 'metadata', differences: [{ field: 'commit' }] },
  ]);
  const mirrored = compare((label) => [
    brew(label === 'tor' ? { source: 'https://mirror.example/brew' } : {}),
  ]);
  expect(codesOf(mirrored)).toContain('different-registry');
});
