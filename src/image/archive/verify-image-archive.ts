import { digestOfBytes, type Digest } from '../../core/digest.ts';
import { invalidFile, type Finding } from '../../core/finding.ts';
import { parseImageConfig } from '../../registry/documents/image-config-schema.ts';
import { parseKept } from '../../registry/documents/served-json.ts';
import { blobPath, listArchiveFiles, type ImageBlob } from './image-archive.ts';
import { throwIfAborted } from '../../core/abort.ts';
import { findImageFiles, readDocument, type ImageFile } from './image-files.ts';
import {
  parseArchivedManifest,
  parseDockerManifest,
  parseLayoutIndex,
  type ArchivedManifest,
  type LayoutEntry,
} from './image-schema.ts';
import { proveLayer, type UnprovenLayer } from './prove-layer.ts';

/** The result of a check; without findings the archive is sound. */
export interface ImageVerdict {
  readonly findings: readonly Finding[];
  /** What could not be proven, in whole sentences. */
  readonly notes: readonly string[];
  /** The layers that the notes are about. */
  readonly unproven: readonly UnprovenLayer[];
  /** The image in it; undefined when its documents cannot be read. */
  readonly image: VerifiedImage | undefined;
}

/** The image in an archive, for comparison with what a registry says. */
export interface VerifiedImage {
  /** The name that `docker load` gives it; undefined when it was fetched by digest alone. */
  readonly fullName: string | undefined;
  /** The registry's digest of the manifest. */
  readonly manifestDigest: Digest;
  /** The digest of the config. */
  readonly imageId: Digest;
  readonly layers: number;
}

/**
 * Checks an image archive or OCI layout from its bytes alone, without a network: names, manifest, config, every layer's size
 * and digest, each layer's content against the config's diff IDs, and that `docker load` and containerd read the same image.
 * Does not throw for a bad archive, only for a path that cannot be read. A swapped-in image is not caught here: compare the
 * manifest digest with the registry's. Reads layers twice, in bounded memory.
 */
export async function verifyImage(path: string, signal?: AbortSignal): Promise<ImageVerdict> {
  try {
    const checker = new ImageChecker(await findImageFiles(path, signal), signal);
    const image = await checker.check();
    const { findings, notes, unproven } = checker;
    return { findings, notes, unproven, image };
  } catch (error) {
    return { findings: [invalidFile(error, path)], notes: [], unproven: [], image: undefined };
  }
}

const BLOB = /^blobs\/sha256\/([0-9a-f]{64})$/;
const NAME = 'io.containerd.image.name';

class ImageChecker {
  readonly findings: Finding[] = [];
  readonly notes: string[] = [];
  readonly unproven: UnprovenLayer[] = [];
  readonly #files: ReadonlyMap<string, ImageFile>;
  readonly #signal: AbortSignal | undefined;
  readonly #expected = new Set(['index.json', 'manifest.json', 'oci-layout']);

  constructor(files: ReadonlyMap<string, ImageFile>, signal: AbortSignal | undefined) {
    this.#files = files;
    this.#signal = signal;
  }

  async check(): Promise<VerifiedImage | undefined> {
    this.#checkNames();
    const [entry] = (await this.#parse('index.json', parseLayoutIndex))?.manifests ?? [];
    const image = entry === undefined ? undefined : await this.#checkEntry(entry);
    for (const file of this.#expected) {
      if (!this.#files.has(file)) this.#find('missing', file, 'is missing');
    }
    // Without the documents it is unknown what belongs to the image.
    for (const file of image === undefined ? [] : this.#files.keys()) {
      if (!this.#expected.has(file)) this.#find('extra', file, 'does not belong to the image');
    }
    return image;
  }

  #checkNames(): void {
    for (const [name, { digest }] of this.#files) {
      const hex = BLOB.exec(name)?.[1];
      if (hex !== undefined && digest !== `sha256:${hex}`) {
        this.#find('tampered', name, `is not what its name says: its bytes are ${digest}`);
      }
    }
  }

  async #checkEntry(entry: LayoutEntry): Promise<VerifiedImage | undefined> {
    const name = this.#expectBlob(entry, 'index.json');
    const manifest = await this.#parse(name, parseArchivedManifest);
    if (manifest === undefined) return undefined;
    if (manifest.mediaType !== undefined && manifest.mediaType !== entry.mediaType) {
      const said = `calls the manifest ${entry.mediaType}, which calls itself ${manifest.mediaType}`;
      this.#find('disagreement', 'index.json', said);
    }
    const configName = this.#expectBlob(manifest.config, name);
    for (const layer of manifest.layers) this.#expectBlob(layer, name);
    const config = await this.#parse(configName, (bytes, what) =>
      parseKept(() => parseImageConfig(bytes, what)),
    );
    if (config !== undefined) {
      await this.#checkLayers(manifest, configName, config.diffIds ?? []);
    }
    await this.#checkDockerManifest(entry, manifest);
    this.#checkDerived(entry, manifest);
    return {
      fullName: entry.annotations[NAME],
      manifestDigest: entry.digest,
      imageId: manifest.config.digest,
      layers: manifest.layers.length,
    };
  }

