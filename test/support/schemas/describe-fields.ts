import type { JsonSchema } from '@valibot/to-json-schema';

import { mapObjects } from './map-objects.ts';
import { readPage } from './page-fields.ts';

/** The headings in the page for what several answers have in common, by the names in `$defs`. */
const PARTS: Readonly<Record<string, string>> = {
  Target: 'Target',
  Source: 'Source',
  SkippedEntry: 'Skipped entry',
  Error: 'Error',
};

/** Returns the heading of an answer: `history --vulns` for `history-vulns`. */
function headingOf(name: string): string | undefined {
  const page = readPage();
  return [name, name.replace('-', ' '), name.replace('-', ' --')].find((each) => page.has(each));
}

/** Receives each field of a schema that the page describes, and under which heading. */
type OnDescribed = (heading: string, field: string) => void;

/** Puts what the page says about the fields into the schema of an answer. */
export function describeFields(
  schema: JsonSchema,
  name: string,
  onDescribed: OnDescribed = () => undefined,
): JsonSchema {
  const page = readPage();
  const heading = headingOf(name);
  const inside = [...page.keys()].filter((each) => each.startsWith(`${heading}: `));
  return mapObjects(schema, (object, property) => {
    const found =
      property === undefined
        ? heading
        : (PARTS[property] ??
          inside.find((each) => isAbout(each.split(': ')[1] ?? '', object, property)));
    const meanings = found === undefined ? undefined : page.get(found);
    if (found === undefined || meanings === undefined) return object;
    const described = Object.entries(object.properties ?? {}).map(([field, each]) => {
      const description = meanings.get(field);
      if (description === undefined || typeof each === 'boolean') return [field, each];
      onDescribed(found, field);
      return [field, { description, ...each }];
    });
    return { ...object, properties: Object.fromEntries(described) };
  });
}

/** Returns whether a word in a heading means an object: by its `status`, or by the field that has one or a list of them. */
function isAbout(word: string, { properties }: JsonSchema, property: string): boolean {
  const status = properties?.['status'];
  const statuses = typeof status === 'object' ? [status.const, ...(status.enum ?? [])] : [];
  return statuses.includes(word) || property === word || property === `${word}s`;
}

/** Lists the fields on the page that no schema of these answers has, each with its heading. */
export function unusedFields(schemas: ReadonlyMap<string, JsonSchema>): readonly string[] {
  const used = new Set<string>();
  for (const [name, schema] of schemas) {
    describeFields(schema, name, (heading, field) => used.add(`${heading}: ${field}`));
  }
  const headings = new Set([...schemas.keys()].map(headingOf));
  const listed = [...readPage()].flatMap(([heading, fields]) => {
    const isOurs = headings.has(heading.split(': ')[0]) || Object.values(PARTS).includes(heading);
    return isOurs ? [...fields.keys()].map((field) => `${heading}: ${field}`) : [];
  });
  return listed.filter((field) => !used.has(field));
}
