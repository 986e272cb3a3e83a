import { unreachable } from '../../../core/unreachable.ts';
import type { ArtifactComparison, Comparison } from '../../../receipt/comparison.ts';
import { hasEnoughKeys } from '../../../receipt/comparison-words.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Formats a comparison of receipts: which were compared, each artifact, the verdict, and what it does and does not prove. */
export function renderComparison(comparison: Comparison, style: Style): string {
  const { receipts, artifacts, totals, networks, warnings, proves, doesNotProve, signatures } =
    comparison;
  const parts = [
    renderTable(
      [
        ['RECEIPT', 'NETWORK', 'COUNTRY', 'MADE'],
        ...receipts.map(({ name, network, created }) => [
          name,
          network.label ?? '-',
          network.country ?? '-',
          created,
        ]),
      ],
      style,
    ),
    artifacts.map((artifact) => renderArtifact(artifact, style)).join(''),
    `${totals.agree} agree, ${totals.differ} differ, ${totals.missing} missing; ${networks} named networks\n` +
      `${verdictLine(comparison, style)}\n`,
    signatures === null ? '' : renderSignatures(signatures, style),
    warnings.map(({ message }) => `${style.yellow('warning:')} ${oneLine(message)}\n`).join(''),
    section('What this shows', proves, style),
    section('What it does not show', doesNotProve, style),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function renderArtifact(artifact: ArtifactComparison, style: Style): string {
  const { status, title, explanation, differences } = artifact;
  const mark = status === 'agree' ? style.green('agree  ') : style.red(status.padEnd(7));
  const details = differences.flatMap(({ field, values }) =>
    values.map(
      ({ value, receipts }) => `    ${oneLine(`${field} ${value} in ${receipts.join(', ')}`)}\n`,
    ),
  );
  return `${mark} ${oneLine(title)}\n    ${oneLine(explanation)}\n${details.join('')}`;
}

function renderSignatures(
  { keys, required, receipts }: NonNullable<Comparison['signatures']>,
  style: Style,
): string {
  const rows = receipts.flatMap(({ signatures }) =>
    signatures.map(({ file, outcome }) => [
      file,
      outcome.status === 'good' ? 'good' : outcome.code,
      outcome.status === 'good' && outcome.principals.length > 0
        ? outcome.principals.join(' or ')
        : '-',
      outcome.key ?? '-',
    ]),
  );
  const demand = required === null ? '' : `; ${required} required`;
  const table =
    rows.length === 0 ? '' : renderTable([['SIGNATURE', '', 'BY', 'KEY'], ...rows], style);
  const signers = keys === 1 ? '1 named key' : `${keys} different named keys`;
  return `${table}${signers} signed receipts of everything${demand}\n`;
}

function verdictLine({ verdict, signatures }: Comparison, style: Style): string {
  switch (verdict) {
    case 'agreed':
      return style.green('Agreed.');
    case 'too-few-signatures':
      return style.red(
        hasEnoughKeys(signatures)
          ? 'Not enough: the receipts of three networks must be signed.'
          : 'Not enough: fewer different keys than required signed this.',
      );
    case 'too-few-networks':
      return style.yellow('Not enough: three networks of different names are needed.');
    case 'missing':
      return style.red('Not agreed: something is missing.');
    case 'differ':
      return style.red('Not agreed: the receipts differ.');
    default:
      return unreachable(verdict);
  }
}

function section(title: string, sentences: readonly string[], style: Style): string {
  if (sentences.length === 0) return '';
  return `${style.bold(title)}\n${sentences.map((sentence) => `  ${oneLine(sentence)}\n`).join('')}`;
}
