import { keepVariables, type GitEnvironment } from '../../environment.ts';
import type { RemoteAddress } from './remote-address.ts';

/** How git reaches the network. */
export interface GitNetwork {
  readonly environment: GitEnvironment;
  /** The proxy for every request; undefined leaves it to the environment. */
  readonly proxy: string | undefined;
  /** Names the proxy on the way to a remote, without its password; for messages. */
  readonly nameProxy?: (remote: string) => string | undefined;
  /** A file with all authorities to trust; undefined leaves it to git. */
  readonly authoritiesFile: string | undefined;
}

/** The remote's name for git; no file contains it, only the environment of the commands that fetch. */
export const REMOTE = 'brewpull';

/** The git variables that a git command that writes may inherit; any other could lead it to another repository. */
const KEPT =
  /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH|SSH.*|ALLOW_PROTOCOL|SSL_.*)$/;

/** In brewpull's own repositories no hook of the user runs, and nothing is tidied while refs and objects are apart. */
const SETTINGS = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
] as const;

/** Protocols that lead to a server or a folder; others run what the address says, or wait for something that never comes. */
const PROTOCOLS = 'file:git:http:https:ssh';

/** Answers git's request for a login from the environment, so that no command line and no file contains it. */
const HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$BREWPULL_GIT_USER" "$BREWPULL_GIT_PASSWORD"; }; f`;

type Setting = readonly [key: string, value: string];

/** Returns the environment for git commands that work on brewpull's own repositories without the network. */
export function ownEnvironment(network: GitNetwork): Record<string, string> {
  return {
    ...withSettings(inherited(network.environment), SETTINGS),
    // A list of commits lacks files, which is no reason to fetch them.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
  };
}

/**
 * Returns the environment for git commands that fetch from {@link REMOTE}. It carries the address, the proxy and passwords,
 * because every user of the machine can read a command line.
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
  // The empty one drops the user's own helpers for this server: they would save this password.
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

/** https://git-scm.com/docs/git-config#ENVIRONMENT: numbered settings, after those the user already has there. */
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
