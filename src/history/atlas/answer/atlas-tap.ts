import type { BottleState } from '../../state/bottle-span.ts';
import { oidOf, toState } from '../../state/file-content.ts';
import { listStates, type Origin } from '../../rules/list-states.ts';
import type { AliasMeaning, Change, Spot, Tap } from '../../rules/tap.ts';
import { findNameInPath, listCorePaths } from '../../tap/formula-path.ts';
import type { PathChange } from '../file/path-change.ts';
import type { TapRecord } from '../file/tap-record.ts';
import { oidAfter, oidBefore, type Line, type TapView } from './tap-view.ts';

/** A path in an atlas, from one commit back. */
export interface AtlasSpot extends Spot {
  readonly line: Line;
  /** Only changes with a lower `seq` count. */
  readonly below: number;
}

/** A change of a formula file as an atlas keeps it. */
export interface AtlasChange extends Change, PathChange {
  readonly line: Line;
}

/** Thrown if the changes of a path do not form one line: only a walk through the clone can find its history. */
export class TangledError extends Error {}

/**
 * The history of a tap as an atlas keeps it. Following a line that is tangled throws {@link TangledError}. A state looks up its
 * commit on demand: of all the states of a tap, only few need theirs.
 */
export class AtlasTap implements Tap<AtlasSpot, AtlasChange> {
  readonly #view: TapView;

  constructor(view: TapView) {
    this.#view = view;
  }

  get naming(): TapRecord {
    return this.#view.tap;
  }

  findAtHead(name: string): Promise<(AtlasSpot & { readonly isLink: boolean }) | undefined> {
    return settle(() => {
      const entry = this.#view.findAtHead(name);
      if (entry === undefined) return undefined;
      const line = this.#lines(name).find((each) => each.entry.path === entry.path);
      return line && toSpotAtHead(line);
    });
  }

  findTarget(alias: string): Promise<string | undefined> {
    return settle(() => {
      const path = this.#view.findAtHead(alias)?.path;
      if (path === undefined) return this.#view.tap.aliases.get(alias);
      const line = this.#view.lines(alias).find((each) => each.entry.path === path);
      const content = line?.changes[0]?.content;
      return content?.kind === 'link' ? content.target : undefined;
    });
  }

  listMeanings(alias: string): Promise<readonly AliasMeaning[]> {
    return settle(() => this.#view.tap.meanings.get(alias) ?? []);
  }

  *changes({ line, below }: AtlasSpot): Generator<AtlasChange, void, undefined> {
    const { path, name } = untangled(line).entry;
    for (const [index, change] of line.changes.entries()) {
      const { seq, content } = change;
      if (seq >= below) continue;
      const before = oidOf(line.changes[index + 1]?.content);
      const after = oidOf(content);
      yield { line, path, name, seq, content, before, after };
      if (before === undefined && after !== undefined) return;
    }
  }

  findBefore(change: AtlasChange, name: string): Promise<AtlasSpot | undefined> {
    return settle(() => this.#findBefore(change.seq, this.#lines(name)));
  }

  isThereAfter({ seq }: AtlasChange, name: string): Promise<boolean> {
    return settle(() => this.#lines(name).some((each) => oidAfter(each, seq) !== undefined));
  }

  findMoved({ seq, path }: AtlasChange): Promise<AtlasSpot | undefined> {
    return settle(() => {
      const moved = this.#view.findMove(seq, path);
      const name = moved === undefined ? undefined : findNameInPath(moved);
      if (name === undefined) return undefined;
      const lines = this.#view.lines(name).filter((each) => each.entry.path === moved);
      return this.#findBefore(seq, lines);
    });
  }

  findLastRemoval(
    names: readonly string[],
    before: AtlasChange | undefined,
  ): Promise<AtlasSpot | undefined> {
    return settle(() => {
      const below = before?.seq ?? Infinity;
      let found: AtlasSpot | undefined;
      for (const name of names) {
        const corePaths: readonly string[] = listCorePaths(name);
        for (const line of this.#view.lines(name)) {
          if (this.#view.tap.isSharded && !corePaths.includes(line.entry.path)) continue;
          const removal = untangled(line).changes.find(
            ({ seq, content }) => seq < below && content.kind === 'deleted',
          );
          if (removal === undefined || removal.seq < (found?.below ?? 0) - 1) continue;
          found = toSpot(line, removal.seq + 1, undefined);
        }
      }
      return found;
    });
  }

  /** Lists every state of a formula; see {@link listStates}. */
  async states(origin: Origin<AtlasSpot>): Promise<BottleState[]> {
    const states: BottleState[] = [];
    const found = listStates(this, origin, (change) => this.#read(change));
    for await (const state of found) states.push(state);
    return states;
  }

  #read({ path, name, seq, content }: AtlasChange): BottleState {
    const view = this.#view;
    const place = {
      get commit() {
        return view.commit(seq);
      },
      path,
      name,
    };
    return toState(place, content);
  }

  requireBefore(): void {
    // An atlas is only made from a history that is whole.
  }

  #findBefore(seq: number, lines: readonly Line[]): AtlasSpot | undefined {
    for (const line of lines) {
      const oid = oidBefore(untangled(line), seq);
      if (oid !== undefined) return toSpot(line, seq, oid);
    }
    return undefined;
  }

  /** Lists the lines of a name, the longest path first, as brew prefers it. */
  #lines(name: string): readonly Line[] {
    const lines = this.#view.lines(name);
    if (lines.length < 2) return lines;
    return lines.toSorted((a, b) => b.entry.path.length - a.entry.path.length);
  }
}

/** Wraps a lookup in memory in the promise that {@link Tap} asks for. */
async function settle<Value>(look: () => Value): Promise<Value> {
  return look();
}

function untangled(line: Line): Line {
  const { path, isTangled } = line.entry;
  if (isTangled) throw new TangledError(`the history of ${path} is not one line`);
  return line;
}

/** Reads the line only when the oid is asked for, which is rare. */
function toSpotAtHead(line: Line): AtlasSpot & { readonly isLink: boolean } {
  const { path, name, atHead } = line.entry;
  return {
    path,
    name,
    line,
    below: Infinity,
    isLink: atHead === 'link',
    get oid() {
      return oidOf(line.changes[0]?.content);
    },
  };
}

function toSpot(line: Line, below: number, oid: string | undefined): AtlasSpot {
  const { path, name } = line.entry;
  return { path, name, oid, line, below };
}
