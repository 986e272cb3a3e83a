import type { BottleState } from '../../../core/bottle-span.ts';
import { FormulaUnreadableError } from '../../../core/errors.ts';
import { findNameInPath, listCorePaths } from '../../tap/formula-path.ts';
import type { LineEntry } from '../file/line-index.ts';
import type { PathChange } from '../file/path-change.ts';
import { blobAfter, blobBefore, blobOf, type Line, type TapView } from './tap-view.ts';

/** Where one formula's history begins, seen from the atlas's head backwards. */
export interface Origin {
  readonly name: string;
  readonly oldNames: readonly string[];
  readonly start: Stretch;
}

/** One path, from below a commit back. */
interface Stretch {
  readonly line: Line;
  /** Only changes before this count. */
  readonly below: number;
}

/** Says that the lines of a formula are not one line each; `walkFormula` can tell its history. */
export class TangledError extends Error {
  readonly entry: LineEntry;

  constructor(entry: LineEntry) {
    super(`the history of ${entry.path} is not one line`);
    this.name = 'TangledError';
    this.entry = entry;
  }
}

/**
 * Lists every state of a formula, newest first, by the rules of `walkFormula` in formula/history, from the lines of an atlas.
 * Throws {@link TangledError} where these cannot tell. A state reads its commit from the atlas when it is asked for it.
 */
export function* composeStates(
  view: TapView,
  origin: Origin,
): Generator<BottleState, void, undefined> {
  let stretch: Stretch | undefined = origin.start;
  while (stretch !== undefined) {
    const { line, below }: Stretch = stretch;
    if (line.entry.isTangled) throw new TangledError(line.entry);
    let added: PathChange | undefined;
    for (const [index, change] of line.changes.entries()) {
      if (change.seq >= below) continue;
      const before = blobOf(line.changes[index + 1]?.content);
      if (before === undefined && change.content.kind !== 'deleted') {
        added = change;
        break;
      }
      if (before !== blobOf(change.content)) yield toState(view, line.entry, change);
    }
    stretch = added === undefined ? undefined : yield* stepOver(view, origin, line, added);
  }
}

/** Tells of the commit that added a file, unless it only moved it, and finds where the history goes on. */
function* stepOver(
  view: TapView,
  origin: Origin,
  line: Line,
  added: PathChange,
): Generator<BottleState, Stretch | undefined, undefined> {
  const { seq, content } = added;
  const before = findPredecessor(view, origin, line, seq);
  const isMove =
    before?.entry.name === line.entry.name && blobBefore(before, seq) === blobOf(content);
  if (!isMove) yield toState(view, line.entry, added);
  if (before !== undefined) return { line: before, below: seq };
  const names = new Set([origin.name, ...origin.oldNames, line.entry.name]);
  // An older name that still has a file belongs to another formula by now.
  const free = [...names].filter((name) =>
    view.lines(name).every((each) => blobBefore(untangled(each), seq) === undefined),
  );
  return findLastRemoval(view, free, seq);
}

/** The rules of `findPredecessor` in formula/history. */
function findPredecessor(
  view: TapView,
  { oldNames }: Origin,
  line: Line,
  seq: number,
): Line | undefined {
  const isThere = (each: Line): boolean => blobBefore(untangled(each), seq) !== undefined;
  const same = view
    .lines(line.entry.name)
    .find((each) => each.entry.path !== line.entry.path && isThere(each));
  if (same !== undefined) return same;
  for (const old of oldNames) {
    const lines = view.lines(old);
    const before = lines.find(isThere);
    const isKept = lines.some((each) => blobAfter(each, seq) !== undefined);
    if (before !== undefined && !isKept) return before;
  }
  const moved = view.findMove(seq, line.entry.path);
  const name = moved === undefined ? undefined : findNameInPath(moved);
  if (name === undefined) return undefined;
  return view.lines(name).find((each) => each.entry.path === moved && isThere(each));
}

/** Finds the newest removal of a formula of one of these names before a commit: the rules of `findLastRemoval`. */
export function findLastRemoval(
  view: TapView,
  names: Iterable<string>,
  below: number,
): Stretch | undefined {
  let found: Stretch | undefined;
  for (const name of names) {
    const corePaths: readonly string[] = listCorePaths(name);
    for (const line of view.lines(name)) {
      if (view.tap.isSharded && !corePaths.includes(line.entry.path)) continue;
      const removal = untangled(line).changes.find(
        ({ seq, content }) => seq < below && content.kind === 'deleted',
      );
      if (removal === undefined || removal.seq < (found?.below ?? 0) - 1) continue;
      found = { line, below: removal.seq + 1 };
    }
  }
  return found;
}

function untangled(line: Line): Line {
  if (line.entry.isTangled) throw new TangledError(line.entry);
  return line;
}

/** The commit is looked up when it is asked for: of a whole tap's states only few of the commits are. */
function toState(view: TapView, { path, name }: LineEntry, change: PathChange): BottleState {
  const { seq, content } = change;
  switch (content.kind) {
    case 'deleted':
      return {
        get commit() {
          return view.commit(seq);
        },
        path,
        name,
        status: 'deleted',
      };
    case 'present':
      return {
        get commit() {
          return view.commit(seq);
        },
        path,
        name,
        status: 'present',
        formula: content.facts,
      };
    case 'link':
    case 'unreadable': {
      const commit = view.commit(seq);
      const [line, reason] =
        content.kind === 'link' ? [1, IS_LINK] : [content.line, content.reason];
      const error = new FormulaUnreadableError({ path, line, commit: commit.oid }, reason);
      return { commit, path, name, status: 'unreadable', error };
    }
  }
}

/** What the walk says of a formula file that is a symbolic link. */
const IS_LINK = 'it is a symbolic link';
