import {
  array,
  assert,
  asyncProperty,
  constant,
  integer,
  jsonValue,
  oneof,
  string,
  type Arbitrary,
} from 'fast-check';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 120);

/** Checks a statement with new inputs until the time is up; the input of a failure is minimized and shown. */
export async function fuzz<Input>(
  inputs: Arbitrary<Input>,
  holds: (input: Input) => Promise<void> | void,
): Promise<number> {
  let count = 0;
  await assert(
    asyncProperty(inputs, async (input) => {
      count += 1;
      await holds(input);
    }),
    {
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: SECONDS * 1000,
      markInterruptAsFailure: false,
    },
  );
  return count;
}

/** What someone may put in place of a value. */
export const oddValues: Arbitrary<unknown> = oneof(
  jsonValue(),
  string({ unit: 'binary' }),
  constant('sha256:7'),
  constant('../../etc/passwd'),
  constant('\u001B[2J\u202Eevil'),
  constant(-1),
  constant(2 ** 53 + 2),
  constant([]),
  constant({}),
);

/** A change somewhere in a document: which of its values, and what replaces it; `undefined` removes it. */
export interface Change {
  readonly at: number;
  readonly value: unknown;
}

/** One to three changes. */
export const changes: Arbitrary<readonly Change[]> = array(
  integer({ min: 0, max: 1_000_000 }).chain((at) =>
    oneof(constant(undefined), oddValues).map((value) => ({ at, value })),
  ),
  { minLength: 1, maxLength: 3 },
);

/** Makes a document with some of its values changed. */
export function changed(document: unknown, some: readonly Change[]): unknown {
  return some.reduce((current, change) => changeOne(current, change), structuredClone(document));
}

function changeOne(document: unknown, { at, value }: Change): unknown {
  const places: { readonly holder: object; readonly key: string }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      places.push({ holder: node, key });
      visit(child);
    }
  };
  visit(document);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return value;
  if (value === undefined) Reflect.deleteProperty(place.holder, place.key);
  else Reflect.set(place.holder, place.key, value);
  return document;
}
