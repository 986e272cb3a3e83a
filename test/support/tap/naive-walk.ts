import { findNameInPath } from '../../../src/formula/tap/formula-path.ts';
import { runGit } from './build-tap.ts';

/** One state in short. */
export interface NaiveState {
  readonly commit: string;
  readonly path: string;
  /** Undefined when the formula is gone. */
  readonly blob: string | undefined;
}

interface Snapshot {
  readonly oid: string;
  readonly parents: readonly string[];
  /** Path and blob of every formula file. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Says what a walk must say, the slow way: every commit of the line is looked at, and the whole tree at each. At a merge the
 * line goes on along the first parent that has the same file, or else the first parent. Renames come from `oldNames` and
 * from files moved with their content.
 */
export async function naiveWalk(
  path: string,
  formula: { readonly name: string; readonly oldNames: readonly string[] },
): Promise<NaiveState[]> {
  const snapshots = await readSnapshots(path);
  const names = [formula.name, ...formula.oldNames];
  const head = snapshots.get((await runGit(path, ['rev-parse', 'HEAD'])).trim());
  if (head === undefined) return [];
  const states: NaiveState[] = [];
  let at: Snapshot | undefined = head;
  let place = findByName(head, [formula.name]);
  // In a gap any of the names may be the one that comes next; those alive when it began belong to others.
  let wanted = names;
  while (at !== undefined) {
    const watched: readonly string[] = place === undefined ? pathsOf(snapshots, wanted) : [place];
    const here: Snapshot = at;
    const parents: Snapshot[] = here.parents.flatMap((oid) => snapshots.get(oid) ?? []);
    const same = parents.find((each) =>
      watched.every((file) => each.files.get(file) === here.files.get(file)),
    );
    const parent: Snapshot | undefined = same ?? parents[0];
    const before =
      parent === undefined ? undefined : stepBack(here, parent, place, wanted, formula.oldNames);
    if (place !== undefined) {
      const blob = here.files.get(place);
      const isSame =
        before !== undefined &&
        parent?.files.get(before) === blob &&
        findNameInPath(before) === findNameInPath(place);
      if (!isSame) states.push({ commit: here.oid, path: place, blob });
      if (before === undefined && parent !== undefined) {
        const candidates = new Set([...names, findNameInPath(place) ?? '']);
        wanted = [...candidates].filter((name) => findByName(parent, [name]) === undefined);
      }
    } else if (before !== undefined) {
      states.push({ commit: here.oid, path: before, blob: undefined });
    }
    place = before;
    at = parent;
  }
  return states;
}

function stepBack(
  here: Snapshot,
  parent: Snapshot,
  place: string | undefined,
  wanted: readonly string[],
  oldNames: readonly string[],
): string | undefined {
  if (place === undefined) return findByName(parent, wanted);
  if (parent.files.has(place)) return place;
  const same = findByName(parent, [findNameInPath(place) ?? '']);
  if (same !== undefined) return same;
  const old = oldNames.find(
    (name) => findByName(parent, [name]) !== undefined && findByName(here, [name]) === undefined,
  );
  if (old !== undefined) return findByName(parent, [old]);
  const blob = here.files.get(place);
  return [...parent.files].find(([path, each]) => each === blob && !here.files.has(path))?.[0];
}

function findByName({ files }: Snapshot, names: readonly string[]): string | undefined {
  return [...files.keys()].find((path) => names.includes(findNameInPath(path) ?? ''));
}

function pathsOf(snapshots: ReadonlyMap<string, Snapshot>, names: readonly string[]): string[] {
  const all = [...snapshots.values()].flatMap(({ files }) => [...files.keys()]);
  return all.filter((path) => names.includes(findNameInPath(path) ?? ''));
}

async function readSnapshots(path: string): Promise<ReadonlyMap<string, Snapshot>> {
  const lines = (await runGit(path, ['rev-list', '--parents', 'HEAD'])).trim().split('\n');
  const snapshots = await Promise.all(
    lines.map(async (line): Promise<Snapshot> => {
      const [oid = '', ...parents] = line.split(' ');
      const listing = await runGit(path, ['ls-tree', '-r', '-z', oid]);
      const files = listing.split('\0').flatMap((each) => {
        const [, blob, file] = /^\d+ blob (\w+)\t(.*)$/.exec(each) ?? [];
        const isFormula = file !== undefined && findNameInPath(file) !== undefined;
        return isFormula && blob !== undefined ? [[file, blob] as const] : [];
      });
      return { oid, parents, files: new Map(files) };
    }),
  );
  return new Map(snapshots.map((each) => [each.oid, each]));
}
