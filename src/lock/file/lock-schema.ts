import * as v from 'valibot';

import { keyOf } from '../../core/formula-key.ts';
import { Count, DigestText, HexText, SizeNumber } from '../../json/field-schema.ts';
import { parseJson } from '../../json/parse-schema.ts';
import type { Lock, LockedBottle, LockedBrew } from './lock.ts';
import { hasOwnName, hasOwnUrl, holdsOnlyUsable, textFault } from './recorded-values.ts';

/** A formula's name, which becomes part of a file name. */
const Name = v.pipe(v.string(), v.regex(/^[\w+@][\w+\-.@]*$/));
/** A name in the same tap, or `user/tap/name`; never becomes a path. */
const DependencyName = v.pipe(v.string(), v.regex(/^[\w+@][\w+\-.@/]*$/));
const Tag = v.pipe(v.string(), v.regex(/^\w+$/));
const HttpUrl = v.pipe(v.string(), v.regex(/^https?:\/\/[^\s@]+$/));
const Text = v.pipe(v.string(), v.regex(/^[^\p{Cc}]{1,500}$/u));
/** The longest formula in homebrew/core has about 100,000 characters. */
const MAX_FORMULA_LENGTH = 1_000_000;
const Oid = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));

function optional<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.optional(v.nullable(schema)),
    v.transform((value) => value ?? undefined),
  );
}

/** The fields of a bottle, in the order in which a lock writes them. */
const BottleFields = v.object({
  formula: Name,
  nameThen: Name,
  tap: v.pipe(v.string(), v.regex(/^\w[\w-]*\/\w[\w-]*$/)),
  pkgVersion: v.pipe(v.string(), v.regex(/^[\w+][\w+\-.,~#:@]*$/)),
  rebuild: Count,
  bottleTag: Tag,
  reference: optional(v.pipe(v.string(), v.regex(/^\w[\w.-]{0,127}$/))),
  fileName: v.string(),
  sha256: HexText,
  sizeBytes: SizeNumber,
  cellar: optional(Text),
  rootUrl: HttpUrl,
  url: HttpUrl,
  indexDigest: optional(DigestText),
  manifestDigest: optional(DigestText),
  commit: optional(Oid),
  date: optional(Text),
  path: optional(Text),
  formulaBlob: optional(Oid),
  isRequested: v.boolean(),
  wanted: optional(v.pipe(v.string(), v.regex(/^[\w+][\w+\-.,~#:@]{0,200}$/))),
  dependencies: optional(v.array(DependencyName)),
  mentioned: optional(v.array(Text)),
  formulaText: optional(v.pipe(v.string(), v.maxLength(MAX_FORMULA_LENGTH))),
});

const BottleSchema = v.pipe(
  BottleFields,
  v.check((bottle) => hasOwnName(bottle), 'a file name that does not match its other fields'),
  v.check((bottle) => hasOwnUrl(bottle), 'a URL that does not end in the digest of the bottle'),
  v.check(
    (bottle) => textFault(bottle) === undefined,
    ({ input }) => textFault(input) ?? '',
  ),
);

const BrewSchema = v.object({
  tag: v.pipe(v.string(), v.regex(/^\d[\w.-]{0,60}$/)),
  date: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)),
  commit: Oid,
  tree: Oid,
  sha256: HexText,
  sizeBytes: SizeNumber,
  needsTools: v.boolean(),
  ruby: v.object({
    version: v.pipe(v.string(), v.regex(/^\d[\w.-]{0,60}$/)),
    bottleTag: Tag,
    repository: v.pipe(v.string(), v.regex(/^[\w-]+(?:\/[\w-]+)*$/)),
    sha256: HexText,
    sizeBytes: SizeNumber,
  }),
});

const TargetSchema = v.pipe(
  v.object({
    bottleTag: Tag,
    commit: optional(Oid),
    date: optional(Text),
    bottles: v.pipe(
      v.array(BottleSchema),
      v.check(
        (bottles) => new Set(bottles.map(keyOf)).size === bottles.length,
        'two bottles of one formula',
      ),
    ),
    brew: optional(BrewSchema),
  }),
  v.check((target) => holdsOnlyUsable(target), 'a bottle that this target cannot use'),
);

/** The JSON form of a lock. */
export const LockSchema = v.object({
  schemaVersion: v.literal(1),
  targets: v.pipe(
    v.array(TargetSchema),
    v.check(
      (targets) => new Set(targets.map(({ bottleTag }) => bottleTag)).size === targets.length,
      'one target twice',
    ),
  ),
});

/**
 * Parses a lock. Fields that record the same fact must agree: the text of a formula and its git object id, names and URL.
 * Throws `InvalidFileError` that names the place; `what` is its file.
 */
export function parseLock(bytes: Uint8Array, what: string): Lock {
  return parseJson(LockSchema, bytes, {
    what: `the lock ${what}`,
    hint: 'Restore it, or make it again with --lock FILE.',
  });
}

/** Formats a lock; the same choice always gives the same text. */
export function formatLock(lock: Lock): string {
  const document = {
    schemaVersion: lock.schemaVersion,
    targets: lock.targets.map(({ bottleTag, commit, date, bottles, brew }) => ({
      bottleTag,
      commit: commit ?? null,
      date: date ?? null,
      bottles: bottles.map(inOrder),
      // Left out if there is none, so that locks without it do not change.
      ...(brew === undefined ? {} : { brew: brewInOrder(brew) }),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function brewInOrder({ ruby, ...brew }: LockedBrew): object {
  const { tag, date, commit, tree, sha256, sizeBytes, needsTools } = brew;
  const { version, bottleTag, repository } = ruby;
  return {
    tag,
    date,
    commit,
    tree,
    sha256,
    sizeBytes,
    needsTools,
    ruby: { version, bottleTag, repository, sha256: ruby.sha256, sizeBytes: ruby.sizeBytes },
  };
}

function inOrder(bottle: LockedBottle): object {
  const values = new Map<string, unknown>(Object.entries(bottle));
  const names = Object.keys(BottleFields.entries);
  // Left out if there is none, so that locks without it do not change.
  const written = names.filter((name) => name !== 'wanted' || bottle.wanted !== undefined);
  return Object.fromEntries(written.map((name) => [name, values.get(name) ?? null]));
}
