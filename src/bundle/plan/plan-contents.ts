import { bottleIdIn } from '../../core/bottle-id.ts';
import { digestOfBytes } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { formatTarget } from '../../core/target.ts';
import { TOOL } from '../../core/tool.ts';
import {
  formatBundleContents,
  parseBundleContents,
  type BundleContents,
  type ContentsBrew,
  type ContentsItem,
  type ContentsLeftOut,
} from '../file/contents-schema.ts';
import type {
  BundleBrew,
  GatheredBundle,
  BundleItem,
  BundleTarget,
  LeftOutBottle,
} from '../file/gathered-bundle.ts';
import {
  attestationsPath,
  bottlePath,
  brewRubyPath,
  brewSourcePath,
  formulaPath,
  indexPath,
  LOCK_FILE,
  manifestPath,
  receiptPath,
  sidecarPath,
} from '../file/layout.ts';
import { findOrderFault } from '../file/install-order.ts';

/**
 * Describes what is to travel. Pure. Throws {@link InvalidFileError} if a name, version or path could not be in a bundle or in
 * the installer's plan, if a target comes twice, or if an item comes before what it needs.
 */
export function planContents(gathered: GatheredBundle): BundleContents {
  const described: BundleContents = {
    schemaVersion: 1,
    generator: { name: TOOL.name, version: TOOL.version },
    targets: gathered.targets.map(describeTarget),
    lock: gathered.lock === undefined ? null : LOCK_FILE,
    receipts: gathered.receipts.map(({ name }) => receiptPath(name)),
    ...(gathered.updateOf === undefined ? {} : { update: { of: gathered.updateOf } }),
  };
  const tags = described.targets.map(({ bottleTag }) => bottleTag);
  const twice = tags.find((bottleTag, index) => tags.indexOf(bottleTag) !== index);
  if (twice !== undefined) throw new InvalidFileError(`the target ${twice} is in the bundle twice`);
  for (const target of described.targets) {
    const fault = findOrderFault(target.items);
    if (fault !== undefined) throw new InvalidFileError(`${target.bottleTag}: ${fault.message}`);
  }
  // What is written must be readable: the same rules apply on both sides.
  return parseBundleContents(Buffer.from(formatBundleContents(described)), 'the plan');
}

function describeTarget({
  target,
  items,
  brew,
  missing = [],
  leftOut = [],
}: BundleTarget): BundleContents['targets'][number] {
  return {
    bottleTag: target.bottleTag,
    system: target.system,
    macos: target.system === 'macos' ? target.release.version : null,
    arch: target.arch,
    label: formatTarget(target),
    items: items.map(describeItem),
    ...(brew === undefined ? {} : { brew: describeBrew(brew) }),
    ...(leftOut.length === 0 ? {} : { leftOut: leftOut.map(describeLeftOut) }),
    ...(missing.length === 0
      ? {}
      : {
          missing: missing.map(({ formula, neededBy }) => ({ formula, neededBy: [...neededBy] })),
        }),
  };
}

function describeLeftOut(bottle: LeftOutBottle): ContentsLeftOut {
  const { sizeBytes, isRequested, neededBy } = bottle;
  return { ...bottleIdIn(bottle), sizeBytes, isRequested, neededBy: [...neededBy] };
}

function describeBrew({
  tag,
  date,
  commit,
  tree,
  source,
  ruby,
  needsTools,
}: BundleBrew): ContentsBrew {
  const { version, bottleTag, repository } = ruby;
  return {
    tag,
    date,
    commit,
    tree,
    source: {
      file: brewSourcePath(tag),
      sha256: source.sha256,
      sizeBytes: source.sizeBytes,
    },
    ruby: {
      version,
      bottleTag,
      repository,
      file: brewRubyPath(version, bottleTag),
      sha256: ruby.sha256,
      sizeBytes: ruby.sizeBytes,
    },
    needsTools,
  };
}

function describeItem(item: BundleItem): ContentsItem {
  const { registry, formulaFile, bottleTag } = item;
  return {
    ...bottleIdIn(item),
    sizeBytes: item.sizeBytes,
    cellar: item.cellar.replace(/^:/, ''),
    isRequested: item.isRequested,
    isKegOnly: item.isKegOnly,
    hasPostInstall: item.hasPostInstall,
    dependencies: [...item.dependencies],
    stubs: [...new Set(item.stubs)].toSorted(),
    files: {
      bottle: bottlePath(item),
      sidecar: item.sidecar === undefined ? null : sidecarPath(item),
      index:
        registry === undefined
          ? null
          : indexPath(registry.repository, registry.reference, bottleTag),
      manifest:
        registry?.manifest === undefined
          ? null
          : manifestPath(registry.repository, registry.reference, bottleTag),
      formula:
        formulaFile === undefined
          ? null
          : formulaPath(item.tap, formulaFile.commit, formulaFile.path),
      attestations: item.attestations === undefined ? null : attestationsPath(item),
    },
    registry:
      registry === undefined
        ? null
        : {
            repository: registry.repository,
            reference: registry.reference,
            indexDigest: digestOfBytes(registry.index),
            manifestDigest: registry.manifestDigest,
          },
    commit: formulaFile?.commit ?? null,
  };
}
