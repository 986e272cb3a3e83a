import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { digestOf, type Digest } from '../../../src/core/digest.ts';
import { parseTargetTag, formatTarget } from '../../../src/core/target.ts';
import { makeExtras } from '../../../src/mirror/tree/extras/make-extras.ts';
import {
  formatMirrorContents,
  type MirrorBottle,
  type MirrorContents,
  type MirrorTarget,
} from '../../../src/mirror/tree/file/mirror-schema.ts';
import {
  MIRROR_FILE,
  SUMS_FILE,
  treeBlobPath,
  treeFormulaPath,
  treeManifestPath,
  treeTagsPath,
} from '../../../src/mirror/tree/file/tree-layout.ts';
import { sha256Of } from '../registry/build-bottle.ts';
import { publishBottles, type Publication, type Published } from '../registry/publish-bottles.ts';

/** A small but real mirror on disk: every document and bottle is what a registry would have. */
export interface SmallMirror {
  readonly path: string;
  readonly contents: MirrorContents;
  /** By formula. */
  readonly published: ReadonlyMap<string, Published>;
}

/** What a small mirror consists of. */
export interface SmallMirrorRequest {
  /** Bottle tags. */
  readonly targets: readonly string[];
  readonly publications: readonly (Publication & {
    readonly formulaText: string;
    readonly needs?: readonly string[];
    readonly mentioned?: readonly string[];
  })[];
  readonly index?: MirrorContents['index'];
}

/** Writes a mirror below a folder, with all its extras. */
export async function makeSmallMirror(
  path: string,
  { targets, publications, index = 'published' }: SmallMirrorRequest,
): Promise<SmallMirror> {
  const files = new Map<string, Uint8Array>();
  const bottles: MirrorBottle[] = [];
  const published = new Map<string, Published>();
  for (const publication of publications) {
    const blobs = new Map<string, Uint8Array>();
    const manifests = new Map<string, Uint8Array>();
    const put = (into: Map<string, Uint8Array>, bytes: Uint8Array): Digest => {
      const digest = digestOf(sha256Of(bytes));
      into.set(digest, bytes);
      return digest;
    };
    const made = publishBottles(
      {
        putBlob: (_repository, bytes) => put(blobs, bytes),
        putManifest: (_repository, _reference, content) =>
          put(
            manifests,
            content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content)),
          ),
      },
      publication,
    );
    published.set(publication.formula, made);
    const { repository, reference, indexDigest } = made;
    const whole = bytesOf(manifests, indexDigest);
    const kept: string[] = [];
    for (const [bottleTag, bottle] of made.bottles) {
      const served = bottleTag === 'all' ? targets : targets.filter((tag) => tag === bottleTag);
      if (served.length === 0) continue;
      kept.push(bottle.manifestDigest);
      files.set(treeBlobPath(repository, bottle.digest), bottle.bytes);
      files.set(treeBlobPath(repository, bottle.configDigest), bytesOf(blobs, bottle.configDigest));
      files.set(
        treeManifestPath(repository, bottle.manifestDigest),
        bytesOf(manifests, bottle.manifestDigest),
      );
      const { formula, pkgVersion, rebuild = 0, tap = 'homebrew/core' } = publication;
      bottles.push({
        formula,
        tap,
        pkgVersion,
        rebuild,
        bottleTag,
        sha256: bottle.sha256,
        sizeBytes: bottle.sizeBytes,
        cellar: 'any_skip_relocation',
        repository,
        reference,
        indexDigest,
        manifestDigest: bottle.manifestDigest,
        hasManifest: true,
        configDigest: bottle.configDigest,
        commit: null,
        hasFormula: true,
        targets: [...served],
        dependencies: [...(publication.needs ?? [])],
        mentioned: [...(publication.mentioned ?? [])],
      });
      files.set(
        treeFormulaPath({ tap, formula, pkgVersion }),
        Buffer.from(publication.formulaText),
      );
    }
    files.set(treeManifestPath(repository, indexDigest), whole);
    const named = index === 'published' ? whole : reduce(whole, kept);
    files.set(treeManifestPath(repository, reference), named);
    files.set(
      treeTagsPath(repository),
      Buffer.from(JSON.stringify({ name: repository, tags: [reference] })),
    );
  }
  const contents: MirrorContents = {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '0.0.0' },
    index,
    targets: targets.map((tag) => targetOf(tag, bottles)),
    bottles: bottles.toSorted((a, b) => (a.formula < b.formula ? -1 : 1)),
    answers: [],
  };
  await writeTree(path, files, contents);
  return { path, contents, published };
}

function targetOf(bottleTag: string, bottles: readonly MirrorBottle[]): MirrorTarget {
  const target = parseTargetTag(bottleTag);
  return {
    bottleTag,
    system: target.system,
    macos: target.system === 'macos' ? target.release.version : null,
    arch: target.arch,
    label: formatTarget(target),
    isWhole: false,
    requested: [...new Set(bottles.map(({ formula }) => formula))],
    missing: [],
  };
}

async function writeTree(
  path: string,
  files: Map<string, Uint8Array>,
  contents: MirrorContents,
): Promise<void> {
  const readFormula = async (bottle: MirrorBottle): Promise<Uint8Array | undefined> =>
    files.get(treeFormulaPath(bottle));
  const { signal } = new AbortController();
  for await (const { name, content } of makeExtras(contents, { readFormula, signal })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    files.set(name, Buffer.concat(chunks));
  }
  files.set(MIRROR_FILE, Buffer.from([...formatMirrorContents(contents)].join('')));
  const sums = [...files].map(([name, bytes]) => `${sha256Of(bytes)}  ${name}\n`);
  files.set(SUMS_FILE, Buffer.from(sums.join('')));
  for (const [name, bytes] of files) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** Returns the index with only these manifests. */
function reduce(index: Uint8Array, kept: readonly string[]): Uint8Array {
  const document: unknown = JSON.parse(Buffer.from(index).toString('utf8'));
  const manifests: unknown = Reflect.get(Object(document), 'manifests');
  if (!Array.isArray(manifests)) throw new Error('no index');
  const fewer = manifests.filter((each: unknown) =>
    kept.includes(String(Reflect.get(Object(each), 'digest'))),
  );
  return Buffer.from(JSON.stringify({ ...Object(document), manifests: fewer }));
}

function bytesOf(map: ReadonlyMap<string, Uint8Array>, digest: string): Uint8Array {
  const bytes = map.get(digest);
  if (bytes === undefined) throw new Error(`${digest} was not published`);
  return bytes;
}
