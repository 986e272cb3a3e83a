import type { ReceiptNetwork } from './receipt.ts';
import type { ComparisonWarning, NamedReceipt, SharedValue } from './comparison.ts';
import { groupNames, listNames, sortTexts } from './sorted-groups.ts';

/** How many networks must agree: the three of 3TOFU. */
export const NETWORKS_NEEDED = 3;

/** Returns the name that identifies a network, in lower case; undefined when the user gave none. */
export function networkName(network: ReceiptNetwork): string | undefined {
  const name = network.label?.trim().toLowerCase();
  return name === '' ? undefined : name;
}

/** Lists what makes the agreement of these receipts worth less than it looks. */
export function warningsOf(receipts: readonly NamedReceipt[]): readonly ComparisonWarning[] {
  const unlabelled = receipts.filter(({ receipt }) => networkName(receipt.network) === undefined);
  const cached = receipts.filter(({ receipt }) =>
    receipt.artifacts.some(({ connection }) => connection === undefined),
  );
  const registries = groupNames(pairsOf(receipts, registriesOf));
  const issuers = groupNames(pairsOf(receipts, tlsIssuersOf));
  return [
    ...mention(unlabelled, 'unlabelled', 'has no --network-label, so it counts as no network'),
    ...SHARED.flatMap((fact) => listShared(receipts, fact)),
    ...mention(cached, 'from-cache', 'took something from the cache, which no network sent'),
    ...differing('different-registry', 'were not fetched from the same registry', registries),
    ...differing(
      'different-tls-issuer',
      'saw certificates of different issuers; somebody may be in between',
      issuers,
    ),
  ];
}

type ValuesOf = (receipt: NamedReceipt) => readonly (string | undefined)[];

function pairsOf(receipts: readonly NamedReceipt[], valuesOf: ValuesOf): [string, string][] {
  return receipts.flatMap((receipt) =>
    sortTexts(valuesOf(receipt).filter((value) => value !== undefined)).map(
      (value): [string, string] => [value, receipt.name],
    ),
  );
}

/** Something that receipts from different networks should not share, and how to word one shared value. */
interface SharedFact {
  readonly code: ComparisonWarning['code'];
  readonly valuesOf: ValuesOf;
  readonly describe: (value: string) => string;
}

const SHARED: readonly SharedFact[] = [
  { code: 'same-network', valuesOf: labelsOf, describe: (value) => `the network ${value} again` },
  { code: 'same-proxy', valuesOf: proxiesOf, describe: (value) => `the same proxy, ${value}` },
  {
    code: 'same-peer',
    valuesOf: peersOf,
    describe: (value) =>
      `an answer from the same address, ${value}: usual if a server has one address everywhere, but no sign of different routes`,
  },
  {
    code: 'same-run',
    valuesOf: ({ receipt }) => [receipt.created],
    describe: (value) => `the same time, ${value}: perhaps copies of one run`,
  },
];

function listShared(
  receipts: readonly NamedReceipt[],
  { code, valuesOf, describe }: SharedFact,
): ComparisonWarning[] {
  return groupNames(pairsOf(receipts, valuesOf))
    .filter((group) => group.receipts.length > 1)
    .map((group) => ({
      code,
      message: `${listNames(group.receipts)} show ${describe(group.value)}`,
      receipts: group.receipts,
      values: [group],
    }));
}

function mention(
  receipts: readonly NamedReceipt[],
  code: ComparisonWarning['code'],
  what: string,
): ComparisonWarning[] {
  return receipts.map(({ name }) => ({
    code,
    message: `${name} ${what}`,
    receipts: [name],
    values: [],
  }));
}

function differing(
  code: ComparisonWarning['code'],
  what: string,
  groups: readonly SharedValue[],
): ComparisonWarning[] {
  if (groups.length < 2) return [];
  const names = sortTexts(groups.flatMap((group) => group.receipts));
  if (names.length < 2) return [];
  const values = groups.map(({ value, receipts }) => `${value} (${receipts.join(', ')})`);
  const message = `the receipts ${what}: ${values.join('; ')}`;
  return [{ code, message, receipts: names, values: groups }];
}

function labelsOf({ receipt }: NamedReceipt): (string | undefined)[] {
  return [networkName(receipt.network)];
}

function proxiesOf({ receipt }: NamedReceipt): (string | undefined)[] {
  return [receipt.network.proxy, ...receipt.artifacts.map(({ connection }) => connection?.proxy)];
}

function peersOf({ receipt }: NamedReceipt): (string | undefined)[] {
  return receipt.artifacts.map(({ connection }) => connection?.peerAddress);
}

function registriesOf({ receipt }: NamedReceipt): (string | undefined)[] {
  return [
    joined(receipt.artifacts.map((each) => (each.kind === 'brew' ? each.source : each.registry))),
  ];
}

function tlsIssuersOf({ receipt }: NamedReceipt): (string | undefined)[] {
  return [joined(receipt.artifacts.map(({ connection }) => connection?.tlsIssuer))];
}

/** Joins all values of one receipt into one, since its artifacts may be from several registries. */
function joined(values: readonly (string | undefined)[]): string | undefined {
  const texts = sortTexts(values.filter((value) => value !== undefined));
  return texts.length === 0 ? undefined : texts.join(' and ');
}
