import { formatPkgVersion } from '../../../../core/pkg-version.ts';
import type { AnsweredFormula, AnsweredVersion } from '../../../../history/answers-file/answers.ts';
import type { Style } from '../../../render/style.ts';
import { renderTable } from '../../../render/table.ts';

/**
 * Formats what a file of answers says about one formula: its names, its newest version, and the last bottle for every bottle tag.
 */
export function renderAnswered(formula: AnsweredFormula, style: Style): string {
  const { name, isPresent, oldNames, newest, bottles, doubts } = formula;
  const facts = [
    ...(isPresent ? [] : ['removed']),
    ...(oldNames.length === 0 ? [] : [`once ${oldNames.join(', ')}`]),
    ...(newest === undefined ? [] : [`newest version ${formatVersion(newest)}`]),
    ...(doubts.length === 0 ? [] : ['some of its states cannot be read']),
  ];
  const head = `${style.bold(name)}${facts.length === 0 ? '' : `  ${style.dim(facts.join('; '))}`}\n`;
  if (bottles.length === 0) return `${head}  no bottle\n`;
  const rows = bottles.map((bottle) => [
    `  ${bottle.bottleTag}`,
    `${formatVersion(bottle)}${bottle.isUnsure ? '?' : ''}`,
    `${bottle.isFromBeginning ? `${style.marks.atMost} ` : ''}${bottle.introduced.slice(0, 10)}`,
    bottle.dropped?.slice(0, 10) ?? 'offered',
    nextOf(bottle, isPresent),
  ]);
  return head + renderTable([['  BOTTLE', 'VERSION', 'BUILT', 'UNTIL', 'THEN'], ...rows], style);
}

function nextOf(
  { dropped, droppedBy }: AnsweredFormula['bottles'][number],
  isPresent: boolean,
): string {
  if (dropped === undefined) return '';
  if (droppedBy !== undefined) return `${formatPkgVersion(droppedBy)} has none`;
  return isPresent ? 'the formula was removed for a time' : 'the formula was removed';
}

function formatVersion(version: AnsweredVersion): string {
  const pkgVersion = formatPkgVersion(version);
  return version.rebuild > 0 ? `${pkgVersion}-${version.rebuild}` : pkgVersion;
}
