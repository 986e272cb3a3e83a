import { compareVersions } from '../core/version.ts';

/** What is known about one bottle and the brew that is to install it. */
export interface BrewCommandRequest {
  /** The bottle's name in the folder where the command is run. */
  readonly fileName: string;
  readonly hasSidecar: boolean;
  /** Short names of the formulae that must be installed first, in their order. */
  readonly dependencies: readonly string[];
  /** As `brew --version` says, e.g. `4.6.3`; undefined for a command that works on all. */
  readonly brewVersion: string | undefined;
}

/** The command for a person to copy, and what to know before. */
export interface BrewCommand {
  readonly command: string;
  /** Sentences without line ends. */
  readonly notes: readonly string[];
}

/** Bottles given by path need HOMEBREW_DEVELOPER from here on (Library/Homebrew/env_config.rb, e22af11388). */
const FIRST_TO_FORBID_PATHS = '4.6.4';

/** Where brew looks for names, and what it tries to clone when it is not there. */
const CORE = '"$(brew --repository)/Library/Taps/homebrew/homebrew-core/Formula"';

/**
 * Gives the one command that installs a bottle from the folder it lies in, without a network. It ignores dependencies,
 * because brew stops at build dependencies that an offline machine does not know, which `reinstall` cannot be told; and
 * for its duration it puts an empty folder where a missing core tap would be, because brew would try to clone that.
 * Both were seen with Homebrew 4.2.0 and 4.3.0. A real core tap stays: only empty folders are removed.
 */
export function brewCommandFor(request: BrewCommandRequest): BrewCommand {
  const { fileName, hasSidecar, dependencies, brewVersion } = request;
  const version = /^\D*(\d+(?:\.\d+)*)/.exec(brewVersion ?? '')?.[1];
  const needsDeveloper =
    version === undefined || compareVersions(version, FIRST_TO_FORBID_PATHS) >= 0;
  const environment = [
    'HOMEBREW_NO_AUTO_UPDATE=1',
    'HOMEBREW_NO_INSTALL_FROM_API=1',
    ...(needsDeveloper ? ['HOMEBREW_DEVELOPER=1'] : []),
  ].join(' ');
  // A bare relative path of three parts would be read as USER/TAP/NAME.
  const install = `${environment} brew install --formula --force-bottle --ignore-dependencies ${quoteForShell(`./${fileName}`)}`;
  const command = `(core=${CORE}; mkdir -p "$core"; ${install}; code=$?; rmdir "$core" "\${core%/*}" 2>/dev/null; exit $code)`;
  const name = quoteForShell(fileName.split('--')[0] ?? fileName);
  const notes = [`Where another version of it is in use, run brew unlink ${name} first.`];
  if (dependencies.length > 0) {
    notes.push(
      `It needs ${dependencies.join(', ')}: install those first, one command each, in this order.`,
    );
  }
  if (!hasSidecar) {
    notes.push(
      'There is no sidecar beside the bottle: brew then does not know which dependencies it was built with.',
    );
  }
  return { command, notes };
}

/** Quotes a word for sh when it needs it. */
function quoteForShell(word: string): string {
  if (/^[A-Za-z0-9@%+=:,./_-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
