import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where brew keeps its own repository by default: macOS on Apple Silicon and on Intel, Linux. */
const REPOSITORIES = [
  '/opt/homebrew',
  '/usr/local/Homebrew',
  '/home/linuxbrew/.linuxbrew/Homebrew',
];

/**
 * Finds Homebrew's clone of a tap (`user/repo`) on this machine; undefined if there is none: since Homebrew 4, most machines
 * have no clone of homebrew-core. `HOMEBREW_LIBRARY` and `HOMEBREW_REPOSITORY` are tried first if they are set.
 * Rule: HOMEBREW_TAP_DIRECTORY in Library/Homebrew/startup/config.rb at aad366ffaf.
 */
export async function findTapDirectory(
  tap: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const { HOMEBREW_LIBRARY: library, HOMEBREW_REPOSITORY: repository, HOME: home } = environment;
  const [user = '', repo = ''] = tap.split('/');
  const libraries = [
    ...(isSet(library) ? [library] : []),
    ...(isSet(repository) ? [join(repository, 'Library')] : []),
    ...REPOSITORIES.map((each) => join(each, 'Library')),
    ...(isSet(home) ? [join(home, '.linuxbrew/Homebrew/Library')] : []),
  ];
  for (const each of libraries) {
    const folder = join(each, 'Taps', user, `homebrew-${repo}`);
    // Every clone that brew makes has a .git; an empty folder that an untap left behind does not.
    if (await exists(join(folder, '.git'))) return folder;
  }
  return undefined;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    // Whatever the reason, brewpull cannot use it.
    return false;
  }
}
