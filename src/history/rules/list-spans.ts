import type {
  BottleSpan,
  BottleState,
  LatestBottle,
  LatestDoubt,
  OpenDoubt,
  SpanEnd,
  SpanStart,
  TracedBottles,
} from '../state/bottle-span.ts';
import { type BottleRun, type PresentState, type ReadableState, RunTracer } from './run-tracer.ts';

/** Lists every bottle that a formula ever had, newest first, from its states, which are given newest first. */
export function traceBottles(states: Iterable<BottleState>): TracedBottles {
  return listBottles(trace(states));
}

/** Lists the last bottle for every bottle tag, and what is left open; the commits of all others are not looked up. */
export function traceLastBottles(states: Iterable<BottleState>): TracedBottles {
  const { runs, blanks } = trace(states);
  const introduced = runs.filter((run) => run.introduced !== undefined);
  const last = keepYoungest(
    introduced.map((run) => ({ run, bottleTag: run.entry.bottleTag, age: run.age })),
  );
  const open = runs.filter((run) => run.introduced === undefined);
  return listBottles({ runs: [...last.map(({ run }) => run), ...open], blanks });
}

function trace(states: Iterable<BottleState>): RunTracer {
  const tracer = new RunTracer();
  for (const state of states) tracer.feed(state);
  return tracer;
}

/** Lists what a tracer has found so far. */
export function listBottles({ runs, blanks }: Pick<RunTracer, 'runs' | 'blanks'>): TracedBottles {
  const spans: BottleSpan[] = [];
  const doubts: OpenDoubt[] = blanks.map(({ age, error }) => ({
    bottleTag: undefined,
    age,
    position: 0,
    error,
  }));
  for (const run of runs) {
    const { introduced, unsure, entry, age, position } = run;
    if (introduced !== undefined) spans.push(toSpan(run, introduced));
    else if (unsure !== undefined)
      doubts.push({ bottleTag: entry.bottleTag, age, position, error: unsure });
  }
  return { spans, doubts: doubts.toSorted((a, b) => a.age - b.age || a.position - b.position) };
}

/** Lists, in short, the last bottle and the last doubt for every bottle tag: only these can be chosen for a target. */
export function listLatest(states: Iterable<BottleState>): {
  readonly bottles: readonly LatestBottle[];
  readonly doubts: readonly LatestDoubt[];
} {
  const { runs, blanks } = trace(states);
  const bottles = runs.flatMap(({ entry: { bottleTag }, introduced, ...run }) =>
    introduced === undefined ? [] : [{ ...run, bottleTag, introduced }],
  );
  const doubts = [
    ...blanks.map(({ age }) => ({ bottleTag: undefined, age, position: 0 })),
    ...runs.flatMap(({ entry: { bottleTag }, introduced, age, position }) =>
      introduced === undefined ? [{ bottleTag, age, position }] : [],
    ),
  ];
  return {
    bottles: keepYoungest(bottles).map(
      ({ bottleTag, age, position, introduced, dropped, unsure }) => ({
        bottleTag,
        version: introduced.formula.version,
        revision: introduced.formula.revision,
        rebuild: introduced.formula.bottle?.rebuild ?? 0,
        age,
        position,
        introduced: introduced.commit.date,
        dropped: dropped?.commit.date,
        isUnsure: unsure !== undefined,
      }),
    ),
    doubts: keepYoungest(doubts),
  };
}

/** Keeps the youngest for each bottle tag; one state may have several. */
export function keepYoungest<
  Each extends { readonly bottleTag: string | undefined; readonly age: number },
>(all: readonly Each[]): Each[] {
  const youngest = new Map<string | undefined, number>();
  // They come in order of age.
  for (const { bottleTag, age } of all) if (!youngest.has(bottleTag)) youngest.set(bottleTag, age);
  return all.filter(({ bottleTag, age }) => youngest.get(bottleTag) === age);
}

function toSpan(
  { entry, dropped, unsure, age, position }: BottleRun,
  introduced: PresentState,
): BottleSpan {
  const { bottleTag, algorithm, checksum, cellar } = entry;
  return {
    bottleTag,
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
  const place = { commit: { oid, date }, path: state.path };
  if (state.status === 'deleted') return { ...place, version: undefined, revision: 0 };
  const { version, revision } = state.formula;
  return { ...place, version, revision };
}
