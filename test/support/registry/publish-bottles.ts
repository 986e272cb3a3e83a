import { parseBottleTag } from '../../../src/core/bottle-tag.ts';
import { digestOf, type Digest, type Hex } from '../../../src/core/digest.ts';
import { buildBottle, type Bottle, type BottleContent } from './build-bottle.ts';
import type { FakeRegistry } from './fake-registry.ts';

/** One version of a formula as Homebrew's CI uploads it. */
export interface Publication {
  readonly formula: string;
  readonly pkgVersion: string;
  readonly rebuild?: number;
  /** The tag in the registry, if it is not what the annotations say. */
  readonly pushedAs?: string;
  /** `user/name`; by default homebrew/core. */
  readonly tap?: string;
  /** ISO 8601. */
  readonly created?: string;
  /** The tap's commit at bottling. */
  readonly revision?: string;
  /** Bottle tags to build bottles for, or what to publish under each. */
  readonly tags: readonly string[] | Readonly<Record<string, PublishedContent>>;
  /** Size of the incompressible part of each built bottle. */
  readonly fillerBytes?: number;
  /** The text of the formula in every built bottle; by default a plain one. */
  readonly formulaText?: string;
  /** `runtime_dependencies` of every tab. */
  readonly dependencies?: readonly PublishedDependency[];
}

/** What is published under one bottle tag. */
interface PublishedContent {
  /** By default one is built. */
  readonly bottle?: Bottle;
  readonly files?: BottleContent['files'];
  /** By default that of the tag: `macOS 11`. */
  readonly osVersion?: string;
  /** Leaves out the size, as before brew 4.0.15. */
  readonly withoutSize?: boolean;
  /** Leaves out `sh.brew.tab`. */
  readonly withoutTab?: boolean;
  readonly pathExecFiles?: readonly string[];
  readonly dependencies?: readonly PublishedDependency[];
}

/** A runtime dependency as a tab lists it. */
interface PublishedDependency {
  readonly name: string;
  readonly pkgVersion: string;
  readonly rebuild?: number;
  readonly isDirect?: boolean;
  /** Leaves out revision and pkg version, as before brew 4.1.20. */
  readonly isOld?: boolean;
}

/** What was published, and under which digests. */
export interface Published {
  readonly repository: string;
  readonly reference: string;
  readonly indexDigest: Digest;
  /** By bottle tag. */
  readonly bottles: ReadonlyMap<string, PublishedBottle>;
}

