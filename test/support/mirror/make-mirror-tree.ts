import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { packTar } from '../../../src/archive/pack-tar.ts';
import { hexOfBytes, isDigest } from '../../../src/core/digest.ts';
import { keyOf } from '../../../src/core/formula-key.ts';
import { parseTargetTag, type Target } from '../../../src/core/target.ts';
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
  treeCoreTapPath,
  treeFormulaPath,
  treeManifestPath,
  treeSidecarPath,
  treeTagsPath,
} from '../../../src/mirror/tree/file/tree-layout.ts';
import { readBottleIndex } from '../../../src/registry/documents/bottle-index.ts';
import { parseDocument } from '../../../src/registry/documents/document-schema.ts';
import { buildSidecar } from '../../../src/registry/documents/sidecar.ts';
import { Repository } from '../registry/content.ts';
import { publishBottles, type Publication, type Published } from '../registry/publish-bottles.ts';

/** One version of a formula in a mirror: what is published of it, and what else the mirror says. */
interface TreePublication extends Publication {
  /** The bottle tags whose bottle the tree has; by default all. */
  readonly mirrored?: readonly string[];
  /** The bottle tags of the targets that it serves; by default those targets of the mirror that it was built for. */
  readonly targets?: readonly string[];
  /** Keys, in `mirror.json`. */
  readonly needs?: readonly string[];
  readonly mentioned?: readonly string[];
}

/** What {@link makeMirrorTree} writes. */
export interface TreeRequest {
  readonly bottles: readonly TreePublication[];
  /** Bottle tags; by default one. */
  readonly targets?: readonly string[];
  /** What is different in a target, by bottle tag. */
  readonly targetFacts?: Readonly<Record<string, Partial<MirrorTarget>>>;
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Files of answers, by name. */
  readonly answers?: Readonly<Record<string, Uint8Array>>;
}

/** A mirror as it is on disk. */
export interface MirrorTree {
  readonly path: string;
  readonly contents: MirrorContents;
  /** Paths of all its files, in the order of `SHA256SUMS`, which comes last. */
  readonly names: readonly string[];
  readonly published: readonly Published[];
}

/**
 * Writes a whole mirror into a folder, which it creates: every document as Homebrew publishes it, real bottles with as much
 * filler as requested, and a `mirror.json` that its schema accepts. The same request gives the same bytes.
 */
export async function makeMirrorTree(path: string, request: TreeRequest): Promise<MirrorTree> {
  const { bottles: publications, targets: targetTags = ['big_sur'] } = request;
  const files = new Map<string, Uint8Array>();
  const put = (name: string, content: string | Uint8Array): void => {
    files.set(name, typeof content === 'string' ? Buffer.from(content) : content);
  };
  const repositories = new Map<string, Repository>();
  const published: Published[] = [];
  const bottles: MirrorBottle[] = [];
  for (const publication of publications) {
    const done = publishBottles(registryOf(repositories), publication);
    published.push(done);
    const index = publishedIndex(repositories.get(done.repository), done);
    for (const bottle of listBottles(publication, done, targetTags)) {
      bottles.push(bottle);
      put(
        treeFormulaPath(bottle),
        publication.formulaText ?? `# ${bottle.formula} ${bottle.pkgVersion}\n`,
      );
      const entry = index.bottles.find(({ sha256 }) => sha256 === bottle.sha256);
      const sidecar =
        entry &&
        buildSidecar(index, entry, {
          bottle,
          fullName: keyOf(bottle),
          rootUrl: `https://ghcr.io/v2/${bottle.tap}`,
          cellar: bottle.cellar ?? undefined,
          formulaPath: undefined,
          commit: undefined,
        });
      if (sidecar !== undefined) put(treeSidecarPath(bottle), sidecar);
    }
  }
  putRepositories(repositories, bottles, put);
  for (const tag of targetTags) put(treeCoreTapPath(tag), await coreTap(bottles, tag));
  for (const [name, bytes] of Object.entries(request.answers ?? {})) put(`answers/${name}`, bytes);
  put('index.html', '<!doctype html><title>Mirror</title>\n');
  put('README.txt', 'A mirror of bottles.\n');
  for (const [name, content] of Object.entries(request.files ?? {})) put(name, content);
  const contents: MirrorContents = {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '0.0.0' },
    index: 'published',
    targets: targetTags.map((tag) => targetOf(tag, request.targetFacts?.[tag])),
    bottles: bottles.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
    answers: Object.keys(request.answers ?? {}).map((name) => `answers/${name}`),
  };
  put(MIRROR_FILE, [...formatMirrorContents(contents)].join(''));
  const names = [...files.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const sums = names.map((name) => `${hexOfBytes(files.get(name) ?? '')}  ${name}\n`);
  put(SUMS_FILE, sums.join(''));
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), bytes);
  }
  return { path, contents, names: [...names, SUMS_FILE], published };
}

