import { parsePkgVersion } from '../../core/pkg-version.ts';
import type { ContentsItem } from '../file/contents-schema.ts';
import { unportableReason } from '../file/portable-name.ts';

/**
 * Checks whether a stub can stand in for a name that a formula mentions. Only plain names, as in homebrew-core, can have one: no
 * names with a tap, and nothing that is no name at all.
 */
export function canStandIn(name: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9@+._-]*$/.test(name) && unportableReason(`${name}.rb`) === undefined
  );
}

/**
 * Writes a formula that brew can load and that installs nothing: it stands in for a name that a formula mentions and the offline
 * machine does not know, such as a build or test dependency or a conflict.
 */
export function stubFormula(name: string): string {
  return formula(name, [
    'desc "Stands in for a formula that is not needed to install a bottle"',
    'homepage "https://brew.sh/"',
    'url "https://brew.sh/stand-in-1.tar.gz"',
    'version "1"',
  ]);
}

/**
 * Writes the smallest formula that a bottle can be poured with, for a brew that cannot read the one inside: name, version,
 * revision and whether it is keg-only. It has no dependencies and no post-install step: the installer adds the methods of the one
 * inside when it runs that step.
 */
export function fallbackFormula(
  item: Pick<ContentsItem, 'formula' | 'pkgVersion' | 'isKegOnly'>,
): string {
  const { version, revision } = parsePkgVersion(item.pkgVersion);
  return formula(item.formula, [
    'desc "Stands in for a formula that this Homebrew cannot read"',
    'homepage "https://brew.sh/"',
    `url "https://brew.sh/stand-in-${version}.tar.gz"`,
    `version "${version}"`,
    ...(revision > 0 ? [`revision ${revision}`] : []),
    ...(item.isKegOnly ? ['keg_only "it was keg-only when the bottle was made"'] : []),
  ]);
}

function formula(name: string, lines: readonly string[]): string {
  return `class ${formulaClassName(name)} < Formula\n${lines.map((line) => `  ${line}\n`).join('')}end\n`;
}

/** Names the class as brew does (`Formulary.class_s`, Library/Homebrew/formulary.rb:451-458 at aad366ffaf). */
export function formulaClassName(name: string): string {
  const capitalized = name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
  return capitalized
    .replaceAll(/[-_.\s]([a-zA-Z0-9])/g, (_match, letter: string) => letter.toUpperCase())
    .replaceAll('+', 'x')
    .replace(/(.)@(\d)/, '$1AT$2');
}
