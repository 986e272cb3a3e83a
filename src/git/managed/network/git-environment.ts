import { keepVariables, type GitEnvironment } from '../../environment.ts';
import type { RemoteAddress } from './remote-address.ts';

/** How git reaches the network. */
export interface GitNetwork {
  readonly environment: GitEnvironment;
  /** For every request; undefined leaves it to the environment. */
  readonly proxy: string | undefined;
  /** Names the proxy on the way to a remote, without its password; for messages. */
  readonly nameProxy?: (remote: string) => string | undefined;
  /** A file with all authorities to trust; undefined leaves it to git. */
  readonly authoritiesFile: string | undefined;
}

/** The name of the remote in git's words; no file has it, only the environment of the commands that fetch. */
export const REMOTE = 'brewpull';

/** Variables that may not follow brewpull into a git command that writes: they would lead it to another repository. */
const KEPT =
  /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH|SSH.*|ALLOW_PROTOCOL|SSL_.*)$/;

/** In brewpull's own repositories no hook of the user's runs, and nothing is tidied while refs and objects are apart. */
const SETTINGS = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
] as const;

/** Ways to fetch that end at a server or a folder; others run what the address says, or wait for what never comes. */
const PROTOCOLS = 'file:git:http:https:ssh';

/** Answers git's question for a login out of the environment, so that no command line and no file holds it. */
const HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$BREWPULL_GIT_USER" "$BREWPULL_GIT_PASSWORD"; }; f`;

type Setting = readonly [key: string, value: string];

/** Gives the environment for git commands that work on brewpull's own repositories and reach no network. */
export function ownEnvironment(network: GitNetwork): Record<string, string> {
  return {
    ...withSettings(inherited(network.environment), SETTINGS),
    // A list of commits lacks files, which is no reason to fetch them.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
  };
}

/**
 * Gives the environment for git commands that fetch from {@link REMOTE}. The address, the proxy and passwords travel in it,
 * for a command line is there for every user of the machine to read.
 */
export function fetchEnvironment(
  { environment, proxy, authoritiesFile }: GitNetwork,
  { url, login }: RemoteAddress,
): Record<string, string> {
  const settings: Setting[] = [
    ...SETTINGS,
    ['protocol.version', '2'],
    [`remote.${REMOTE}.url`, url],
    ...(proxy === undefined ? [] : [['http.proxy', proxy] as const]),
    ...(authoritiesFile === undefined ? [] : [['http.sslCAInfo', authoritiesFile] as const]),
  ];
  const inheritedOnes = { GIT_ALLOW_PROTOCOL: PROTOCOLS, ...inherited(environment) };
  if (login === undefined) return withSettings(inheritedOnes, settings);
  const { origin, user, password } = login;
  if (password === undefined) {
    return withSettings(inheritedOnes, [...settings, [`credential.${origin}.username`, user]]);
  }
  // The empty one drops the user's own helpers for this server: they would keep this password.
  const helpers: Setting[] = ['', HELPER].map((helper) => [`credential.${origin}.helper`, helper]);
  return {
    ...withSettings(inheritedOnes, [...settings, ...helpers]),
    BREWPULL_GIT_USER: user,
    BREWPULL_GIT_PASSWORD: password,
  };
}

function inherited(environment: GitEnvironment): Record<string, string> {
  return {
    ...keepVariables(environment, KEPT),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

/** https://git-scm.com/docs/git-config#ENVIRONMENT: numbered settings, after those that the user has there. */
function withSettings(
  environment: Record<string, string>,
  settings: readonly Setting[],
): Record<string, string> {
  const first = Number(environment['GIT_CONFIG_COUNT'] ?? '0');
  const start = Number.isSafeInteger(first) && first > 0 ? first : 0;
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${start + index}`, key],
    [`GIT_CONFIG_VALUE_${start + index}`, value],
  ]);
  return {
    ...environment,
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(start + settings.length),
  };
}
