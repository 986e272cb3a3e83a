import type { BundleManifest, ManifestItem, ManifestTarget } from './bundle-schema.ts';
import { fallbackPath, planPath, stubPath, TARGETS_FILE } from './layout.ts';
import { readmeText } from './readme-text.ts';
import { fallbackFormula, stubFormula } from './stand-in-formula.ts';

/**
 * Gives every text file that follows from `bundle.json` alone, by path: the README, the installer's lists, stand-in
 * formulae. The writer puts them in; verifying compares them.
 */
export function derivedFiles(manifest: BundleManifest): ReadonlyMap<string, string> {
  const files = new Map([['README.txt', readmeText(manifest)]]);
  files.set(TARGETS_FILE, targetsList(manifest));
  for (const target of manifest.targets) {
    const { bottleTag, items } = target;
    files.set(planPath(bottleTag), planList(target));
    for (const item of items)
      files.set(fallbackPath(bottleTag, item.formula), fallbackFormula(item));
    const present = new Set(items.map(({ formula }) => formula));
    for (const stub of items.flatMap(({ stubs }) => stubs)) {
      if (!present.has(stub)) files.set(stubPath(bottleTag, stub), stubFormula(stub));
    }
  }
  return files;
}

/** Lines of the bottle tag, system, macOS, architecture and label, with tabs between, as `install.sh` reads them. */
function targetsList({ targets }: BundleManifest): string {
  const lines = targets.map(({ bottleTag, system, macos, arch, label }) =>
    [bottleTag, system, macos ?? '-', arch, label].join('\t'),
  );
  return ['# tag\tsystem\tmacOS\tmachine\tlabel', ...lines, ''].join('\n');
}

/** One line for each bottle in the order of installing; no field is empty, because `read` joins neighbouring tabs. */
function planList({ items }: ManifestTarget): string {
  const head = '# name\tversion\trebuild\tcellar\trequested\tkeg-only\tsha256\tsize\tbottle\tneeds';
  return [head, ...items.map(planLine), ''].join('\n');
}

function planLine(item: ManifestItem): string {
  return [
    item.formula,
    item.pkgVersion,
    item.rebuild,
    item.cellar,
    item.isRequested ? 1 : 0,
    item.isKegOnly ? 1 : 0,
    item.sha256,
    item.sizeBytes,
    item.files.bottle,
    item.dependencies.length === 0 ? '-' : item.dependencies.join(','),
  ].join('\t');
}
