import { FormulaUnreadableError } from '../../src/core/errors.ts';
import type { FormulaState } from '../../src/history/state/formula-state.ts';
import type { HistoryState } from '../../src/history/state/history-state.ts';

/**
 * One state in short: `1.0_1 big_sur=a all=b`, `deleted`, `unreadable` if anything may be in it, or `? big_sur=a` if only the
 * bottles can be read.
 */
export type StateText = string;

/** Builds states newest first from their short texts, which are given oldest first; commit `n` is the nth of these. */
export function historyStates(oldestFirst: readonly StateText[]): HistoryState[] {
  return oldestFirst.map((text, index) => historyState(text, index)).toReversed();
}

/** Makes a sha256 from a letter or word, so that tests read well. */
export function checksum(seed: string): string {
  return Buffer.from(seed).toString('hex').padEnd(64, '0').slice(0, 64);
}

/** Builds the part of a formula that matters to pairing. */
function formulaState(text: string): FormulaState {
  const [pkgVersion = '', ...words] = text.split(' ');
  const [version = '', revision = '0'] = pkgVersion.split('_');
  const entries = words.map((word) => {
    const [bottleTag = '', seed = ''] = word.split('=');
    return { bottleTag, algorithm: 'sha256', checksum: checksum(seed), cellar: undefined } as const;
  });
  return {
    version,
    revision: Number(revision),
    otherVersions: [],
    bottle: entries.length === 0 ? undefined : { rebuild: 0, rootUrl: undefined, entries },
    dependencies: [],
    conflicts: [],
    deprecated: undefined,
    disabled: undefined,
  };
}

function historyState(text: StateText, index: number): HistoryState {
  const oid = String(index).padStart(40, '0');
  const date = new Date(Date.UTC(2023, 0, 1, index)).toISOString().replace('.000Z', 'Z');
  const common = {
    commit: { oid, date, subject: text },
    path: 'Formula/f/foo.rb',
    name: 'foo',
  };
  if (text === 'deleted') return { ...common, status: 'deleted' };
  const file = String(index).padStart(40, 'b');
  if (text === 'unreadable' || text.startsWith('?')) {
    const error = new FormulaUnreadableError(
      { path: common.path, line: 1, commit: oid },
      'not Ruby',
    );
    const mentions = text === 'unreadable' ? undefined : (formulaState(text).bottle?.entries ?? []);
    return { ...common, status: 'unreadable', oid: file, error, mentions };
  }
  return { ...common, status: 'present', oid: file, formula: formulaState(text) };
}
