import { findNameInPath } from '../../../src/history/tap/formula-path.ts';
import { runGit } from './build-tap.ts';

/** One state in short. */
export interface NaiveState {
  readonly commit: string;
  readonly path: string;
  /** Undefined if the formula is gone. */
  readonly oid: string | undefined;
}

interface Snapshot {
  readonly oid: string;
  readonly parents: readonly string[];
  /** Path and blob of every formula file. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Says what a walk must say, the slow way: it looks at every commit of the line, and at the whole tree of each. At a merge the
 * line continues along the first parent that has the same file, or else the first parent. Renames come from `oldNames`, in one
 * commit or in two, and from files moved with their content if none of the names had an earlier file.
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
  const followed = new Set<string>();
  let at: Snapshot | undefined = head;
  let place = findByName(head, [formula.name]);
  // In a gap any of the names may be the one that comes next; those alive when it began belong to others.
  let wanted = names;
  // The end of a rename in two commits is not a state of its own.
  let isSilent = false;
  while (at !== undefined) {
    const here: Snapshot = at;
    const parent = parentOf(snapshots, here, place === undefined ? wanted : [place]);
    let before =
      parent === undefined ? undefined : stepBack(here, parent, place, wanted, formula.oldNames);
    if (place === undefined) {
      if (before !== undefined && !isSilent) {
        states.push({ commit: here.oid, path: before, oid: undefined });
      }
      if (before !== undefined) isSilent = false;
    } else {
      const oid = here.files.get(place);
      const name = findNameInPath(place) ?? '';
      const old =
        before === undefined && parent !== undefined
          ? formula.oldNames.find(
              (each) =>
                !followed.has(each) &&
                findByName(parent, [each]) !== undefined &&
                findByName(head, [each]) === undefined,
            )
          : undefined;
      const free =
        parent === undefined
          ? []
          : [...names, name].filter((each) => findByName(parent, [each]) === undefined);
      const isAddition = before === undefined && parent !== undefined && old === undefined;
      const hasEarlier = isAddition && endsInGap(snapshots, parent, free);
      if (isAddition && !hasEarlier) before = findMoved(here, parent, place);
      const isSame =
        before !== undefined &&
        parent?.files.get(before) === oid &&
        findNameInPath(before) === name;
      if (!isSame) states.push({ commit: here.oid, path: place, oid });
      wanted = free;
      if (old !== undefined) {
        followed.add(old);
        [at, place, wanted, isSilent] = [head, undefined, [old], true];
        continue;
      }
    }
    place = before;
    at = parent;
  }
  return states;
}

/** Returns whether one of some names had a file, going back from a commit that has none of them. */
function endsInGap(
  snapshots: ReadonlyMap<string, Snapshot>,
  from: Snapshot,
  names: readonly string[],
): boolean {
  for (let at: Snapshot | undefined = from; at !== undefined;) {
    if (findByName(at, names) !== undefined) return true;
    at = parentOf(snapshots, at, names);
  }
  return false;
}

/** Returns the parent along which the history of a path, or of the files of some names, continues. */
function parentOf(
  snapshots: ReadonlyMap<string, Snapshot>,
  here: Snapshot,
  pathsOrNames: readonly string[],
): Snapshot | undefined {
  const watched = pathsOrNames.flatMap((each) =>
    each.endsWith('.rb') ? [each] : pathsOf(snapshots, [each]),
  );
  const parents = here.parents.flatMap((oid) => snapshots.get(oid) ?? []);
  const same = parents.find((each) =>
    watched.every((file) => each.files.get(file) === here.files.get(file)),
  );
  return same ?? parents[0];
}

function findMoved(here: Snapshot, parent: Snapshot, place: string): string | undefined {
  const oid = here.files.get(place);
  const from = [...parent.files].find(([path, each]) => each === oid && !here.files.has(path))?.[0];
  const stem = (path: string): string => (findNameInPath(path) ?? '').split('@')[0] ?? '';
  return from !== undefined && stem(from) !== stem(place) ? from : undefined;
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
  return old === undefined ? undefined : findByName(parent, [old]);
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
        const [, content, file] = /^\d+ blob (\w+)\t(.*)$/.exec(each) ?? [];
        const isFormula = file !== undefined && findNameInPath(file) !== undefined;
        return isFormula && content !== undefined ? [[file, content] as const] : [];
      });
      return { oid, parents, files: new Map(files) };
    }),
  );
  return new Map(snapshots.map((each) => [each.oid, each]));
}
