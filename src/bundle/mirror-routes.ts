import { flatUrlName } from '../core/bottle-name.ts';
import { digestOf, type Digest } from '../core/digest.ts';
import type { ManifestItem } from './bundle-schema.ts';
import type { BundleReader } from './open-bundle.ts';
import { parseRawManifest } from './registry-file-schema.ts';

/** What one path of the mirror gives. */
export interface Route {
  /** The file in the bundle. */
  readonly file: string;
  readonly mediaType: string;
  readonly digest: Digest;
}

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const BOTTLE_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';

/**
 * Lists every path the mirror answers, decoded: `/v2/REPOSITORY/manifests/REFERENCE or DIGEST`,
 * `/v2/REPOSITORY/blobs/DIGEST`, and the flat names of a `HOMEBREW_BOTTLE_DOMAIN`. Reads the manifests for their types.
 */
export async function buildRoutes(reader: BundleReader): Promise<ReadonlyMap<string, Route>> {
  const routes = new Map<string, Route>();
  for (const item of reader.manifest.targets.flatMap(({ items }) => items)) {
    const bottle = {
      file: item.files.bottle,
      mediaType: BOTTLE_TYPE,
      digest: digestOf(item.sha256),
    };
    routes.set(`/${decodeURIComponent(flatUrlName({ ...item, tag: item.bottleTag }))}`, bottle);
    const repository = item.registry?.repository ?? `${item.tap}/${imageName(item.formula)}`;
    routes.set(`/v2/${repository}/blobs/${bottle.digest}`, bottle);
    await addDocuments(reader, item, routes);
  }
  return routes;
}

async function addDocuments(
  reader: BundleReader,
  { registry, files }: ManifestItem,
  routes: Map<string, Route>,
): Promise<void> {
  if (registry === null) return;
  const base = `/v2/${registry.repository}/manifests/`;
  if (files.index !== null) {
    const index = { file: files.index, mediaType: INDEX_TYPE, digest: registry.indexDigest };
    // Of two indexes for one reference the larger is the later one: registries add bottles to it.
    const other = routes.get(`${base}${registry.reference}`);
    if (other === undefined || reader.sizeOf(other.file) < reader.sizeOf(index.file)) {
      routes.set(`${base}${registry.reference}`, index);
    }
    routes.set(`${base}${registry.indexDigest}`, index);
  }
  if (files.manifest !== null) {
    const bytes = await reader.read(files.manifest);
    const mediaType = parseRawManifest(bytes, files.manifest).mediaType ?? MANIFEST_TYPE;
    const manifest = { file: files.manifest, mediaType, digest: registry.manifestDigest };
    routes.set(`${base}${registry.manifestDigest}`, manifest);
  }
}

/** Names a formula's image as brew does (Library/Homebrew/github_packages.rb `image_formula_name` at aad366ffaf). */
function imageName(formula: string): string {
  return formula.replaceAll('@', '/').replaceAll('+', 'x');
}
