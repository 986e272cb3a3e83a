import * as v from 'valibot';
import { Count, DigestText, HexText, ShownText } from '../../../json/field-schema.ts';
import { parseJson, parseJsonIfAny } from '../../../json/parse-schema.ts';
import { isNamePart } from '../../../core/bottle-name.ts';
import { isRepositoryName } from '../../../registry/address.ts';
import { isOciTag } from '../../../registry/reference.ts';

const NamePart = v.pipe(v.string(), v.maxLength(200), v.check(isNamePart, 'not a name'));
const Tap = v.pipe(v.string(), v.regex(/^\w[\w.-]*\/\w[\w.-]*$/, 'not a tap'));
const BottleTag = v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'not a bottle tag'));
/** A formula's name as returned by `keyOf`. */
const Key = v.pipe(v.string(), v.regex(/^[\w@+./-]{1,200}$/, 'not a formula'));
const Repository = v.pipe(v.string(), v.check(isRepositoryName, 'not a repository'));
const Reference = v.pipe(v.string(), v.check(isOciTag, 'not a reference'));

/** One bottle, as `mirror.json` and the journal of a run write it. */
export const BottleSchema = v.object({
  /** The name it was built under, which its file and image have. */
  formula: NamePart,
  tap: Tap,
  pkgVersion: NamePart,
  rebuild: Count,
  bottleTag: BottleTag,
  sha256: HexText,
  sizeBytes: Count,
  /** Null if neither history nor the formula says. */
  cellar: v.nullable(ShownText),
  repository: Repository,
  reference: Reference,
  /** The index as published; the tree has it under this digest. */
  indexDigest: DigestText,
  manifestDigest: DigestText,
  /** Whether the tree has the manifest; not every registry does. */
  hasManifest: v.boolean(),
  /** The digest of the image config, if the tree has it. */
  configDigest: v.nullable(DigestText),
  /** The commit of the formula's text, if history has it; otherwise the text is the one inside the bottle. */
  commit: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not a commit'))),
  /** Whether the tree has the formula's text. */
  hasFormula: v.boolean(),
  /** The bottle tags of the targets it serves; empty for a bottle that is kept although a newer one replaced it. */
  targets: v.array(BottleTag),
  /** The keys of what it needs at run time. */
  dependencies: v.array(Key),
  /** Other short names that its formula mentions, which a stand-in tap has to know. */
  mentioned: v.array(Key),
});

const TargetSchema = v.object({
  bottleTag: BottleTag,
  system: v.picklist(['macos', 'linux']),
  /** The start of the version from `sw_vers`: `11`, `10.15`; null on Linux. */
  macos: v.nullable(v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?$/, 'not a macOS'))),
  arch: v.picklist(['x86_64', 'arm64']),
  label: ShownText,
  /** Whether everything was asked for, rather than `requested` and what it needs. */
  isWhole: v.boolean(),
  /** The keys of what was asked for by name; empty if everything was. */
  requested: v.array(Key),
  /** What was asked for or needed but is not in the tree, and why. */
  missing: v.array(
    v.object({ formula: Key, code: ShownText, message: ShownText, neededBy: v.array(Key) }),
  ),
});

/** The schema of `mirror.json`. */
export const MirrorSchema = v.object({
  schemaVersion: v.literal(1),
  generator: v.object({ name: ShownText, version: ShownText }),
  /** What a reference names: the index as published, or one reduced to the manifests that the tree has. */
  index: v.picklist(['published', 'reduced']),
  targets: v.array(TargetSchema),
  /** Sorted by tap, formula, version, rebuild and bottle tag. */
  bottles: v.array(BottleSchema),
  /** The paths of the files of answers. */
  answers: v.array(v.pipe(v.string(), v.regex(/^answers\/\w[\w.-]*$/, 'not a file of answers'))),
});

/** The content of `mirror.json`. It has no timestamp, so that equal trees have equal files. */
export type MirrorContents = v.InferOutput<typeof MirrorSchema>;
/** A target of a {@link MirrorContents}. */
export type MirrorTarget = MirrorContents['targets'][number];
/** A bottle of a {@link MirrorContents}. */
export type MirrorBottle = MirrorContents['bottles'][number];

/** The text before and after the bottles in the form that {@link formatMirrorContents} writes. */
const BOTTLES_BEGIN = '\n"bottles":[\n';
const BOTTLES_END = '\n]}\n';
const LINE_END = 0x0a;
const COMMA = 0x2c;

/**
 * Parses `mirror.json`; `what` names the mirror. Throws an `InvalidFileError` that names the first wrong field. A file in the
 * form that brewpull writes is read one bottle at a time, which takes half the memory.
 */
export function parseMirrorContents(bytes: Uint8Array, what: string): MirrorContents {
  return (
    parseLines(bytes) ??
    parseJson(MirrorSchema, bytes, {
      what: `mirror.json of ${what}`,
      hint: 'It may come from a newer brewpull; run brewpull mirror again with this one.',
    })
  );
}

/** Returns undefined for any other form and if anything is wrong; reading the file whole then says what. */
function parseLines(bytes: Uint8Array): MirrorContents | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const begin = buffer.indexOf(BOTTLES_BEGIN);
  const end = buffer.length - BOTTLES_END.length;
  if (begin < 0 || end < begin || buffer.toString('latin1', end) !== BOTTLES_END) return undefined;
  const rest = Buffer.concat([buffer.subarray(0, begin), Buffer.from('"bottles":[]}')]);
  const head = parseJsonIfAny(MirrorSchema, rest);
  if (head === undefined) return undefined;
  const bottles: MirrorBottle[] = [];
  let at = begin + BOTTLES_BEGIN.length;
  while (at < end) {
    const found = buffer.indexOf(LINE_END, at);
    const isLast = found >= end;
    if (!isLast && buffer[found - 1] !== COMMA) return undefined;
    const bottle = parseJsonIfAny(BottleSchema, buffer.subarray(at, isLast ? end : found - 1));
    if (bottle === undefined) return undefined;
    bottles.push(bottle);
    at = found + 1;
  }
  return { ...head, bottles };
}

/** Writes `mirror.json` with one bottle per line; equal contents give equal bytes. */
export function* formatMirrorContents({
  targets,
  bottles,
  ...head
}: MirrorContents): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},\n"targets":[\n`;
  yield targets.map((target) => JSON.stringify(target)).join(',\n');
  yield '\n],\n"bottles":[\n';
  for (const [at, bottle] of bottles.entries()) {
    yield `${JSON.stringify(bottle)}${at + 1 < bottles.length ? ',' : ''}\n`;
  }
  yield ']}\n';
}
