import { formatTarget } from '../../../core/target.ts';
import { nameMissed } from '../../../bottle/resolve/what-can-be-asked.ts';
import type {
  AnswerSource,
  DroppedBy,
  FoundBottle,
  NoBottle,
} from '../../../bottle/resolve/resolution.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Describes one bottle: what it is, where it comes from, and why there is none newer. */
export function renderFound(found: FoundBottle, style: Style): string {
  const { formula, pkgVersion, target, introducedBy, origin } = found;
  const from =
    origin.kind === 'registry'
      ? `${origin.root.registry.host}/${origin.repository}:${origin.reference}`
      : origin.url.href;
  const rows: [string, string][] = [
    ['bottle', `${found.fileName}${found.match === 'older' ? ' (built for an older macOS)' : ''}`],
    ['sha256', found.sha256],
    ['from', from],
  ];
  if (introducedBy !== undefined) {
    const { commit, path } = introducedBy;
    const at = [day(commit.date), commitText(commit.oid), path];
    rows.push(['built', at.filter((part) => part !== undefined).join(', ')]);
  }
  rows.push(['newer', describeNewer(found)]);
  if (found.source !== undefined) rows.push(['source', describeSource(found.source)]);
  return `${style.bold(`${formula} ${pkgVersion}`)} for ${formatTarget(target)}\n${renderTable(
    rows.map(([label, text]) => [`  ${label}`, text]),
    style,
  )}`;
}

/** Lists several bottles, one per line. */
export function renderFoundTable(all: readonly FoundBottle[], style: Style): string {
  const rows = all.map((found) => [
    found.formula,
    found.pkgVersion,
    found.bottleTag,
    found.introducedBy === undefined ? '' : day(found.introducedBy.commit.date),
    inTable(found),
  ]);
  const head = ['FORMULA', 'VERSION', 'BOTTLE', 'BUILT', 'NEWER'].map((title) => style.bold(title));
  return renderTable([head, ...rows], style);
}

function inTable(found: FoundBottle): string {
  const { wanted, source } = found;
  if (wanted?.last !== undefined) return `${wanted.last.pkgVersion}, not asked for`;
  if (wanted !== undefined && source?.kind === 'registry') return 'not asked for';
  if (found.droppedBy !== undefined) return `dropped ${day(found.droppedBy.date ?? '')}`;
  const head = newestUntil(found);
  return head === undefined ? 'newest' : `none until ${day(head)}`;
}

/** Says in one line that there is no bottle for a target, and how far back the search went. */
export function formatNoBottle({
  formula,
  target,
  searched,
  prebuilt,
  wanted,
}: Pick<NoBottle, 'formula' | 'target' | 'searched' | 'prebuilt' | 'wanted'>): string {
  const what = `${nameMissed({ formula, wanted })} has no bottle for ${formatTarget(target)}`;
  if (prebuilt !== undefined) {
    return `${what}; its formula downloads ${plainUrl(prebuilt.url)} (sha256 ${prebuilt.sha256})`;
  }
  const { from } = searched;
  const where =
    searched.in === 'registry'
      ? `the registry${from === undefined ? '' : `, whose oldest version of it is of ${day(from)}`}`
      : `the history${from === undefined ? '' : ` from ${day(from)} on`}`;
  return `${what} in ${where}`;
}

/** Returns a URL as it is sent, with everything escaped that could manipulate a terminal. */
function plainUrl(text: string): string {
  return URL.parse(text)?.href ?? '';
}

/**
 * Returns the date until which nothing newer is known, if only a file says so: a file knows only what was the newest when it was
 * made.
 */
function newestUntil({ told, source }: FoundBottle): string | undefined {
  return told === undefined || told.isUpToDate === true ? undefined : source?.head;
}

function describeNewer(found: FoundBottle): string {
  const { wanted, droppedBy, source } = found;
  if (wanted?.last !== undefined) {
    const { pkgVersion, date } = wanted.last;
    const when = date === undefined ? '' : ` of ${day(date)}`;
    return `${pkgVersion}${when} is the last for this target; ${wanted.text} was asked for`;
  }
  // A registry was asked only for that version.
  if (wanted !== undefined && source?.kind === 'registry') {
    return `not looked for: ${wanted.text} was asked for`;
  }
  return droppedBy === undefined ? describeNewest(found) : describeDrop(droppedBy);
}

function describeNewest(found: FoundBottle): string {
  const head = newestUntil(found);
  return head === undefined ? 'no, this is the newest' : `none until ${day(head)}`;
}

/** Describes a source; the description of a file already says which days it covers. */
function describeSource({ kind, description, head, begins }: AnswerSource): string {
  if (kind === 'answers' || kind === 'atlas') return description;
  const from = begins === undefined ? '' : `, from ${day(begins)}`;
  const until = head === undefined ? '' : ` until ${day(head)}`;
  return `${description}${from}${until}`;
}

function describeDrop({ date, pkgVersion, commit }: DroppedBy): string {
  const when = date === undefined ? '' : `since ${day(date)} `;
  const what = pkgVersion === undefined ? 'the formula is gone' : `${pkgVersion} has none`;
  return [`${when}${what}`, commitText(commit?.oid)].filter(Boolean).join(', ');
}

function commitText(oid: string | undefined): string | undefined {
  return oid === undefined ? undefined : `commit ${oid.slice(0, 12)}`;
}

function day(date: string): string {
  return date.slice(0, 10);
}
