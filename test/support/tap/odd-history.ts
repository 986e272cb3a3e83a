import type { TapCommit } from './fast-import.ts';
import { formulaText } from './formula-text.ts';

/** Ways in which real histories are more than a line. */
export const ODD_SHAPES = [
  /** A branch that is merged after others were. */
  'merge',
  /** A merge of three branches at once. */
  'octopus',
  /** Two branches that were merged into each other before they met. */
  'criss-cross',
  /** A branch and its merge whose clocks were three years behind. */
  'skew',
  /** A history of its own, from another root, that is merged. */
  'second-root',
  /** A merge that was reverted, and the revert reverted. */
  'reverted-merge',
] as const;

/** A name of {@link ODD_SHAPES}. */
type OddShape = (typeof ODD_SHAPES)[number];

/** What an odd history does at one place. */
export interface OddStep {
  readonly shape: OddShape;
  /** Which of the places where a shape fits is taken, modulo their number. */
  readonly after: number;
}

type Files = Readonly<Record<string, string>>;

const SKEW_SECONDS = 3 * 365 * 86_400;
const FIRST_SECONDS = Date.parse('2023-01-01T00:00:00Z') / 1000;

/**
 * Puts odd shapes into a list of commits, where a commit follows the one before it. `filesOf` returns the nth version of a
 * shape's files; two branches of a shape write the same files with different contents, and its merges take one of them.
 */
export function withOddShapes(
  commits: readonly TapCommit[],
  steps: readonly OddStep[],
  filesOf: (version: number) => Files = oddFormula,
): TapCommit[] {
  const places = commits.flatMap((_, index) =>
    index > 0 && commits[index + 1]?.parents === undefined ? [index] : [],
  );
  const shapes = new Map<number, OddShape[]>();
  for (const { shape, after } of steps) {
    const place = places[after % Math.max(1, places.length)];
    if (place !== undefined) shapes.set(place, [...(shapes.get(place) ?? []), shape]);
  }
  const all: TapCommit[] = [];
  let seconds = FIRST_SECONDS - 60;
  let version = 0;
  const push = (commit: TapCommit, skew = 0): void => {
    seconds = commit.date === undefined ? seconds + 60 : Date.parse(commit.date) / 1000;
    all.push({ ...commit, date: new Date((seconds - skew) * 1000).toISOString() });
  };
  for (const [index, commit] of commits.entries()) {
    push(commit);
    for (const shape of shapes.get(index) ?? []) {
      const base = nameOf(all.at(-1));
      const versions = Array.from({ length: 4 }, () => filesOf((version += 1)));
      const skew = shape === 'skew' ? SKEW_SECONDS : 0;
      for (const each of draw(shape, `odd ${index}.${version}`, base, versions)) push(each, skew);
    }
  }
  return all;
}

/** Draws one shape, from the commit `base` on; its last commit is where history continues. */
function draw(
  shape: OddShape,
  id: string,
  base: string,
  [one = {}, two = {}, three = {}, four = {}]: readonly Files[],
): TapCommit[] {
  const [a, b, c, d] = [`${id}: a`, `${id}: b`, `${id}: c`, `${id}: d`];
  const end = `${id}: ${shape}`;
  const on = (subject: string, parents: readonly string[], write: Files): TapCommit => ({
    subject,
    parents,
    write,
  });
  switch (shape) {
    case 'merge':
    case 'skew':
      return [on(a, [base], one), on(b, [base], two), on(end, [b, a], one)];
    case 'octopus':
      return [
        on(a, [base], one),
        on(b, [base], two),
        on(c, [base], three),
        on(end, [a, b, c], two),
      ];
    case 'criss-cross':
      return [
        on(a, [base], one),
        on(b, [base], two),
        on(c, [a, b], one),
        on(d, [b, a], two),
        on(end, [c, d], two),
      ];
    case 'second-root':
      return [on(a, [], one), on(b, [a], two), on(end, [base, b], two)];
    case 'reverted-merge':
      return [
        // The state to revert to must be known.
        on(a, [base], four),
        on(b, [a], one),
        on(c, [a, b], one),
        on(d, [c], four),
        on(end, [d], one),
      ];
  }
}

function nameOf(commit: TapCommit | undefined): string {
  return commit?.id ?? commit?.subject ?? '';
}

function oddFormula(version: number): Files {
  return { 'Formula/o/odd.rb': formulaText({ name: 'odd', version: `1.${version}` }) };
}

/** One commit of a history without any order: how far back its parents are, which file it writes, and when. */
export interface GraphRow {
  /** Counted back from the previous commit; none make a root. */
  readonly parents: readonly number[];
  readonly file: number;
  /** A small number of texts, so that old ones come back. */
  readonly text: number;
  readonly day: number;
}

/** Makes any history at all: merges of anything with anything, several roots, clocks that say what they like. */
export function graphHistory(rows: readonly GraphRow[]): TapCommit[] {
  const open = new Set<string>();
  const commits = rows.map(({ parents, file, text, day }, index): TapCommit => {
    const found = index === 0 ? [] : parents.map((back) => `c${index - 1 - (back % index)}`);
    const own = [...new Set(found)];
    for (const parent of own) open.delete(parent);
    open.add(`c${index}`);
    const path = `Formula/f/f${file % 5}.rb`;
    const date = new Date(Date.UTC(2023, 0, 1 + day)).toISOString();
    return { subject: `c${index}`, parents: own, date, write: { [path]: `# ${text % 4}\n` } };
  });
  const end = { subject: 'end', date: '2023-06-01T00:00:00Z', write: { 'README.md': 'End.' } };
  return [...commits, { ...end, parents: [...open].toReversed() }];
}

/** For {@link withOddShapes}: two branches of a shape write a formula that the steps of a random tap change as well. */
export function oddFoo(version: number): Record<string, string> {
  return {
    [version % 3 === 0 ? 'Formula/foo.rb' : 'Formula/f/foo.rb']: formulaText({
      name: 'foo',
      version: `0.${version}`,
      bottle: { entries: { big_sur: String(version % 4).padStart(64, 'e') } },
    }),
  };
}
