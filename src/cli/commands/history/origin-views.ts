import { CORE_TAP } from '../../../core/formula-key.ts';
import type { OriginOutput } from '../../../output/history/history-output.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { toSourceJson } from '../resolve/resolution-json.ts';

/**
 * Returns where an answer comes from as plain data for JSON: the newest state that was read, how far back it reaches, and the
 * source.
 */
export function toOriginJson(origin: HistoryOrigin): OriginOutput {
  const { commit, head: date, begins } = origin;
  const isPlaced = commit !== undefined || date !== undefined;
  return {
    head: isPlaced ? { commit: commit ?? null, date: date ?? null } : null,
    searchedFrom: begins ?? null,
    source: toSourceJson(origin),
  };
}

/** Returns the line on a page that says what made it, and from what. */
export function madeFrom({
  generator,
  tap,
  origin: { kind, commit, description },
}: {
  readonly generator: string;
  readonly tap: string;
  readonly origin: HistoryOrigin;
}): string {
  const isOfClone = kind === 'git' && commit !== undefined;
  return `Made by ${generator} from ${isOfClone ? `${tap} at ${commit.slice(0, 12)}` : description}.`;
}

/** Describes which bottles of a formula are shown. */
export function describeExtent({
  tap,
  extent,
  origin: { begins, description },
}: Pick<FormulaHistory, 'tap' | 'extent'> & { readonly origin: HistoryOrigin }): string {
  const since = begins === undefined ? '' : ` from ${begins.slice(0, 10)} on`;
  switch (extent) {
    case 'all':
      return `Every bottle in the history of ${tap}${since}`;
    case 'last':
      return `The last bottle of each system in the history of ${tap}${since}`;
    case 'registry':
      return `Every bottle in ${description}, of builds${since}`;
  }
}

/** Says where a history that was not read from a clone comes from, and what brings the rest. */
export async function describeRest(history: FormulaHistory): Promise<readonly string[]> {
  if (history.kind === 'git') return [];
  const { description, targets } = await history.origin();
  const sync = `brewpull sync${history.tap === CORE_TAP ? '' : ` --tap ${history.tap}`}`;
  switch (history.extent) {
    case 'all':
      return [`from ${description}`];
    case 'last': {
      const systems = targets === undefined ? '' : `, for ${targets.join(', ')}`;
      return [
        `from ${description}: the last bottle of each system${systems}`,
        `${sync} brings all versions, with the commits that brought and dropped them`,
      ];
    }
    case 'registry':
      return [
        `from ${description}, which does not say when a formula dropped a bottle, or by which commit`,
        `${sync} brings that`,
      ];
  }
}
