import type {
  BottleSpan,
  BottleState,
  LatestBottle,
  SpanEnd,
  SpanStart,
} from '../../core/bottle-span.ts';
import {
  traceRuns,
  type BottleRun,
  type PresentState,
  type ReadableState,
} from './answer/trace-runs.ts';

/**
 * Lists every bottle that ever was, newest first, from the states of one formula, which are given newest first.
 * A bottle that goes and comes back is two spans. Choosing among these for a target is the same as `PairingWalk`.
 */
export function listSpans(states: Iterable<BottleState>): BottleSpan[] {
  return traceRuns(states).map(toSpan);
}

/** Lists, in short, the last bottle of every tag: these alone can be chosen for a target. */
export function listLatest(states: Iterable<BottleState>): LatestBottle[] {
  const runs = traceRuns(states);
  const youngest = new Map<string, number>();
  for (const { entry, age } of runs) {
    // Runs come in the order of their age.
    if (!youngest.has(entry.tag)) youngest.set(entry.tag, age);
  }
  return runs
    .filter(({ entry, age }) => youngest.get(entry.tag) === age)
    .map(({ entry, age, position, introduced, dropped, unsure }) => ({
      tag: entry.tag,
      version: introduced.formula.version,
      revision: introduced.formula.revision,
      rebuild: introduced.formula.bottle?.rebuild ?? 0,
      age,
      position,
      introduced: introduced.commit.date,
      dropped: dropped?.commit.date,
      isUnsure: unsure !== undefined,
    }));
}

function toSpan({ entry, introduced, dropped, unsure, age, position }: BottleRun): BottleSpan {
  const { tag, algorithm, checksum, cellar } = entry;
  return {
    tag,
    algorithm,
    checksum,
    cellar,
    introduced: toStart(introduced),
    dropped: dropped === undefined ? undefined : toEnd(dropped),
    unsure,
    age,
    position,
  };
}

function toStart({ commit: { oid, date }, path, name, formula }: PresentState): SpanStart {
  const { version, revision, otherVersions, bottle } = formula;
  return {
    commit: { oid, date },
    path,
    name,
    version,
    revision,
    otherVersions,
    rebuild: bottle?.rebuild ?? 0,
    rootUrl: bottle?.rootUrl,
  };
}

function toEnd(state: ReadableState): SpanEnd {
  const { oid, date } = state.commit;
  const place = { commit: { oid, date }, path: state.path, name: state.name };
  if (state.status === 'deleted') return { ...place, version: undefined, revision: 0 };
  return { ...place, version: state.formula.version, revision: state.formula.revision };
}