/** One published bottle. */
export interface PublishedBottle {
  readonly bytes: Uint8Array;
  readonly sha256: Hex;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly manifestDigest: Digest;
  readonly configDigest: Digest;
  readonly fileName: string;
  readonly refName: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Publishes all bottles of one version as Homebrew does: blobs, configs, manifests and one index whose body has no media
 * type (`upload_bottle`, Library/Homebrew/github_packages.rb:153-379 at aad366ffaf).
 */
export function publishBottles(
  registry: Pick<FakeRegistry, 'putBlob' | 'putManifest'>,
  publication: Publication,
): Published {
  const { formula, pkgVersion, rebuild = 0, tap = 'homebrew/core' } = publication;
  const repository = `${tap}/${formula.replaceAll('@', '/').replaceAll('+', 'x')}`;
  const reference = rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
  const annotations = indexAnnotations(publication, tap, reference);
  const bottles = new Map<string, PublishedBottle>();
  const manifests: Descriptor[] = [];
  for (const [bottleTag, content] of contentsOf(publication)) {
    const refName = `${pkgVersion}.${bottleTag}${rebuild > 0 ? `.${rebuild}` : ''}`;
    const bottle =
      content.bottle ??
      buildBottle({
        formula,
        pkgVersion,
        seed: `${bottleTag} ${rebuild}`,
        ...(content.files === undefined ? {} : { files: content.files }),
        ...(publication.fillerBytes === undefined ? {} : { fillerBytes: publication.fillerBytes }),
        ...(publication.formulaText === undefined ? {} : { formulaText: publication.formulaText }),
      });
    // Written out, so that a registry can name things as badly as a real one might.
    const fileName = `${formula}--${pkgVersion}.${bottleTag}.bottle${rebuild > 0 ? `.${rebuild}` : ''}.tar.gz`;
    const platform = platformOf(bottleTag, content);
    const digest = registry.putBlob(repository, bottle.bytes);
    const config = Buffer.from(
      JSON.stringify(
        { ...platform, rootfs: { type: 'layers', diff_ids: [digestOf(bottle.tarSha256)] } },
        null,
        2,
      ),
    );
    const configDigest = registry.putBlob(repository, config);
    const own = entryAnnotations(publication, bottleTag, content, bottle, refName);
    const manifest = Buffer.from(
      JSON.stringify(
        {
          schemaVersion: 2,
          config: {
            mediaType: 'application/vnd.oci.image.config.v1+json',
            digest: configDigest,
            size: config.length,
          },
          layers: [
            {
              mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
              digest,
              size: bottle.sizeBytes,
              annotations: { 'org.opencontainers.image.title': fileName },
            },
          ],
          annotations: sorted({
            ...annotations,
            ...own,
            'org.opencontainers.image.title': `${formula} ${refName}`,
          }),
        },
        null,
        2,
      ),
    );
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const manifestDigest = registry.putManifest(repository, undefined, manifest, mediaType);
    manifests.push({
      mediaType,
      digest: manifestDigest,
      size: manifest.length,
      ...(platform === undefined ? {} : { platform }),
      annotations: own,
    });
    const { bytes, sha256, sizeBytes } = bottle;
    bottles.set(bottleTag, {
      bytes,
      sha256,
      digest,
      sizeBytes,
      manifestDigest,
      configDigest,
      fileName,
      refName,
    });
  }
  const index = { schemaVersion: 2, manifests, annotations };
  return {
    repository,
    reference,
    indexDigest: registry.putManifest(repository, publication.pushedAs ?? reference, index),
    bottles,
  };
}

function contentsOf({ tags }: Publication): readonly (readonly [string, PublishedContent])[] {
  return isList(tags) ? tags.map((bottleTag) => [bottleTag, {}] as const) : Object.entries(tags);
}

function isList(tags: Publication['tags']): tags is readonly string[] {
  return Array.isArray(tags);
}

function indexAnnotations(
  { formula, pkgVersion, created = '2023-09-16T12:00:00Z', revision = '0'.repeat(40) }: Publication,
  tap: string,
  reference: string,
): Record<string, string> {
  const [vendor = '', name = ''] = tap.split('/');
  const folder = /^[a-z]/.test(formula) ? formula.slice(0, 1) : '';
  const path = `Formula/${folder === '' ? '' : `${folder}/`}${formula}.rb`;
  return {
    'com.github.package.type': 'homebrew_bottle',
    'org.opencontainers.image.created': created,
    'org.opencontainers.image.description': `Stand-in for ${formula}`,
    'org.opencontainers.image.documentation': `https://formulae.brew.sh/formula/${formula}`,
    'org.opencontainers.image.license': 'MIT',
    'org.opencontainers.image.ref.name': reference,
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.source': `https://github.com/${vendor}/homebrew-${name}/blob/${revision}/${path}`,
    'org.opencontainers.image.title': formula,
    'org.opencontainers.image.url': `https://example.org/${formula}`,
    'org.opencontainers.image.vendor': vendor,
    'org.opencontainers.image.version': pkgVersion,
  };
}

function entryAnnotations(
  publication: Publication,
  bottleTag: string,
  content: PublishedContent,
  bottle: Bottle,
  refName: string,
): Record<string, string> {
  const tab = tabOf(bottleTag, content, content.dependencies ?? publication.dependencies ?? []);
  return {
    'org.opencontainers.image.ref.name': refName,
    ...(bottleTag.endsWith('_linux')
      ? { 'sh.brew.bottle.cpu.variant': 'core2', 'sh.brew.bottle.glibc.version': '2.35' }
      : {}),
    'sh.brew.bottle.digest': bottle.sha256,
    ...(content.withoutSize === true
      ? {}
      : {
          'sh.brew.bottle.size': String(bottle.sizeBytes),
          'sh.brew.bottle.installed_size': String(bottle.installedSizeBytes),
        }),
    ...(content.withoutTab === true ? {} : { 'sh.brew.tab': JSON.stringify(tab) }),
    ...(content.pathExecFiles === undefined
      ? {}
      : { 'sh.brew.path_exec_files': content.pathExecFiles.join(',') }),
  };
}

/** The build machine, as `sh.brew.tab` and the platform describe it. */
function machineOf(
  bottleTag: string,
  { osVersion }: PublishedContent,
): { arch: string; system: string; osVersion: string } {
  const parsed = parseBottleTag(bottleTag);
  if (parsed === undefined || parsed.kind === 'all') {
    return { arch: 'arm64', system: 'Macintosh', osVersion: osVersion ?? 'macOS 14' };
  }
  const arch = parsed.arch === 'arm64' ? 'arm64' : 'x86_64';
  if (parsed.kind === 'linux') {
    return { arch, system: 'Linux', osVersion: osVersion ?? 'Ubuntu 22.04.3' };
  }
  return { arch, system: 'Macintosh', osVersion: osVersion ?? `macOS ${parsed.release.version}` };
}

function platformOf(
  bottleTag: string,
  content: PublishedContent,
): Record<string, string> | undefined {
  if (bottleTag === 'all' && content.osVersion === undefined) return undefined; // Since brew 5.1.12.
  const { arch, system, osVersion } = machineOf(bottleTag, content);
  return {
    architecture: arch === 'arm64' ? 'arm64' : 'amd64',
    os: system === 'Linux' ? 'linux' : 'darwin',
    'os.version': osVersion,
  };
}

function tabOf(
  bottleTag: string,
  content: PublishedContent,
  dependencies: readonly PublishedDependency[],
): object {
  const { arch, system, osVersion } = machineOf(bottleTag, content);
  return {
    homebrew_version: '4.1.11-36-g184efd9',
    changed_files: [],
    source_modified_time: 1_694_865_600,
    compiler: 'clang',
    runtime_dependencies: dependencies.map((dependency) => {
      const { name, pkgVersion, rebuild = 0, isDirect = true, isOld = false } = dependency;
      const [, version = pkgVersion, revision = '0'] = /^(.+?)(?:_(\d+))?$/.exec(pkgVersion) ?? [];
      if (isOld) return { full_name: name, version };
      return {
        full_name: name,
        version,
        revision: Number(revision),
        ...(rebuild > 0 ? { bottle_rebuild: rebuild } : {}),
        pkg_version: pkgVersion,
        declared_directly: isDirect,
      };
    }),
    ...(bottleTag === 'all' ? {} : { arch, built_on: { os: system, os_version: osVersion } }),
  };
}

function sorted(annotations: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
