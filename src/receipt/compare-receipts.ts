import { UsageError } from '../core/errors.ts';
import type { ReceiptArtifact } from './receipt.ts';
import type {
  ArtifactComparison,
  Comparison,
  FieldDifference,
  NamedReceipt,
} from './comparison.ts';
import { explainArtifact, explainVerdict } from './comparison-words.ts';
import { networkName, NETWORKS_NEEDED, warningsOf } from './receipt-networks.ts';
import { compareSignatures, isSigned, signatureWarnings } from './receipt-signatures.ts';
import { subjectOf, titleOf } from './receipt-sense.ts';
import { fewestOf, groupNames, sortTexts } from './sorted-groups.ts';

/** What one receipt says about one artifact. */
interface Sighting {
  readonly name: string;
  readonly network: string | undefined;
  readonly artifact: ReceiptArtifact;
}

/**
 * Compares receipts of the same request from several networks (3TOFU). Pure; the order of the receipts does not matter.
 * `requiredKeys` is how many different keys must have signed receipts of every artifact; with it, only networks with signed
 * receipts count.
 * Throws {@link UsageError} for fewer than 2 or more than 50 receipts, for a name given twice, and if no receipt has an artifact.
 */
export function compareReceipts(
  receipts: readonly NamedReceipt[],
  { requiredKeys }: { readonly requiredKeys?: number | undefined } = {},
): Comparison {
  refuseUnfit(receipts);
  const sorted = receipts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const names = sorted.map(({ name }) => name);
  const sightings = [...sightingsByKey(sorted)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const artifacts = sightings.map(([, each]) => compareArtifact(each, names));
  const signed = sightingsByKey(sorted.filter(isSigned));
  const signatures = compareSignatures(sorted, artifacts, {
    required: requiredKeys,
    networks: fewestOf(sightings.map(([key]) => networksOf(signed.get(key) ?? []).length)),
  });
  const verdict = verdictOf(artifacts, signatures);
  const networks = new Set(sorted.map(({ receipt }) => networkName(receipt.network)));
  networks.delete(undefined);
  return {
    verdict,
    networks: networks.size,
    receipts: sorted.map(({ name, receipt: { network, created, tool } }) => ({
      name,
      network,
      created,
      tool,
    })),
    artifacts,
    totals: {
      agree: artifacts.filter(({ status }) => status === 'agree').length,
      differ: artifacts.filter(({ status }) => status === 'differ').length,
      missing: artifacts.filter(({ status }) => status === 'missing').length,
    },
    warnings: [...warningsOf(sorted), ...signatureWarnings(sorted)],
    ...explainVerdict(verdict, artifacts, signatures),
    signatures,
  };
}

function refuseUnfit(receipts: readonly NamedReceipt[]): void {
  if (receipts.length < 2 || receipts.length > 50) {
    throw new UsageError(`${receipts.length} receipts cannot be compared: it takes 2 to 50`, {
      hint: 'Pull the same bottle from three networks with --receipt, then write for example: brewpull compare home.json tor.json vpn.json',
    });
  }
  const twice = groupNames(receipts.map(({ name }) => [name, name] as const)).find(
    ({ receipts: same }) => same.length > 1,
  );
  if (twice !== undefined) {
    throw new UsageError(`${twice.value} is given twice`, {
      hint: 'Give each receipt once: one per network.',
    });
  }
  if (receipts.every(({ receipt }) => receipt.artifacts.length === 0)) {
    throw new UsageError('the receipts record nothing that was pulled', {
      hint: 'Record a pull: brewpull pull FORMULA --macos 11 --arch amd64 --receipt a.json.',
    });
  }
}

function sightingsByKey(receipts: readonly NamedReceipt[]): Map<string, Sighting[]> {
  const byKey = new Map<string, Sighting[]>();
  for (const { name, receipt } of receipts) {
    const network = networkName(receipt.network);
    for (const artifact of receipt.artifacts) {
      const key = `${artifact.kind} ${titleOf(artifact)}`;
      const sightings = byKey.get(key) ?? [];
      sightings.push({ name, network, artifact });
      byKey.set(key, sightings);
    }
  }
  return byKey;
}

function compareArtifact(
  sightings: readonly Sighting[],
  names: readonly string[],
): ArtifactComparison {
  const [first] = sightings;
  if (first === undefined) throw new Error('Internal error: an artifact that no receipt names');
  const differences = findDifferences(sightings);
  const seenBy = sortTexts(sightings.map(({ name }) => name));
  const missingFrom = names.filter((name) => !seenBy.includes(name));
  const difference = kindOfDifference(differences);
  const compared = {
    ...subjectOf(first.artifact),
    title: titleOf(first.artifact),
    status: statusOf(difference, missingFrom),
    difference,
    differences,
    seenBy,
    missingFrom,
    networks: networksOf(sightings),
  };
  return { ...compared, explanation: explainArtifact(compared) };
}

/** Lists the networks that fetched an artifact; cached bytes crossed none. */
function networksOf(sightings: readonly Sighting[]): readonly string[] {
  return sortTexts(
    sightings.flatMap(({ network, artifact }) =>
      network === undefined || artifact.connection === undefined ? [] : [network],
    ),
  );
}

function statusOf(
  difference: ArtifactComparison['difference'],
  missingFrom: readonly string[],
): ArtifactComparison['status'] {
  if (difference !== undefined) return 'differ';
  return missingFrom.length > 0 ? 'missing' : 'agree';
}

const CONTENT = new Set<FieldDifference['field']>(['blob', 'config', 'layers', 'tree', 'tar']);

function kindOfDifference(
  differences: readonly FieldDifference[],
): ArtifactComparison['difference'] {
  if (differences.length === 0) return undefined;
  return differences.some(({ field }) => CONTENT.has(field)) ? 'blob' : 'metadata';
}

function findDifferences(sightings: readonly Sighting[]): FieldDifference[] {
  const values = new Map<FieldDifference['field'], (readonly [string, string])[]>();
  for (const { name, artifact } of sightings) {
    for (const [field, value] of fieldsOf(artifact)) {
      // A field that a receipt does not record is not a difference.
      if (value === undefined) continue;
      const known = values.get(field) ?? [];
      known.push([value, name]);
      values.set(field, known);
    }
  }
  return [...values].flatMap(([field, pairs]) => {
    const groups = groupNames(pairs);
    return groups.length > 1 ? [{ field, values: groups }] : [];
  });
}

function fieldsOf(
  artifact: ReceiptArtifact,
): readonly (readonly [FieldDifference['field'], string | undefined])[] {
  if (artifact.kind === 'brew') {
    const { tree, tar, commit } = artifact;
    return [
      ['tree', tree],
      ['tar', tar.digest],
      ['commit', commit],
    ];
  }
  const described = [
    ['index', artifact.index?.digest],
    ['manifest', artifact.manifest?.digest],
  ] as const;
  if (artifact.kind === 'image') {
    const layers = artifact.layers.map(({ digest }) => digest).join(' ');
    return [['config', artifact.config.digest], ['layers', layers], ...described];
  }
  return [
    ['blob', artifact.blob.digest],
    ...described,
    ['commit', artifact.commit],
    ['formulaBlob', artifact.formulaBlob],
  ];
}

function verdictOf(
  artifacts: readonly ArtifactComparison[],
  signatures: Comparison['signatures'],
): Comparison['verdict'] {
  if (artifacts.some(({ status }) => status === 'differ')) return 'differ';
  if (artifacts.some(({ status }) => status === 'missing')) return 'missing';
  if (artifacts.some(({ networks }) => networks.length < NETWORKS_NEEDED)) {
    return 'too-few-networks';
  }
  if (signatures === null || signatures.required === null) return 'agreed';
  const { keys, networks, required } = signatures;
  // Three keys on one receipt vouch for one network only, and anyone can make up receipts for two more.
  return keys < required || networks < NETWORKS_NEEDED ? 'too-few-signatures' : 'agreed';
}
