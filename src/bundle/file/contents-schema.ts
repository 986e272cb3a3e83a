import * as v from 'valibot';
import { Count, DigestText, HexText } from '../../json/field-schema.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { unportableReason } from './portable-name.ts';

const Name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9@+._-]*$/, 'not a name'));
const Version = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9@+.,_~-]*$/, 'not a version'));
const Path = v.pipe(
  v.string(),
  v.check((path) => unportableReason(path) === undefined, 'not a path of a bundle'),
);
const Shown = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,200}$/, 'not plain text'));

const ItemSchema = v.object({
  formula: Name,
  tap: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, 'not a tap')),
  pkgVersion: Version,
  rebuild: Count,
  bottleTag: v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'not a bottle tag')),
  sha256: HexText,
  sizeBytes: Count,
  cellar: v.pipe(
    v.string(),
    v.regex(/^(?:any|any_skip_relocation|\/[A-Za-z0-9@+._/-]+)$/, 'not a cellar'),
  ),
  isRequested: v.boolean(),
  isKegOnly: v.boolean(),
  /** Older bundles do not say. */
  hasPostInstall: v.optional(v.boolean(), false),
  dependencies: v.array(Name),
  stubs: v.array(Name),
  files: v.object({
    bottle: Path,
    sidecar: v.nullable(Path),
    index: v.nullable(Path),
    manifest: v.nullable(Path),
    formula: v.nullable(Path),
    attestations: v.nullable(Path),
  }),
  registry: v.nullable(
    v.object({
      repository: Path,
      reference: Version,
      indexDigest: DigestText,
      manifestDigest: DigestText,
    }),
  ),
  commit: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not a commit'))),
});

/** A bottle that the bundle leaves out, because the bundle that it updates has it. */
const LeftOutSchema = v.object({
  formula: Name,
  tap: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, 'not a tap')),
  pkgVersion: Version,
  rebuild: Count,
  bottleTag: v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'not a bottle tag')),
  sha256: HexText,
  sizeBytes: Count,
  isRequested: v.boolean(),
  /** The items that need it, directly or through others. */
  neededBy: v.array(Name),
});

const Oid = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not a git object id'));

const BrewSchema = v.object({
  tag: v.pipe(v.string(), v.regex(/^\d[\w.-]{0,60}$/, 'not a release of Homebrew')),
  /** The day of the commit in UTC. */
  date: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/, 'not a day')),
  commit: Oid,
  /** The git oid of all files in the source tar. */
  tree: Oid,
  source: v.object({ file: Path, sha256: HexText, sizeBytes: Count }),
  ruby: v.object({
    version: Version,
    bottleTag: v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'not a bottle tag')),
    repository: Path,
    file: Path,
    sha256: HexText,
    sizeBytes: Count,
  }),
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  needsTools: v.boolean(),
});

const TargetFields = v.object({
  bottleTag: v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'not a bottle tag')),
  system: v.picklist(['macos', 'linux']),
  /** The release as `sw_vers` begins it: `11`, `10.15`; null on Linux. */
  macos: v.nullable(v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?$/, 'not a macOS'))),
  arch: v.picklist(['x86_64', 'arm64']),
  label: Shown,
  items: v.array(ItemSchema),
  /** Homebrew itself, with the Ruby that it runs on; left out if the bundle does not bring it. */
  brew: v.optional(BrewSchema),
  /** What is needed and in the bundle that this one updates; left out if nothing is. */
  leftOut: v.optional(v.pipe(v.array(LeftOutSchema), v.minLength(1, 'has nothing'))),
  /** What the items need and the bundle does not have; left out if nothing is missing. */
  missing: v.optional(
    v.pipe(
      v.array(v.object({ formula: Shown, neededBy: v.pipe(v.array(Shown), v.minLength(1)) })),
      v.minLength(1, 'has nothing'),
    ),
  ),
});

const TargetSchema = v.pipe(
  TargetFields,
  v.check(({ items, brew }) => items.length > 0 || brew !== undefined, 'has no items'),
);

/** The schema of `bundle.json`. */
export const BundleSchema = v.pipe(
  v.object({
    schemaVersion: v.literal(1),
    generator: v.object({ name: Shown, version: Shown }),
    targets: v.pipe(v.array(TargetSchema), v.minLength(1, 'has no targets')),
    lock: v.nullable(Path),
    receipts: v.array(Path),
    /** The bundle that this one updates, by the sha256 of its `SHA256SUMS`; left out for a whole bundle. */
    update: v.optional(v.object({ of: HexText })),
  }),
  v.check(
    ({ update, targets }) => update !== undefined || targets.every(({ leftOut }) => !leftOut),
    'leaves out bottles and updates no bundle',
  ),
);

/** What `bundle.json` says. */
export type BundleContents = v.InferOutput<typeof BundleSchema>;
/** One machine of a {@link BundleContents}; its items are in installation order. */
export type ContentsTarget = BundleContents['targets'][number];
/** One bottle of a {@link BundleContents}. */
export type ContentsItem = ContentsTarget['items'][number];
/** One bottle that a {@link BundleContents} leaves out, because the bundle that it updates has it. */
export type ContentsLeftOut = NonNullable<ContentsTarget['leftOut']>[number];
/** Homebrew itself, in a {@link BundleContents}. */
export type ContentsBrew = NonNullable<ContentsTarget['brew']>;

/** Parses `bundle.json`. Throws an `InvalidFileError` that names the first wrong field; `what` names the bundle. */
export function parseBundleContents(bytes: Uint8Array, what: string): BundleContents {
  return parseJson(BundleSchema, bytes, {
    what: `bundle.json of ${what}`,
    hint: 'It may come from a newer brewpull; make the bundle again with this one.',
  });
}

/** Writes `bundle.json`: equal contents make equal bytes. */
export function formatBundleContents(contents: BundleContents): string {
  return `${JSON.stringify(contents, undefined, 2)}\n`;
}
