import { keyOf } from '../../../core/formula-key.ts';
import type { BundleSummary } from '../../../bundle/file/inspect-bundle.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Lists what a bundle holds, for each kind of Mac in installation order. */
export function renderBundle(summary: BundleSummary, style: Style): string {
  const { path, generator, files, sizeBytes, targets, updateOf } = summary;
  const head = `${oneLine(path)}: ${formatCount(files, 'file', 'files')}, ${formatBytes(sizeBytes)}, made by ${oneLine(`${generator.name} ${generator.version}`)}\n`;
  const update =
    updateOf === null
      ? ''
      : `an update of the bundle whose SHA256SUMS has the sha256 ${updateOf}\n`;
  const tables = targets.map(({ label, items, brew, missing, leftOut, sizeBytes: size }) => {
    const rows = items.map((item) => [
      item.isRequested ? keyOf(item) : `  ${keyOf(item)}`,
      item.pkgVersion,
      item.bottleTag,
      formatBytes(item.sizeBytes),
    ]);
    return `\n${style.bold(label)}: ${formatCount(items.length, 'bottle', 'bottles')}, ${formatBytes(size)}\n${renderTable(rows, style)}${brew === null ? '' : brewLine(brew)}${missing.map(missingLine).join('')}${leftOutLine(leftOut)}`;
  });
  return head + update + tables.join('');
}

function brewLine({
  tag,
  date,
  source,
  ruby,
}: NonNullable<BundleSummary['targets'][number]['brew']>): string {
  const size = formatBytes(source.sizeBytes + ruby.sizeBytes);
  return `${oneLine(`Homebrew ${tag} (${date}) with Portable Ruby ${ruby.version}.${ruby.bottleTag}, ${size}`)}\n`;
}

/** Lists the names, because the other bundle has to bring them. */
function leftOutLine(leftOut: BundleSummary['targets'][number]['leftOut']): string {
  if (leftOut.length === 0) return '';
  const names = leftOut.map((each) => `${keyOf(each)} ${each.pkgVersion}`).join(', ');
  return `${oneLine(`left out, because the bundle that it updates has it: ${names}`)}\n`;
}

function missingLine({
  formula,
  neededBy,
}: BundleSummary['targets'][number]['missing'][number]): string {
  return `${oneLine(`missing: ${formula}, needed by ${neededBy.join(', ')}`)}\n`;
}
