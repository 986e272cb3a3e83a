/** The environment variables of a process. */
export type GitEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The git variables that are kept: they say where git and its configuration are. Everything else that starts with `GIT_` is
 * dropped, because a `GIT_DIR` or `GIT_INDEX_FILE` left over by a hook would point git at another repository.
 */
const KEPT = /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH)$/;

/** What makes every git command of brewpull only read, and print the same in every language. */
const FIXED = {
  LC_ALL: 'C',
  LANGUAGE: '',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_PAGER: 'cat',
  // The history is what was committed, not what this clone replaces it with; both also turn the commit-graph off.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // A partial clone must not grow when it is read: git 2.45 obeys the first, older ones stop at the second.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
} as const;

/** Returns the environment for a git command that only reads a local repository. */
export function readingEnvironment(environment: GitEnvironment): Record<string, string> {
  return { ...keepVariables(environment, KEPT), ...FIXED };
}

/** Drops git's own variables except for those that match `kept`. */
export function keepVariables(environment: GitEnvironment, kept: RegExp): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([key, value]) =>
    value !== undefined && (!key.startsWith('GIT_') || kept.test(key))
      ? [[key, value] as const]
      : [],
  );
  return Object.fromEntries(entries);
}
