import type { AnsweredName } from '../answers.ts';
import type { ComparedPair } from './compare-formula.ts';

/** Compares where the names of a file lead with where those of a clone do; gives those that differ, in their order. */
export function compareNames(
  file: Iterable<AnsweredName>,
  clone: Iterable<AnsweredName>,
): readonly ComparedPair[] {
  const inClone = new Map(Array.from(clone, (name) => [name.name, describe(name)]));
  const inFile = new Map(Array.from(file, (name) => [name.name, describe(name)]));
  const names = [...new Set([...inFile.keys(), ...inClone.keys()])].toSorted();
  return names.flatMap((name) => {
    const [said, found] = [inFile.get(name), inClone.get(name)];
    if (said === found) return [];
    const differences = [{ field: 'leads to', file: said, clone: found }];
    return [{ formula: name, bottleTag: undefined, status: statusOf(said, found), differences }];
  });
}

function statusOf(said: string | undefined, found: string | undefined): ComparedPair['status'] {
  if (said === undefined) return 'not-in-file';
  return found === undefined ? 'not-in-clone' : 'differs';
}

function describe({ formula, via, former }: AnsweredName): string {
  const today = formula === undefined ? 'no formula' : `${formula} (${via})`;
  return former === undefined ? today : `${today}, before that ${former}`;
}
