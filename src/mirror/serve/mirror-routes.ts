import { flatUrlName } from '../../core/bottle-name.ts';
import { digestOf, type Digest } from '../../core/digest.ts';
import type { ContentsItem } from '../../bundle/file/contents-schema.ts';
import { configDigestOf, rebuildImageConfig } from '../../bundle/file/image-config.ts';
import type { BundleReader } from '../../bundle/file/open-bundle.ts';
import { parseKeptManifest } from '../../bundle/file/registry-files.ts';
import { imageName } from '../../registry/address.ts';
import { OCI_INDEX } from '../../registry/documents/media-type.ts';
import type { CoreTap } from './core-tap.ts';

/** What one path of the mirror gives. */
export type Route = FileRoute | MadeRoute;

/** A file in the bundle. */
interface FileRoute {
  readonly file: string;
  readonly mediaType: string;
  readonly digest: Digest;
}

/** Something small that is made when it is asked for. */
interface MadeRoute {
  readonly mediaType: string;
  /** Undefined for what has no digest of its own. */
  readonly digest: Digest | undefined;
  /** Resolves with undefined when it cannot be made. */
  make(): Promise<Uint8Array | undefined>;
}

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const BOTTLE_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';

/**
 * Lists every path the mirror answers, decoded: `/v2/REPOSITORY/manifests/REFERENCE or DIGEST`,
 * `/v2/REPOSITORY/blobs/DIGEST`, `/v2/REPOSITORY/tags/list`, the flat names of a `HOMEBREW_BOTTLE_DOMAIN`, and what
 * {@link coreTapPath} gives. Reads the manifests for their types.
 */
export async function buildRoutes(
  reader: BundleReader,
  coreTaps: readonly CoreTap[],
): Promise<ReadonlyMap<string, Route>> {
  const routes = new Map<string, Route>();
  for (const item of reader.contents.targets.flatMap(({ items }) => items)) {
    const bottle = {
      file: item.files.bottle,
      mediaType: BOTTLE_TYPE,
      digest: digestOf(item.sha256),
    };
    routes.set(`/${decodeURIComponent(flatUrlName(item))}`, bottle);
    const repository = item.registry?.repository ?? `${item.tap}/${imageName(item.formula)}`;
    routes.set(`/v2/${repository}/blobs/${bottle.digest}`, bottle);
    await addDocuments(reader, item, routes);
  }
  addTagLists(reader, routes);
  for (const { bottleTag, bytes, sha256 } of coreTaps) {
    const route = { mediaType: 'application/x-tar', digest: digestOf(sha256) };
    routes.set(`/${coreTapPath(bottleTag)}`, { ...route, make: async () => bytes });
  }
  return routes;
}

/** Gives where the homebrew-core of a target is. */
export function coreTapPath(bottleTag: string): string {
  return `core-tap/${bottleTag}.tar`;
}

/** Adds https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags, each list on one page. */
function addTagLists({ contents }: BundleReader, routes: Map<string, Route>): void {
  const tags = new Map<string, Set<string>>();
  for (const { registry, files } of contents.targets.flatMap(({ items }) => items)) {
    if (registry === null || files.index === null) continue;
    const known = tags.get(registry.repository) ?? new Set();
    tags.set(registry.repository, known.add(registry.reference));
  }
  for (const [name, references] of tags) {
    const list = Buffer.from(JSON.stringify({ name, tags: [...references].toSorted() }));
    const mediaType = 'application/json';
    const route = { mediaType, digest: undefined, make: async () => list };
    routes.set(`/v2/${name}/tags/list`, route);
  }
}

async function addDocuments(
  reader: BundleReader,
  item: ContentsItem,
  routes: Map<string, Route>,
): Promise<void> {
  const { registry, files } = item;
  if (registry === null) return;
  const base = `/v2/${registry.repository}/manifests/`;
  if (files.index !== null) {
    const index = { file: files.index, mediaType: OCI_INDEX, digest: registry.indexDigest };
    // Of two indexes for one reference the larger is the later one: registries add bottles to it.
    const other = routes.get(`${base}${registry.reference}`);
    const isLarger = (file: string): boolean => reader.sizeOf(file) >= reader.sizeOf(index.file);
    if (other === undefined || !('file' in other) || !isLarger(other.file)) {
      routes.set(`${base}${registry.reference}`, index);
    }
    routes.set(`${base}${registry.indexDigest}`, index);
  }
  if (files.manifest !== null) {
    const bytes = await reader.read(files.manifest);
    const { mediaType } = parseKeptManifest(bytes, files.manifest);
    const manifest = { file: files.manifest, mediaType, digest: registry.manifestDigest };
    routes.set(`${base}${registry.manifestDigest}`, manifest);
    const digest = await configDigestOf(reader, item);
    if (digest === undefined) return;
    let made: Promise<Uint8Array | undefined> | undefined;
    const make = async (): Promise<Uint8Array | undefined> => {
      made ??= rebuildImageConfig(reader, item);
      // What failed once is tried again.
      made.catch(() => (made = undefined));
      return made;
    };
    const config = { mediaType: CONFIG_TYPE, digest, make };
    routes.set(`/v2/${registry.repository}/blobs/${digest}`, config);
  }
}
