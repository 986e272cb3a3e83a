import { CORE_TAP } from '../../core/formula-key.ts';
import type { BundleContents, ContentsTarget } from '../file/contents-schema.ts';

/** Writes the README for the user of the offline machine. */
export function readmeText({ targets, generator, update }: BundleContents): string {
  const machines = targets.map(({ label }) => `  * ${label}\n`).join('');
  const withBrew = targets.filter(({ brew }) => brew !== undefined);
  const hasItems = targets.some(({ items }) => items.length > 0);
  const what = [
    ...(withBrew.length > 0 ? ['Homebrew itself'] : []),
    ...(hasItems ? ['ready-made Homebrew packages ("bottles")'] : []),
  ].join(', ');
  const folders = [
    ...(hasItems ? ITEM_FOLDERS : []),
    ...(withBrew.length > 0 ? ['brew/        Homebrew itself, and the Ruby that it runs on'] : []),
    'installer/   what install.sh reads',
    'SHA256SUMS   a checksum of every file; SHA256SUMS.sig, .minisig or .asc, if there is one, is a signature of it',
  ];
  return `SOFTWARE FOR A MACHINE WITHOUT A NETWORK

This folder holds ${what}, and a script that installs it all.
It needs no network. It is for:

${machines}${updateText(update)}${missingText(targets)}
FIRST

  1. Copy this whole folder to the machine. If you have a file bundle.tar instead, unpack it:  tar -xf bundle.tar
     If you have bundle.tar.001, bundle.tar.002 and so on, join them first:  cat bundle.tar.[0-9]* > bundle.tar
  2. Open Terminal, and go to the folder:  cd brewpull-bundle   (or whatever it is called)

WHAT TO TYPE

Homebrew is there, and starts:

  bash install.sh --dry-run          see what would happen
  bash install.sh                    install

${withBrew.length > 0 ? otherCases(withBrew, targets) : NO_BREW}
It may be stopped and run again at any time; what is installed already is left alone. Do not put sudo in front.

  bash install.sh --check            only look whether all files are whole and fit this machine
  bash install.sh --only NAME        install NAME and what it needs
  bash install.sh --pin              keep a later "brew upgrade" from replacing what was installed
  bash install.sh --keep-going       continue with the rest when something fails
  bash install.sh --exact            replace newer dependencies by the ones in here, too
  bash install.sh --uninstall-plan   print how to remove it all again

AFTERWARDS

Homebrew tries the network for many commands. On a machine without one:

  bash install.sh --offline-brew       set Homebrew up to work without a network
  bash install.sh --undo-offline-brew  undo that

IS IT FROM WHO YOU THINK IT IS?

There may be a signature beside SHA256SUMS. You need the signer's public key, and it must not come with this folder.
This checks the signature first, and then everything that it covers:

  bash install.sh --check --signer KEY

Trust nothing in this folder, and do the same with what is on every Mac: the first line checks the signature, the second
every file that is listed. "allowed" is a file with a line "NAME KEY", where KEY is the signer's ssh key:

  ssh-keygen -Y verify -n brewpull -I NAME -f allowed -s SHA256SUMS.sig < SHA256SUMS
  shasum -a 256 -c SHA256SUMS

WHAT IS INSIDE

${targets.map(targetText).join('\n')}
${folders.map((folder) => `  ${folder}\n`).join('')}
Made by ${generator.name} ${generator.version}.
`;
}

const ITEM_FOLDERS = [
  "bottles/     the packages, under Homebrew's own names; the .json files beside them are read by brew",
  'registry/    what the server said about each package, byte for byte',
  'formulae/    the recipes the packages were built from',
];

const NO_BREW = `Homebrew is not there, or does not start:

  bash install.sh --check            says why it does not start

This folder brings no Homebrew. Ask the person who made it for one that does: brewpull bundle --with-brew
`;

/** Says what to do if Homebrew is missing or does not start, with the one that the bundle brings. */
function otherCases(withBrew: readonly ContentsTarget[], all: readonly ContentsTarget[]): string {
  const labels = withBrew.map(({ label }) => label).join(', ');
  const only = withBrew.length < all.length ? `\nThe last two are only for ${labels}.\n` : '';
  const tools = withBrew.filter(({ brew }) => brew?.needsTools === true);
  const needed =
    tools.length === 0
      ? ''
      : `\nOn ${tools.map(({ label }) => label).join(', ')} this Homebrew needs Apple's Command Line Tools before it installs anything.\n`;
  return `Homebrew is there, but does not start:

  bash install.sh                    says why, and changes nothing
  bash install.sh --brew-beside      put the Homebrew in this folder beside it, and install
  bash install.sh --replace-brew     or put it in its place; the other one is moved aside, nothing is deleted

There is no Homebrew:

  bash install.sh --dry-run          see what would happen, and where Homebrew would be
  bash install.sh                    lay it down, and install; what needs an administrator is shown and asked for
  bash install.sh --brew-prefix ~/homebrew    or, without an administrator, in a folder of your own
${only}${needed}`;
}

/** Says which bundle must be installed before this one. */
function updateText(update: BundleContents['update']): string {
  if (update === undefined) return '';
  return `
THIS IS AN UPDATE

It holds only what is new since another folder of this kind. Install that one first, if it is not installed on
this machine already. Its file SHA256SUMS has this checksum (shasum -a 256 SHA256SUMS):

  ${update.of}
`;
}

/** Lists what is missing; comes before everything that the user would do. */
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

function targetText({ label, items, brew }: ContentsTarget): string {
  const asked = items.filter(({ isRequested }) => isRequested);
  const rest = items.length - asked.length;
  const needed =
    rest === 0 ? '' : `, and ${rest} that ${asked.length === 1 ? 'it needs' : 'they need'}`;
  const lines = [
    ...asked.map((item) => `${item.formula} ${item.pkgVersion}${ofTap(item.tap)}`),
    ...(brew === undefined ? [] : [`Homebrew ${brew.tag} of ${brew.date}`]),
  ];
  return `  For ${label}${needed}:\n${lines.map((line) => `      ${line}\n`).join('')}`;
}

/** Names the tap, unless it is homebrew/core. */
function ofTap(tap: string): string {
  return tap === CORE_TAP ? '' : ` (${tap})`;
}
