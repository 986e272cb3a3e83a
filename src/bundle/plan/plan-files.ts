import type {
  BundleContents,
  ContentsBrew,
  ContentsItem,
  ContentsLeftOut,
  ContentsTarget,
} from '../file/contents-schema.ts';
import {
  brewPlanPath,
  fallbackPath,
  leftOutPath,
  planPath,
  stubPath,
  TARGETS_FILE,
} from '../file/layout.ts';
import { readmeText } from './readme-text.ts';
import { fallbackFormula, stubFormula } from './stand-in-formula.ts';

/**
 * Returns every text file that follows from `bundle.json` alone, by path: the README, the installer's lists, stand-in formulae.
 * The writer adds them; verifying compares them.
 */
export function derivedFiles(contents: BundleContents): ReadonlyMap<string, string> {
  const files = new Map([['README.txt', readmeText(contents)]]);
  files.set(TARGETS_FILE, targetsList(contents));
  for (const target of contents.targets) {
    const { bottleTag, items, brew, leftOut } = target;
    files.set(planPath(bottleTag), planList(target));
    if (leftOut !== undefined && contents.update !== undefined) {
      files.set(leftOutPath(bottleTag), leftOutList(leftOut, contents.update.of));
    }
    if (brew !== undefined) files.set(brewPlanPath(bottleTag), brewPlan(brew));
    for (const item of items)
      files.set(fallbackPath(bottleTag, item.formula), fallbackFormula(item));
    for (const [path, text] of stubFiles(target)) files.set(path, text);
  }
  return files;
}

/**
 * Makes the stubs. For an item that comes later it is its plain formula: what is installed before it may write its version down.
 */
function stubFiles({ bottleTag, items }: ContentsTarget): ReadonlyMap<string, string> {
  const later = new Map(items.map((item) => [item.formula, item]));
  const files = new Map<string, string>();
  // Names that differ only in case are one formula to brew, and one file to a Mac.
  const seen = new Set<string>();
  for (const stub of items.flatMap(({ stubs }) => stubs)) {
    const item = later.get(stub);
    if (seen.has(stub.toLowerCase())) continue;
    seen.add(stub.toLowerCase());
    files.set(
      stubPath(bottleTag, stub),
      item === undefined ? stubFormula(stub) : fallbackFormula(item),
    );
  }
  return files;
}

/** Writes lines of bottle tag, system, macOS, architecture and label, separated by tabs, as `install.sh` reads them. */
function targetsList({ targets }: BundleContents): string {
  const lines = targets.map(({ bottleTag, system, macos, arch, label }) =>
    [bottleTag, system, macos ?? '-', arch, label].join('\t'),
  );
  return ['# tag\tsystem\tmacOS\tmachine\tlabel', ...lines, ''].join('\n');
}

/** Writes one line for each bottle in installation order; no field is empty, because `read` joins neighbouring tabs. */
function planList({ items }: ContentsTarget): string {
  const head =
    '# name\tversion\trebuild\tcellar\trequested\tkeg-only\tsha256\tsize\tbottle\tneeds\tpost-install';
  return [head, ...items.map(planLine), ''].join('\n');
}

function planLine(item: ContentsItem): string {
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
    item.hasPostInstall ? 1 : 0,
  ].join('\t');
}

/** Writes one line for each bottle that the machine must have already; every line names the bundle that brings it. */
function leftOutList(leftOut: readonly ContentsLeftOut[], of: string): string {
  const lines = leftOut.map(({ formula, pkgVersion, neededBy }) =>
    [formula, pkgVersion, neededBy.length === 0 ? '-' : neededBy.join(','), of].join('\t'),
  );
  return ['# name\tversion\tneeded-by\tbundle', ...lines, ''].join('\n');
}

/** Writes what `lay-brew.sh` lays down: one line without empty fields. */
function brewPlan({ tag, source, ruby, needsTools }: ContentsBrew): string {
  const head = '# tag\ttools\tsource\tsha256\truby-version\truby\tsha256';
  const tools = needsTools ? 1 : 0;
  const fields = [tag, tools, source.file, source.sha256, ruby.version, ruby.file, ruby.sha256];
  return [head, fields.join('\t'), ''].join('\n');
}
