import { flatUrlName } from '../../core/bottle-name.ts';
import { digestOf, digestOfBytes, isDigest, type Digest } from '../../core/digest.ts';
import type { ContentsItem } from '../../bundle/file/contents-schema.ts';
import { configDigestOf, rebuildImageConfig } from '../../bundle/file/image-config.ts';
import type { BundleReader } from '../../bundle/file/open-bundle.ts';
import { parseKeptManifest } from '../../bundle/file/registry-files.ts';
import { imageName } from '../../registry/address.ts';
import { OCI_INDEX } from '../../registry/documents/media-type.ts';
import { reduceIndex } from '../reduced-index.ts';
import { openBundleFiles } from './bundle-file-site.ts';
import type { CoreTap } from './core-tap.ts';
import { bundleStock } from './page/bundle-stock.ts';
import { BOTTLE_TYPE, bytesRoute, CONFIG_TYPE, type Route, type Site } from './route.ts';
import { formatTagList } from './tag-list.ts';

/**
 * Lists what a bundle serves: `/v2/REPOSITORY/manifests/REFERENCE or DIGEST`, `/v2/REPOSITORY/blobs/DIGEST`,
 * `/v2/REPOSITORY/tags/list`, the flat names of a `HOMEBREW_BOTTLE_DOMAIN`, the paths of {@link coreTapPath}, and the files of
 * the bundle under their own paths ({@link openBundleFiles}). Reads indexes and manifests. Under its reference, an index that
 * names other bottles is reduced to those of the bundle; under its digest it is as published, which is what locks ask for.
 */
export async function openBundleSite(
  reader: BundleReader,
  coreTaps: readonly CoreTap[],
): Promise<Site> {
  const routes = new Map<string, Route>();
  const indexes = new Map<string, IndexAtReference>();
  for (const item of reader.contents.targets.flatMap(({ items }) => items)) {
    const digest = digestOf(item.sha256);
    const bottle = fileRoute(reader, item.files.bottle, { mediaType: BOTTLE_TYPE, digest });
    routes.set(`/${decodeURIComponent(flatUrlName(item))}`, { ...bottle, kind: 'file' });
    const repository = item.registry?.repository ?? `${item.tap}/${imageName(item.formula)}`;
    routes.set(`/v2/${repository}/blobs/${digest}`, bottle);
    addIndex(reader, item, { routes, indexes });
    await addManifest(reader, item, routes);
  }
  for (const index of indexes.values()) await addReference(reader, index, routes);
  addTagLists(indexes.values(), routes);
  for (const { bottleTag, bytes, sha256 } of coreTaps) {
    const facts = {
      mediaType: 'application/x-tar',
      digest: digestOf(sha256),
      kind: 'file',
    } as const;
    routes.set(`/${coreTapPath(bottleTag)}`, bytesRoute(bytes, facts));
  }
  const files = await openBundleFiles(reader);
  const stock = bundleStock(reader, files, new Set(coreTaps.map(({ bottleTag }) => bottleTag)));
  return { stock, find: (path) => routes.get(path) ?? files.routes.get(path) };
}

/** Returns the path of a target's homebrew-core. */
export function coreTapPath(bottleTag: string): string {
  return `core-tap/${bottleTag}.tar`;
}

/** The index that a reference names, and which of its manifests belong to bottles of the bundle. */
interface IndexAtReference {
  readonly repository: string;
  readonly reference: string;
  readonly file: string;
  readonly digest: Digest;
  readonly manifests: Set<Digest>;
}

function fileRoute(
  reader: BundleReader,
  file: string,
  { mediaType, digest }: { readonly mediaType: string; readonly digest: Digest },
): Route {
  const content = {
    mediaType,
    sizeBytes: reader.sizeOf(file),
    open: (range: { start: number; end: number }) => reader.open(file, range),
  };
  return { digest, kind: 'pinned', open: async () => content };
}

function addIndex(
  reader: BundleReader,
  { registry, files }: ContentsItem,
  { routes, indexes }: { routes: Map<string, Route>; indexes: Map<string, IndexAtReference> },
): void {
  if (registry === null || files.index === null) return;
  const { repository, reference, indexDigest: digest, manifestDigest } = registry;
  const base = `/v2/${repository}/manifests/`;
  routes.set(`${base}${digest}`, fileRoute(reader, files.index, { mediaType: OCI_INDEX, digest }));
  const other = indexes.get(`${base}${reference}`);
  const manifests = (other?.manifests ?? new Set()).add(manifestDigest);
  const found = { repository, reference, file: files.index, digest, manifests };
  // Of two indexes for one reference the larger is the later one, since registries add bottles to an index.
  const isKept = other !== undefined && reader.sizeOf(other.file) >= reader.sizeOf(files.index);
  if (!isKept) indexes.set(`${base}${reference}`, found);
}

/**
 * Adds what a reference names. There is an entry for every bottle of the bundle, even if the registry had no manifest for it,
 * because brew looks for it in the index.
 */
async function addReference(
  reader: BundleReader,
  { repository, reference, file, digest, manifests }: IndexAtReference,
  routes: Map<string, Route>,
): Promise<void> {
  const base = `/v2/${repository}/manifests/`;
  const published = await reader.read(file);
  const bytes = reduceIndex(published, (each) => manifests.has(each), file) ?? published;
  if (bytes === published) {
    const index = fileRoute(reader, file, { mediaType: OCI_INDEX, digest });
    routes.set(`${base}${reference}`, { ...index, kind: 'registry' });
    return;
  }
  const facts = { mediaType: OCI_INDEX, digest: digestOfBytes(bytes) };
  routes.set(`${base}${reference}`, bytesRoute(bytes, { ...facts, kind: 'registry' }));
  routes.set(`${base}${facts.digest}`, bytesRoute(bytes, { ...facts, kind: 'pinned' }));
}

async function addManifest(
  reader: BundleReader,
  item: ContentsItem,
  routes: Map<string, Route>,
): Promise<void> {
  const { registry, files } = item;
  if (registry === null || files.manifest === null) return;
  const bytes = await reader.read(files.manifest);
  const { mediaType } = parseKeptManifest(bytes, files.manifest);
  const digest = registry.manifestDigest;
  routes.set(
    `/v2/${registry.repository}/manifests/${digest}`,
    fileRoute(reader, files.manifest, { mediaType, digest }),
  );
  const configDigest = await configDigestOf(reader, item);
  if (configDigest === undefined) return;
  let made: Promise<Uint8Array | undefined> | undefined;
  const open: Route['open'] = async () => {
    made ??= rebuildImageConfig(reader, item);
    // Try again after a failure.
    made.catch(() => (made = undefined));
    const config = await made;
    return config && { mediaType: CONFIG_TYPE, bytes: config };
  };
  const path = `/v2/${registry.repository}/blobs/${configDigest}`;
  routes.set(path, { digest: configDigest, kind: 'pinned', open });
}

function addTagLists(indexes: Iterable<IndexAtReference>, routes: Map<string, Route>): void {
  const tags = new Map<string, string[]>();
  for (const { repository, reference } of indexes) {
    if (isDigest(reference)) continue;
    const known = tags.get(repository);
    if (known === undefined) tags.set(repository, [reference]);
    else known.push(reference);
  }
  for (const [name, references] of tags) {
    const bytes = formatTagList(name, references);
    const facts = { mediaType: 'application/json', digest: digestOfBytes(bytes) };
    routes.set(`/v2/${name}/tags/list`, bytesRoute(bytes, { ...facts, kind: 'tags' }));
  }
}
