import { quoteForShell } from '../../core/quote-for-shell.ts';
import { compareVersions } from '../../core/version.ts';
import { canStandIn, formulaClassName } from './stand-in-formula.ts';

/** What is known about one bottle and the brew that is to install it. */
export interface BrewCommandRequest {
  /** The bottle's name in the folder where the command is run. */
  readonly fileName: string;
  readonly hasSidecar: boolean;
  /** Short names of the formulae that must be installed first, in their order. */
  readonly dependencies: readonly string[];
  /** What its formula conflicts with, as written; undefined if that is not known. */
  readonly conflicts: readonly string[] | undefined;
  /** Whether brew refuses its formula by now. */
  readonly isDisabled: boolean;
  /** As `brew --version` says, e.g. `4.6.3`; undefined for a command that works on all. */
  readonly brewVersion: string | undefined;
}

/** The command for the user to copy, and what to know first: the notes say in words what the other fields say. */
export interface BrewCommand extends Pick<
  BrewCommandRequest,
  'dependencies' | 'conflicts' | 'hasSidecar' | 'isDisabled'
> {
  readonly command: string;
  /** Sentences without line breaks. */
  readonly notes: readonly string[];
}

/**
 * The versions from which brew needs HOMEBREW_DEVELOPER for bottles given by path, and the value it needs, newest first
 * (Library/Homebrew/env_config.rb). A 0 allows the paths and nothing else; a 1 turns warnings into errors as well.
 */
const DEVELOPER_SINCE = [
  ['5.1.15', '1'],
  ['5.0.0', '0'],
  ['4.6.4', '1'],
] as const;

/** Where brew looks for names, and what it tries to clone if it is missing. */
const CORE = '"$(brew --repository)/Library/Taps/homebrew/homebrew-core/Formula"';

/**
 * Returns the one command that installs a bottle from the folder it is in, without a network. It ignores dependencies, because
 * brew stops at build dependencies that an offline machine does not know, and `reinstall` has no option for that. While it runs,
 * an empty folder takes the place of a missing core tap, because brew would try to clone that. A real core tap stays: only empty
 * folders are removed. If warnings become errors, stubs of the formulae that this one conflicts with are put into brew's cache.
 */
export function brewCommandFor(request: BrewCommandRequest): BrewCommand {
  const { fileName, hasSidecar, dependencies, conflicts, isDisabled } = request;
  const developer = developerValueFor(request.brewVersion);
  const environment = [
    'HOMEBREW_NO_AUTO_UPDATE=1',
    'HOMEBREW_NO_INSTALL_FROM_API=1',
    // Some brews ask developers before everything they do.
    ...(developer === undefined ? [] : [`HOMEBREW_DEVELOPER=${developer}`, 'HOMEBREW_NO_ASK=1']),
  ].join(' ');
  // With --force brew does not look for conflicts at all.
  const isStrict = developer === '1' && !isDisabled;
  const stubs = isStrict ? [...new Set(conflicts)].filter(canStandIn) : [];
  const [lay, clear] = stubs.length === 0 ? ['', ''] : stubCommands(stubs);
  // A bare relative path of three parts would be read as USER/TAP/NAME.
  const install = `${environment} brew install --formula --force-bottle --ignore-dependencies${isDisabled ? ' --force' : ''} ${quoteForShell(`./${fileName}`)}`;
  const command = `(core=${CORE}; mkdir -p "$core"; ${lay}${install}; code=$?; ${clear}rmdir "$core" "\${core%/*}" 2>/dev/null; exit $code)`;
  const name = quoteForShell(fileName.split('--')[0] ?? fileName);
  const notes = [`If another version of it is in use, run brew unlink ${name} first.`];
  if (dependencies.length > 0) {
    notes.push(
      `It needs ${dependencies.join(', ')}: install those first, one command each, in this order.`,
    );
  }
  if (isDisabled) {
    notes.push(
      'Homebrew has disabled it since it was built: with --force brew only warns, from 4.4.8 on.',
    );
  }
  if (isStrict && conflicts === undefined) {
    notes.push(
      'What its formula conflicts with is not known: if brew says "No formulae found for NAME", put --force after install.',
    );
  }
  if (!hasSidecar) {
    notes.push(
      'There is no sidecar beside the bottle: brew then does not know which dependencies it was built with.',
    );
  }
  return { command, notes, dependencies, conflicts, hasSidecar, isDisabled };
}

/**
 * Returns the two commands for a bottle that needs no other at run time, in the folder with it and `offline-brew.sh`: the first
 * lets brew work without a network, and without the names that only building needs. Undefined for 4.6.18 to 4.6.20, which leave
 * the formula moved aside (see docs/installing-offline.md).
 */
export function reinstallCommandsFor(
  fileName: string,
  brewVersion: string | undefined,
): readonly string[] | undefined {
  const version = numberOf(brewVersion);
  const isFrom = (other: string): boolean =>
    version !== undefined && compareVersions(version, other) >= 0;
  if (isFrom('4.6.18') && !isFrom('5.0.0')) return undefined;
  const file = quoteForShell(`./${fileName}`);
  return [`bash offline-brew.sh ${file}`, `brew reinstall ${file}`];
}

/** Returns undefined if brew takes a path as it is; an unknown brew gets the value that all take. */
function developerValueFor(brewVersion: string | undefined): '0' | '1' | undefined {
  const version = numberOf(brewVersion);
  if (version === undefined) return '1';
  return DEVELOPER_SINCE.find(([since]) => compareVersions(version, since) >= 0)?.[1];
}

function numberOf(brewVersion = ''): string | undefined {
  return /^\D*(\d+(?:\.\d+)*)/.exec(brewVersion)?.[1];
}

/** Makes the commands that put stubs into brew's cache and take them out again; they run in sh, bash and zsh. */
function stubCommands(names: readonly string[]): readonly [lay: string, clear: string] {
  const pairs = names.map((name) => `${formulaClassName(name)}:${name}`).join(' ');
  const body = String.raw`'class %s < Formula\n  url "https://brew.sh/stand-in-1.tar.gz"\nend\n'`;
  const write = `printf ${body} "\${each%%:*}" >"$stubs/\${each#*:}.rb"`;
  const files = names.map((name) => `"$stubs/${name}.rb"`).join(' ');
  return [
    `stubs="$(brew --cache)/Formula"; mkdir -p "$stubs"; for each in ${pairs}; do ${write}; done; `,
    `rm -f ${files}; rmdir "$stubs" 2>/dev/null; `,
  ];
}
