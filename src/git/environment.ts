/** Environment variables as a process has them. */
export type GitEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Git's own variables that are kept: they say where git and its configuration are. Everything else that starts with
 * `GIT_` goes, for a `GIT_DIR` or `GIT_INDEX_FILE` left over by a hook would point git at another repository.
 */
const KEPT = /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH)$/;

/** What makes every git command of brewpull a pure reader that says the same in every language. */
const FIXED = {
  LC_ALL: 'C',
  LANGUAGE: '',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_PAGER: 'cat',
  // The history is what was committed, not what this clone replaces it with; both also switch the commit-graph off.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // A partial clone must not grow by being read: git 2.45 obeys the first, older ones stop at the second.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
} as const;

/** Gives the environment for a git command that only reads a local repository. */
export function readingEnvironment(environment: GitEnvironment): Record<string, string> {
  return { ...keepVariables(environment, KEPT), ...FIXED };
}

/** Leaves out git's own variables but for some. */
export function keepVariables(environment: GitEnvironment, kept: RegExp): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([key, value]) =>
    value !== undefined && (!key.startsWith('GIT_') || kept.test(key))
      ? [[key, value] as const]
      : [],
  );
  return Object.fromEntries(entries);
}