  /** Returns the name that a blob must have, and checks its size. */
  #expectBlob({ digest, size }: { digest: Digest; size: number }, from: string): string {
    const name = blobPath(digest);
    this.#expected.add(name);
    const found = this.#files.get(name);
    if (found !== undefined && found.sizeBytes !== size) {
      this.#find('disagreement', name, `has ${found.sizeBytes} bytes, ${from} says ${size}`);
    }
    return name;
  }

  async #checkLayers(
    { layers }: ArchivedManifest,
    configName: string,
    diffIds: readonly Digest[],
  ): Promise<void> {
    if (diffIds.length !== layers.length) {
      const said = `has ${diffIds.length} diff IDs for ${layers.length} layers`;
      this.#find('disagreement', configName, said);
      return;
    }
    for (const [index, { digest, mediaType }] of layers.entries()) {
      const name = blobPath(digest);
      const file = this.#files.get(name);
      // A missing or tampered blob already has its finding.
      if (file === undefined || file.digest !== digest) continue;
      const diffId = diffIds[index];
      if (diffId === undefined) throw new Error('Internal error: a layer without diff ID');
      throwIfAborted(this.#signal);
      try {
        const proof = await proveLayer({ ...file, what: name, mediaType }, diffId);
        if (proof.kind === 'unproven') {
          this.notes.push(`${name} ${proof.why}.`);
          this.unproven.push({ file: name, code: proof.code });
        }
        if (proof.kind === 'differs') {
          this.#find('disagreement', name, `holds ${proof.found}, the config says ${diffId}`);
        }
      } catch (error) {
        this.findings.push(invalidFile(error, name));
      }
    }
  }

  async #checkDockerManifest(entry: LayoutEntry, manifest: ArchivedManifest): Promise<void> {
    const [docker] = (await this.#parse('manifest.json', parseDockerManifest)) ?? [];
    if (docker === undefined) return;
    const layers = manifest.layers.map(({ digest }) => blobPath(digest));
    const name = entry.annotations[NAME];
    const differ = (what: string): void => {
      this.#find('disagreement', 'manifest.json', `names ${what} than index.json`);
    };
    if (docker.Config !== blobPath(manifest.config.digest)) differ('another config');
    if (docker.Layers.join('\n') !== layers.join('\n')) differ('other layers');
    if ((docker.RepoTags ?? []).join('\n') !== (name ?? '')) differ('another image');
  }

  /**
   * Compares everything that follows from the manifest and the names byte for byte: Go reads keys in any case and takes the last
   * of duplicates, so a document with the right fields can still mean something else to docker.
   */
  #checkDerived(entry: LayoutEntry, { config, layers }: ArchivedManifest): void {
    const files = listArchiveFiles({
      manifest: asBlob(entry),
      mediaType: entry.mediaType,
      config: asBlob(config),
      layers: layers.map((layer) => asBlob(layer)),
      fullName: entry.annotations[NAME],
    });
    const faulty = new Set(this.findings.map(({ file }) => file));
    for (const { name, content } of files) {
      const found = this.#files.get(name)?.digest;
      if (BLOB.test(name) || found === undefined || faulty.has(name)) continue;
      if (!(content instanceof Uint8Array) || found !== digestOfBytes(content)) {
        this.#find('disagreement', name, 'does not match the manifest');
      }
    }
  }

  async #parse<T>(
    name: string,
    parse: (bytes: Uint8Array, name: string) => T,
  ): Promise<T | undefined> {
    const file = this.#files.get(name);
    if (file === undefined || this.#isTampered(name)) return undefined;
    try {
      return parse(await readDocument(file, name), name);
    } catch (error) {
      this.findings.push(invalidFile(error, name));
      return undefined;
    }
  }

  #isTampered(name: string): boolean {
    return this.findings.some(({ code, file }) => code === 'tampered' && file === name);
  }

  #find(code: Finding['code'], file: string, said: string): void {
    this.findings.push({ code, file, message: `${file} ${said}` });
  }
}

/** Makes a blob that has only a digest and a size. */
function asBlob({ digest, size }: { digest: Digest; size: number }): ImageBlob {
  return { digest, sizeBytes: size, content: new Uint8Array() };
}
