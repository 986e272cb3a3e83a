import type { AnsweredName } from '../answers.ts';
import type { Contradiction } from './compare-formula.ts';

/** Compares where names lead in a file and in a clone; returns those that differ, in order. */
export function compareNames(
  file: Iterable<AnsweredName>,
  clone: Iterable<AnsweredName>,
  { isWhole }: { readonly isWhole: boolean },
): readonly Contradiction[] {
  const read = (names: Iterable<AnsweredName>): ReadonlyMap<string, string> =>
    new Map(Array.from(names, (name) => [name.name, describe(name, isWhole)]));
  return compareTexts('leads-to', read(file), read(clone));
}

/** Compares what a file and a clone say about each name; returns those that differ, in order. */
export function compareTexts(
  field: string,
  inFile: ReadonlyMap<string, string>,
  inClone: ReadonlyMap<string, string>,
): readonly Contradiction[] {
  const names = [...new Set([...inFile.keys(), ...inClone.keys()])].toSorted();
  return names.flatMap((name) => {
    const [said, found] = [inFile.get(name), inClone.get(name)];
    if (said === found) return [];
    const differences = [{ field, file: said, clone: found }];
    return [{ formula: name, bottleTag: undefined, status: statusOf(said, found), differences }];
  });
}

function statusOf(said: string | undefined, found: string | undefined): Contradiction['status'] {
  if (said === undefined) return 'not-in-file';
  return found === undefined ? 'not-in-clone' : 'differs';
}

/** What a name meant earlier depends on where history begins. */
function describe({ formula, via, former, eras }: AnsweredName, isWhole: boolean): string {
  const today = formula === undefined ? 'no formula' : `${formula} (${via})`;
  const before = former === undefined ? today : `${today}, before that ${former}`;
  if (!isWhole) return before;
  const times = eras.map((era) => `${era.formula} from ${era.from} until ${era.until ?? 'now'}`);
  return [before, ...times].join('; ');
}
