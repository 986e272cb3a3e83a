import { unreachable } from '../core/unreachable.ts';
import type { ArtifactComparison, ComparedFacts, Comparison } from './comparison.ts';
import { NETWORKS_NEEDED } from './receipt-networks.ts';
import { fewestOf } from './sorted-groups.ts';

/** Explains in one sentence what the receipts say about an artifact. */
export function explainArtifact(compared: Omit<ComparedFacts, 'explanation'>): string {
  const { status, seenBy, missingFrom, difference } = compared;
  const missing =
    missingFrom.length === 0
      ? ''
      : ` Not in ${missingFrom.join(', ')}, which says nothing about it.`;
  switch (status) {
    case 'agree':
      return `All ${seenBy.length} receipts have the same bytes.`;
    case 'missing':
      return `${seenBy.length === 1 ? 'One receipt has' : `${seenBy.length} receipts have`} it.${missing}`;
    case 'differ':
      return `${difference === 'blob' ? 'The bytes themselves differ.' : metadataSentence(compared)}${missing}`;
    default:
      return unreachable(status);
  }
}

function metadataSentence({ differences }: Omit<ComparedFacts, 'explanation'>): string {
  const fields = differences.map(({ field }) => FIELD_WORDS[field]).join(', ');
  return `The bytes are the same, but not what describes them (${fields}): an index changes when its publisher adds a build.`;
}

const FIELD_WORDS: Readonly<Record<ArtifactComparison['differences'][number]['field'], string>> = {
  blob: 'blob',
  config: 'config',
  layers: 'layers',
  index: 'index',
  manifest: 'manifest',
  tree: 'git tree',
  tar: 'tar',
  commit: 'commit',
  formulaBlob: 'text of the formula',
};

/** Explains in whole sentences what a verdict proves and what it does not. */
export function explainVerdict(
  verdict: Comparison['verdict'],
  artifacts: readonly ArtifactComparison[],
  signatures: Comparison['signatures'],
): Pick<Comparison, 'proves' | 'doesNotProve'> {
  return {
    proves: [...provenBy(verdict, artifacts, signatures), ...provenByKeys(signatures)],
    doesNotProve: [...LIMITS, signatures === null ? UNSIGNED : SIGNED],
  };
}

function provenByKeys(signatures: Comparison['signatures']): readonly string[] {
  if (signatures === null || signatures.keys === 0) return [];
  const { keys } = signatures;
  return [
    keys === 1
      ? 'One of the named keys signed receipts of everything: they are as its owner signed them.'
      : `${keys} different keys of those named signed receipts of everything: they are as their owners signed them.`,
  ];
}

/** Returns whether enough different keys signed, so that too few signatures can only mean too few signed networks. */
export function hasEnoughKeys(signatures: Comparison['signatures']): boolean {
  return signatures !== null && signatures.keys >= (signatures.required ?? 0);
}

function provenBy(
  verdict: Comparison['verdict'],
  artifacts: readonly ArtifactComparison[],
  signatures: Comparison['signatures'],
): readonly string[] {
  switch (verdict) {
    case 'agreed': {
      const fewest = fewestOf(artifacts.map(({ networks }) => networks.length));
      return [
        `The same bytes came through ${fewest} networks, so no single one of these networks changed them.`,
        'The registry did not serve one of these networks something special.',
      ];
    }
    case 'too-few-signatures':
      return [
        hasEnoughKeys(signatures)
          ? `The receipts agree, but only ${signatures?.networks === 1 ? 'one network has a signed receipt' : `${signatures?.networks ?? 0} networks have signed receipts`} of everything: somebody else could have written the others.`
          : 'The receipts agree, but fewer different keys than required signed them: somebody else could have written the others.',
      ];
    case 'too-few-networks':
      return [
        `The receipts agree, but fewer than ${NETWORKS_NEEDED} named networks fetched everything: one network could still have changed what it sent.`,
      ];
    case 'missing':
      return [
        'Something is missing from a receipt: those that have it agree, and the others say nothing about it.',
      ];
    case 'differ':
      return artifacts.some(({ difference }) => difference === 'blob')
        ? [
            'Not all networks were given the same bytes: at least one of them, or the registry, is not to be trusted here.',
          ]
        : [
            'The bytes are the same everywhere, but what describes them is not: compare again with runs of the same day and --at COMMIT.',
          ];
    default:
      return unreachable(verdict);
  }
}

const LIMITS: readonly string[] = [
  'All receipts asked a registry that may be wrong for everybody: agreement does not prove that the registry is honest.',
  'It does not prove who built the file or from which source; brewpull verify --explain shows what is known about that.',
];

const UNSIGNED =
  'No signature of a receipt was checked: a receipt is only as trustworthy as its author, and the names of networks are what people typed.';
const SIGNED =
  'A signature shows who vouches for a receipt, not that it is true: the names of networks and dates are what the signers say.';
