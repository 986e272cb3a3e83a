import { CORE_TAP } from '../../core/formula-key.ts';
import type { BundleContents, ContentsTarget } from '../file/contents-schema.ts';

/** Writes the README for the person on the offline machine. */
export function readmeText({ targets, generator }: BundleContents): string {
  const machines = targets.map(({ label }) => `  * ${label}\n`).join('');
  return `SOFTWARE FOR A MACHINE WITHOUT A NETWORK

This folder holds ready-made Homebrew packages ("bottles") and a script that installs them with the Homebrew
that is already on the machine. It needs no network. It is for:

${machines}${missingText(targets)}
WHAT TO DO

  1. Copy this whole folder to the machine. If you have a file bundle.tar instead, unpack it:  tar -xf bundle.tar
     If you have bundle.tar.001, bundle.tar.002 and so on, join them first:  cat bundle.tar.[0-9]* > bundle.tar
  2. Open Terminal, and go to the folder:  cd brewpull-bundle   (or whatever it is called)
  3. See what would happen:  bash install.sh --dry-run
  4. Install:                bash install.sh

It may be stopped and run again at any time; what is installed already is left alone. Do not use sudo.

  bash install.sh --check            only look whether all files are whole and fit this machine
  bash install.sh --only NAME        install NAME and what it needs
  bash install.sh --pin              keep a later "brew upgrade" from replacing what was installed
  bash install.sh --keep-going       continue with the rest when something fails
  bash install.sh --exact            replace newer dependencies by the ones in here, too
  bash install.sh --uninstall-plan   print how to remove it all again

AFTERWARDS

Homebrew tries the network for many commands. On a machine without one, put these two lines into ~/.zprofile
(or ~/.bash_profile):

  export HOMEBREW_NO_INSTALL_FROM_API=1
  export HOMEBREW_NO_AUTO_UPDATE=1

WHAT IS INSIDE

${targets.map(targetText).join('\n')}
  bottles/     the packages, under Homebrew's own names; the .json files beside them are read by brew
  registry/    what the server said about each package, byte for byte
  formulae/    the recipes the packages were built from
  installer/   what install.sh reads
  SHA256SUMS   a checksum of every file:  shasum -a 256 -c SHA256SUMS

Made by ${generator.name} ${generator.version}.
`;
}

/** Stands before everything that a person would do. */
function missingText(targets: readonly ContentsTarget[]): string {
  const lines = targets.flatMap(({ label, missing = [] }) =>
    missing.map(
      ({ formula, neededBy }) =>
        `  * ${formula}, which ${neededBy.join(', ')} ${neededBy.length === 1 ? 'needs' : 'need'} (${label})\n`,
    ),
  );
  if (lines.length === 0) return '';
  return `
WHAT IS MISSING

There was no package of these. What needs them can be installed, but may not work without them:

${lines.join('')}`;
}

function targetText({ label, items }: ContentsTarget): string {
  const asked = items.filter(({ isRequested }) => isRequested);
  const rest = items.length - asked.length;
  const needed =
    rest === 0 ? '' : `, and ${rest} that ${asked.length === 1 ? 'it needs' : 'they need'}`;
  const lines = asked
    .map((item) => `      ${item.formula} ${item.pkgVersion}${ofTap(item.tap)}\n`)
    .join('');
  return `  For ${label}${needed}:\n${lines}`;
}

/** Only other taps than homebrew/core are worth a word. */
function ofTap(tap: string): string {
  return tap === CORE_TAP ? '' : ` (${tap})`;
}