/** Makes as much of a registry as publishing needs. */
function registryOf(repositories: Map<string, Repository>): Parameters<typeof publishBottles>[0] {
  const open = (name: string): Repository => {
    const found = repositories.get(name) ?? new Repository();
    repositories.set(name, found);
    return found;
  };
  return {
    putBlob: (name, bytes) => open(name).putBlob(bytes),
    putManifest: (
      name,
      reference,
      content,
      mediaType = 'application/vnd.oci.image.index.v1+json',
    ) =>
      open(name).putManifest(
        reference,
        content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content, null, 2)),
        mediaType,
      ),
  };
}

function publishedIndex(
  repository: Repository | undefined,
  { reference, indexDigest }: Published,
): ReturnType<typeof readBottleIndex> {
  const bytes = repository?.findManifest(indexDigest)?.bytes ?? new Uint8Array();
  const document = parseDocument(bytes, { what: 'the index', contentType: undefined });
  if (document.kind !== 'index') throw new Error('no index was published');
  return readBottleIndex(document, reference);
}

function listBottles(
  publication: TreePublication,
  { repository, reference, indexDigest, bottles }: Published,
  targetTags: readonly string[],
): readonly MirrorBottle[] {
  const { formula, pkgVersion, rebuild = 0, tap = 'homebrew/core', mirrored } = publication;
  return [...bottles]
    .filter(([bottleTag]) => mirrored === undefined || mirrored.includes(bottleTag))
    .map(([bottleTag, { sha256, sizeBytes, manifestDigest, configDigest }]) => ({
      formula,
      tap,
      pkgVersion,
      rebuild,
      bottleTag,
      sha256,
      sizeBytes,
      cellar: ':any',
      repository,
      reference,
      indexDigest,
      manifestDigest,
      hasManifest: true,
      configDigest,
      commit: null,
      hasFormula: true,
      targets:
        publication.targets?.slice() ??
        targetTags.filter((tag) => tag === bottleTag || bottleTag === 'all'),
      dependencies: publication.needs?.slice() ?? [],
      mentioned: publication.mentioned?.slice() ?? [],
    }));
}

function putRepositories(
  repositories: ReadonlyMap<string, Repository>,
  bottles: readonly MirrorBottle[],
  put: (name: string, content: string | Uint8Array) => void,
): void {
  for (const [name, { blobs, manifests, tags }] of repositories) {
    const own = bottles.filter(({ repository }) => repository === name);
    const wanted = new Set(
      own.flatMap((bottle) => [
        `sha256:${bottle.sha256}`,
        bottle.configDigest,
        bottle.manifestDigest,
        bottle.indexDigest,
      ]),
    );
    for (const [digest, bytes] of blobs) {
      if (isDigest(digest) && wanted.has(digest)) put(treeBlobPath(name, digest), bytes);
    }
    for (const [digest, { bytes }] of manifests) {
      if (wanted.has(digest)) put(treeManifestPath(name, digest), bytes);
    }
    for (const [reference, digest] of tags) {
      const bytes = manifests.get(digest)?.bytes;
      if (wanted.has(digest) && bytes !== undefined) put(treeManifestPath(name, reference), bytes);
    }
    const references = [...new Set(own.map(({ reference }) => reference))].toSorted();
    put(treeTagsPath(name), JSON.stringify({ name, tags: references }));
  }
}

async function coreTap(bottles: readonly MirrorBottle[], tag: string): Promise<Uint8Array> {
  const names = new Set(
    bottles.filter(({ targets }) => targets.includes(tag)).map(({ formula }) => formula),
  );
  const entries = [...names].toSorted().map((formula) => {
    const content = Buffer.from(`# ${formula}\n`);
    return { name: `Formula/${formula}.rb`, mode: 0o644, sizeBytes: content.length, content };
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of packTar(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function targetOf(tag: string, facts: Partial<MirrorTarget> = {}): MirrorTarget {
  const target: Target = parseTargetTag(tag);
  return {
    bottleTag: tag,
    ...(target.system === 'macos'
      ? { system: 'macos', macos: target.release.version }
      : { system: 'linux', macos: null }),
    arch: target.arch,
    label: tag,
    isWhole: true,
    requested: [],
    missing: [],
    ...facts,
  };
}

function orderOf({ tap, formula, pkgVersion, rebuild, bottleTag }: MirrorBottle): string {
  return [tap, formula, pkgVersion, String(rebuild).padStart(6, '0'), bottleTag].join('\0');
}
