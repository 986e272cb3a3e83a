import type { ShownBottle } from '../../../history/answers/shown-bottle.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import { formatTarget, type Target } from '../../../core/target.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Style } from '../../render/style.ts';

/** Why a target gets the bottle that it gets. */
export interface Explanation {
  readonly formula: string;
  readonly target: Target;
  readonly match: 'exact' | 'all' | 'older';
  readonly span: ShownBottle;
  /** The whole messages of the commits; undefined if they are not available. */
  readonly messages: {
    readonly introduced: string | undefined;
    readonly dropped: string | undefined;
  };
  /**
   * The address that commits can be read at, e.g. `https://github.com/Homebrew/homebrew-core/commit/`; undefined for a private
   * tap.
   */
  readonly commitUrl: string | undefined;
  /** Lines about where the answer comes from. */
  readonly rest?: readonly string[];
}

/** Explains which commit introduced the last bottle of a target, which one dropped it, and why. */
export function renderExplanation(explanation: Explanation, style: Style): string {
  const { formula, target, match, span, messages, commitUrl, rest = [] } = explanation;
  const { introduced, dropped, unsure } = span;
  const linkTo = (oid: string | undefined): string[] =>
    oid === undefined
      ? []
      : [`  ${style.dim(commitUrl === undefined ? `commit ${oid}` : `${commitUrl}${oid}`)}`];
  const lines = [
    `${style.bold(`${formula} ${formatPkgVersion(introduced)}`)} is the last for ${formatTarget(target)}`,
    `  ${HOW[match](span.bottleTag)}`,
    '',
    `${style.bold('Built')} ${introduced.commit.date?.slice(0, 10) ?? 'on an unknown day'}${introduced.path === undefined ? '' : ` in ${oneLine(introduced.path)}`}`,
    ...linkTo(introduced.commit.oid),
    ...messageLines(messages.introduced),
  ];
  if (unsure !== undefined) {
    lines.push(
      `  ${style.yellow('unsure:')} a state before it cannot be read: ${oneLine(unsure.message)}`,
    );
  }
  lines.push('');
  if (dropped === 'unknown') {
    lines.push(`${style.bold('In the registry')}; when it was dropped is not known`);
  } else if (dropped === undefined) {
    lines.push(`${style.bold('Still offered')} by the newest state`);
  } else {
    const what =
      dropped.version === undefined
        ? 'the formula was removed'
        : `${formatPkgVersion({ version: dropped.version, revision: dropped.revision })} has no bottle for it`;
    lines.push(
      `${style.bold('Dropped')} ${dropped.commit.date.slice(0, 10)}: ${what}`,
      ...linkTo(dropped.commit.oid),
      ...messageLines(messages.dropped),
    );
  }
  const source = rest.map((line) => style.dim(oneLine(line)));
  return `${[...lines, ...(source.length > 0 ? ['', ...source] : [])].join('\n')}\n`;
}

const HOW: Readonly<Record<Explanation['match'], (bottleTag: string) => string>> = {
  exact: (bottleTag) => `its bottle is for ${bottleTag}, exactly this system`,
  all: () => 'its bottle is for every system (all)',
  older: (bottleTag) => `its bottle is for ${bottleTag}, an older macOS, which brew accepts too`,
};

/** Indents a message, without its empty lines. */
function messageLines(message = ''): string[] {
  const lines = message.split('\n').map((line) => oneLine(line.trimEnd()));
  return lines.filter((line) => line !== '').map((line) => `    ${line}`);
}
