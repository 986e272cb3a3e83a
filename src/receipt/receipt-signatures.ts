import type {
  ArtifactComparison,
  Comparison,
  ComparisonWarning,
  NamedReceipt,
  SharedValue,
} from './comparison.ts';
import type { GoodSignature, SignatureOutcome } from './signature/signature.ts';
import { fewestOf, groupNames, listNames, sortTexts } from './sorted-groups.ts';

/**
 * Counts the different keys that signed receipts of every artifact: each key once, however many receipts it signed. A receipt
 * without a good signature does not count. Null if no signature was checked.
 */
export function compareSignatures(
  receipts: readonly NamedReceipt[],
  artifacts: readonly ArtifactComparison[],
  {
    required,
    networks,
  }: {
    readonly required: number | undefined;
    /** How many networks with signed receipts fetched every artifact. */
    readonly networks: number;
  },
): Comparison['signatures'] {
  if (required === undefined && receipts.every(({ signatures }) => signatures === undefined)) {
    return null;
  }
  const keysOf = ({ seenBy }: ArtifactComparison): number =>
    sortTexts(
      receipts
        .filter(({ name }) => seenBy.includes(name))
        .flatMap((each) => goodOf(each).map(nameKey)),
    ).length;
  return {
    required: required ?? null,
    keys: fewestOf(artifacts.map(keysOf)),
    networks,
    receipts: receipts.map(({ name, signatures = [] }) => ({ name, signatures })),
  };
}

/** Returns whether a receipt has a signature by a key that counts. */
export function isSigned(receipt: NamedReceipt): boolean {
  return goodOf(receipt).length > 0;
}

/** Lists what makes the signatures of these receipts worth less than it looks. */
export function signatureWarnings(receipts: readonly NamedReceipt[]): readonly ComparisonWarning[] {
  const checked = receipts.filter(({ signatures }) => signatures !== undefined);
  const signatures = checked.flatMap((receipt) =>
    goodOf(receipt).map((outcome) => ({ name: receipt.name, outcome })),
  );
  const byKey = groupNames(signatures.map(({ name, outcome }) => [nameKey(outcome), name]));
  return [
    ...byKey.filter(isShared).map(sameKey),
    ...sameSigners(signatures),
    ...sharedKeys(signatures),
    ...checked.filter((receipt) => receipt.signatures?.length === 0).map(unsigned),
    ...checked.flatMap(badSignatures),
  ];
}

interface Signed {
  readonly name: string;
  readonly outcome: GoodSignature;
}

function goodOf({ signatures = [] }: NamedReceipt): readonly GoodSignature[] {
  return signatures.flatMap(({ outcome }) => (outcome.status === 'good' ? [outcome] : []));
}

/** Returns a text that identifies a key: no two keys share it. */
function nameKey({ kind, key }: Pick<SignatureOutcome, 'kind' | 'key'>): string {
  return `${kind}:${key ?? ''}`;
}

function isShared({ receipts }: SharedValue): boolean {
  return new Set(receipts).size > 1;
}

function sameKey(group: SharedValue): ComparisonWarning {
  return {
    code: 'same-key',
    message: `${listNames(group.receipts)} are signed with the same key, ${group.value}: it counts once`,
    receipts: group.receipts,
    values: [group],
  };
}

/** Warns about one person with several keys, which count as several. */
function sameSigners(signatures: readonly Signed[]): readonly ComparisonWarning[] {
  const keys = new Map<string, Set<string>>();
  const pairs: [string, string][] = [];
  for (const { name, outcome } of signatures) {
    for (const principal of outcome.principals) {
      keys.set(principal, (keys.get(principal) ?? new Set()).add(nameKey(outcome)));
      pairs.push([principal, name]);
    }
  }
  return groupNames(pairs)
    .filter(({ value }) => (keys.get(value)?.size ?? 0) > 1)
    .map((group) => {
      const receipts = sortTexts(group.receipts);
      return {
        code: 'same-signer',
        message: `${group.value} signed ${listNames(receipts)} with different keys: they count as different keys of one person`,
        receipts,
        values: [{ value: group.value, receipts }],
      };
    });
}

/** Warns about one key that is listed for several people: any of them may have signed. */
function sharedKeys(signatures: readonly Signed[]): readonly ComparisonWarning[] {
  const shared = signatures.filter(({ outcome }) => outcome.principals.length > 1);
  return groupNames(shared.map(({ name, outcome }) => [nameKey(outcome), name])).map((group) => {
    const receipts = sortTexts(group.receipts);
    const people = shared.find(({ outcome }) => nameKey(outcome) === group.value)?.outcome
      .principals;
    return {
      code: 'shared-key',
      message: `the key ${group.value} is listed for ${listNames(people ?? [])}: which of them signed ${listNames(receipts)} cannot be told`,
      receipts,
      values: [{ value: group.value, receipts }],
    };
  });
}

function unsigned({ name }: NamedReceipt): ComparisonWarning {
  return { code: 'unsigned', message: `${name} has no signature`, receipts: [name], values: [] };
}

function badSignatures({ name, signatures = [] }: NamedReceipt): readonly ComparisonWarning[] {
  return signatures.flatMap(({ file, outcome }) =>
    outcome.status === 'good'
      ? []
      : [
          {
            code: 'bad-signature' as const,
            message: `the signature ${file} does not count: ${outcome.reason}`,
            receipts: [name],
            values: [{ value: outcome.code, receipts: [name] }],
          },
        ],
  );
}
