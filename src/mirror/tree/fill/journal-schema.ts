import * as v from 'valibot';
import { Count, DigestText } from '../../../json/field-schema.ts';
import { parseJsonIfAny } from '../../../json/parse-schema.ts';
import { isRepositoryName } from '../../../registry/address.ts';
import { BottleSchema } from '../file/mirror-schema.ts';
import { treePathFault } from '../file/tree-path.ts';

const LineSchema = v.variant('kind', [
  /** The digest that a registry gave for a reference in this run; the tree has the bytes under that digest. */
  v.object({
    kind: v.literal('document'),
    repository: v.pipe(v.string(), v.check(isRepositoryName, 'not a repository')),
    reference: v.string(),
    digest: DigestText,
  }),
  /** A bottle that is completely in the tree. */
  v.object({
    kind: v.literal('bottle'),
    target: v.string(),
    status: v.picklist(['new', 'kept', 'republished', 'gone']),
    fetchedBytes: Count,
    bottle: BottleSchema,
  }),
  /** Files of the earlier mirror are being overwritten; `replaced` are to be removed when that is done. */
  v.object({
    kind: v.literal('finishing'),
    replaced: v.array(
      v.pipe(
        v.string(),
        v.check((path) => treePathFault(path) === undefined, 'not a path'),
      ),
    ),
  }),
]);

/** One line of a run's journal. */
export type JournalLine = v.InferOutput<typeof LineSchema>;

/** Parses a line; undefined if it was cut off or is anything else. */
export function parseJournalLine(text: string): JournalLine | undefined {
  return parseJsonIfAny(LineSchema, text);
}
