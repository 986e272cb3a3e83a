import * as v from 'valibot';
import { Count, DigestText, HexText, ShownText } from '../../../json/field-schema.ts';
import { parseJson, parseJsonIfAny } from '../../../json/parse-schema.ts';
import { isNamePart } from '../../../core/bottle-name.ts';
import { isRepositoryName } from '../../../registry/address.ts';
import { isOciTag } from '../../../registry/reference.ts';

const NamePart = v.pipe(v.string(), v.maxLength(200), v.check(isNamePart, 'not a name'));
const Tap = v.pipe(v.string(), v.regex(/^\w[\w.-]*\/\w[\w.-]*$/, 'not a tap'));
const BottleTag = v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'not a bottle tag'));
/** As `keyOf` names a formula. */
const Key = v.pipe(v.string(), v.regex(/^[\w@+./-]{1,200}$/, 'not a formula'));
const Repository = v.pipe(v.string(), v.check(isRepositoryName, 'not a repository'));
const Reference = v.pipe(v.string(), v.check(isOciTag, 'not a reference'));

/** One bottle, as `mirror.json` and the journal of a run write it. */
export const BottleSchema = v.object({
  /** The name when it was built, which file and image have. */
  formula: NamePart,
  tap: Tap,
  pkgVersion: NamePart,
  rebuild: Count,
  bottleTag: BottleTag,
  sha256: HexText,
  sizeBytes: Count,
  /** Null where neither history nor the formula says it. */
  cellar: v.nullable(ShownText),
  repository: Repository,
  reference: Reference,
  /** As published; the tree has it under this digest. */
  indexDigest: DigestText,
  manifestDigest: DigestText,
  /** Whether the tree has the manifest: not every registry does. */
  hasManifest: v.boolean(),
  /** Of the image config, where the tree has it. */
  configDigest: v.nullable(DigestText),
  /** The commit of the formula's text, where history has it; else the text is the one inside the bottle. */
  commit: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not a commit'))),
  /** Whether the tree has the formula's text. */
  hasFormula: v.boolean(),
  /** Bottle tags of the targets it serves; empty for one that a newer one replaced and that is kept. */
  targets: v.array(BottleTag),
  /** Keys of what it needs at run time. */
  dependencies: v.array(Key),
  /** Short names that its formula mentions besides, which a stand-in tap has to know. */
  mentioned: v.array(Key),
});

const TargetSchema = v.object({
  bottleTag: BottleTag,
  system: v.picklist(['macos', 'linux']),
  /** The release as `sw_vers` begins: `11`, `10.15`; null on Linux. */
  macos: v.nullable(v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?$/, 'not a macOS'))),
  arch: v.picklist(['x86_64', 'arm64']),
  label: ShownText,
  /** Whether everything was asked for, and not `requested` with what it needs. */
  isWhole: v.boolean(),
  /** Keys of what was asked for by name; empty where everything was. */
  requested: v.array(Key),
  /** What is asked for or needed and not in the tree, and why. */
  missing: v.array(
    v.object({ formula: Key, code: ShownText, message: ShownText, neededBy: v.array(Key) }),
  ),
});

/** What `mirror.json` is. */
export const MirrorSchema = v.object({
  schemaVersion: v.literal(1),
  generator: v.object({ name: ShownText, version: ShownText }),
  /** What a reference names: the index as published, or one reduced to the manifests that the tree has. */
  index: v.picklist(['published', 'reduced']),
  targets: v.array(TargetSchema),
  /** Sorted by tap, formula, version, rebuild and bottle tag. */
  bottles: v.array(BottleSchema),
  /** Paths of the files of answers. */
  answers: v.array(v.pipe(v.string(), v.regex(/^answers\/\w[\w.-]*$/, 'not a file of answers'))),
});

/** What `mirror.json` says. It holds no time, so that equal trees are equal files. */
export type MirrorContents = v.InferOutput<typeof MirrorSchema>;
/** One kind of machine of a {@link MirrorContents}. */
export type MirrorTarget = MirrorContents['targets'][number];
/** One bottle of a {@link MirrorContents}. */
export type MirrorBottle = MirrorContents['bottles'][number];

/** What comes before the bottles and after them in the form that {@link formatMirrorContents} writes. */
const BOTTLES_BEGIN = '\n"bottles":[\n';
const BOTTLES_END = '\n]}\n';
const LINE_END = 0x0a;
const COMMA = 0x2c;

/**
 * Parses `mirror.json`. Throws `InvalidFileError` that names the first wrong field; `what` names the mirror. A file in the form
 * that brewpull writes is read a bottle at a time, which takes half the memory.
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

/** Undefined for every other form, and where anything is wrong: reading it whole says what. */
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

/** Writes `mirror.json` a bottle a line; equal contents give equal bytes. */
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
