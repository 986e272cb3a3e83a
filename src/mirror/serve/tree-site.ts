import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import { stampFrom } from '../../bundle/file/file-stamp.ts';
import { flatUrlName } from '../../core/bottle-name.ts';
import { digestOf, hexOfBytes, type Hex } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { parseDocument } from '../../registry/documents/document-schema.ts';
import { parseKept } from '../../registry/documents/served-json.ts';
import { mirrorStock } from './page/mirror-stock.ts';
import type { ServedStock } from './page/served-stock.ts';
import type { MirrorTarget } from '../tree/file/mirror-schema.ts';
import { openMirror } from '../tree/file/open-mirror.ts';
import { MIRROR_FILE, SUMS_FILE, treeBlobPath, treeCoreTapPath } from '../tree/file/tree-layout.ts';
import {
  BOTTLE_TYPE,
  CONFIG_TYPE,
  typeOfFile,
  type Route,
  type ServedContent,
  type Site,
} from './route.ts';
import { TreeFiles, type CheckedFile } from './tree-files.ts';
import { TreeSums } from '../tree/file/tree-sums.ts';

/** The shortest time between checks for a newer state. */
const REFRESH_MS = 1000;

/** A mirror that can be served. */
export interface MirrorSite extends Site {
  /** The sha256 of the stand-in homebrew-core of each target that has one. */
  readonly coreTaps: readonly { readonly bottleTag: string; readonly sha256: Hex }[];
}

/**
 * Opens a mirror to serve it: every file in its `SHA256SUMS`, that list itself, and each bottle under its flat name too. Reads
 * two lists, and any other file only when it is asked for: {@link TreeFiles}. Once `brewpull mirror` has written a newer state,
 * that is served instead. Throws `InvalidFileError`, `StoreError`.
 */
export async function openMirrorSite(path: string): Promise<MirrorSite> {
  const source = { files: new TreeFiles(path), contents: new WeakMap() };
  let state = await readState(path);
  let lookedAt = performance.now();
  let lookedFor = state.stamp;
  return {
    coreTaps: state.targets.flatMap(({ bottleTag }) => {
      const sha256 = state.sums.get(treeCoreTapPath(bottleTag));
      return sha256 === undefined ? [] : [{ bottleTag, sha256 }];
    }),
    find: (wanted) => routeOf(wanted, state, source),
    get stock() {
      return state.stock;
    },
    refresh: async () => {
      const now = performance.now();
      if (now - lookedAt < REFRESH_MS) return;
      lookedAt = now;
      const stamp = await stampOfMirror(path);
      if (stamp === lookedFor || stamp === undefined) return;
      lookedFor = stamp;
      state = await readState(path);
    },
  };
}

/** The files, and the content of those that were checked. */
interface TreeSource {
  readonly files: TreeFiles;
  readonly contents: WeakMap<CheckedFile, ServedContent>;
}

/** The state that one run of `brewpull mirror` left. */
interface TreeState {
  readonly sums: TreeSums;
  /** The sum of the list of sums itself. */
  readonly ownSum: Hex;
  /** The paths of bottles by flat name. */
  readonly flat: ReadonlyMap<string, string>;
  readonly configs: ReadonlySet<string>;
  readonly targets: readonly MirrorTarget[];
  readonly stamp: string | undefined;
  readonly stock: ServedStock;
}

async function readState(path: string): Promise<TreeState> {
  const stamp = await stampOfMirror(path);
  const mirror = await openMirror(path);
  const { contents } = mirror;
  const listed = await mirror.read(SUMS_FILE);
  const sums = TreeSums.parse(listed, path);
  const flat = new Map<string, string>();
  const configs = new Set<string>();
  for (const bottle of contents.bottles) {
    const blob = treeBlobPath(bottle.repository, digestOf(bottle.sha256));
    if (!sums.has(blob)) {
      throw new InvalidFileError(`SHA256SUMS of ${path} does not list ${blob}`, {
        hint: 'Run brewpull mirror again; it adds what is missing.',
      });
    }
    flat.set(decodeURIComponent(flatUrlName(bottle)), blob);
    if (bottle.configDigest !== null) {
      configs.add(treeBlobPath(bottle.repository, bottle.configDigest));
    }
  }
  const ownSum = hexOfBytes(listed);
  return {
    sums,
    ownSum,
    stock: mirrorStock(contents, { sums, ownSum, sumsBytes: listed.length }),
    flat,
    configs,
    targets: contents.targets,
    stamp,
  };
}

async function stampOfMirror(path: string): Promise<string | undefined> {
  const found = await lstat(join(path, MIRROR_FILE), { bigint: true }).catch(() => undefined);
  return found && stampFrom(found);
}

function routeOf(
  wanted: string,
  state: TreeState,
  { files, contents }: TreeSource,
): Route | undefined {
  const written = wanted.slice(1);
  const name = state.flat.get(written) ?? written;
  const sum = name === SUMS_FILE ? state.ownSum : state.sums.get(name);
  if (sum === undefined || !wanted.startsWith('/')) return undefined;
  return {
    digest: digestOf(sum),
    kind: kindOf(written),
    open: async () => {
      const checked = await files.check(name, sum);
      const known = contents.get(checked);
      if (known !== undefined) return known;
      const mediaType = state.configs.has(name) ? CONFIG_TYPE : typeOf(name, checked.bytes);
      const { sizeBytes, bytes } = checked;
      const content: ServedContent =
        bytes === undefined
          ? { mediaType, sizeBytes, open: (range) => files.open(name, checked, range) }
          : { mediaType, bytes };
      contents.set(checked, content);
      return content;
    },
  };
}

function kindOf(name: string): Route['kind'] {
  if (!name.startsWith('v2/')) return 'file';
  if (name.endsWith('/tags/list')) return 'tags';
  return /\/sha256:[0-9a-f]{64}$/.test(name) ? 'pinned' : 'registry';
}

function typeOf(name: string, bytes: Uint8Array | undefined): string {
  if (/^v2\/.*\/manifests\/[^/]+$/.test(name) && bytes !== undefined) {
    return parseKept(() => parseDocument(bytes, { what: name, contentType: undefined })).mediaType;
  }
  if (/^v2\/.*\/blobs\/[^/]+$/.test(name)) return BOTTLE_TYPE;
  if (name.endsWith('/tags/list')) return 'application/json';
  return typeOfFile(name);
}
