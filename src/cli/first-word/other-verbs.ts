/** What was typed after a verb that brewpull does not have. */
interface TypedAfter {
  /** The words, or a placeholder if there are none. */
  readonly names: readonly string[];
  readonly isAlone: boolean;
  /** Whether a macOS or a bottle tag was typed, too. */
  readonly hasTarget: boolean;
}

/** Verbs of brew, apt, npm and pip that mean the same thing. */
interface OtherVerbs {
  readonly verbs: readonly string[];
  /** The words of the nearest command line of brewpull. */
  readonly nearest: (typed: TypedAfter) => readonly string[];
  /** What that line is for, if it does not say so itself; comes after it. */
  readonly purpose?: string;
  /** What is different here, if brewpull does nothing like it; comes after "is not a command of brewpull". */
  readonly because?: string;
}

/**
 * Words that people know from other programs. As the first word they are never silently taken for formulae, even if a formula has
 * the name, as with `fetch` and `up`. Words that are better known as formulae (`check`, `make`, `cask`) are not among them.
 */
const OTHER_VERBS: readonly OtherVerbs[] = [
  {
    verbs: ['install', 'reinstall', 'add', 'i', 'inst', 'mirror'],
    nearest: ({ names }) => ['bundle', ...names],
  },
  {
    verbs: ['fetch', 'download', 'dl', 'get', 'grab'],
    nearest: ({ names }) => ['pull', ...names],
  },
  {
    verbs: ['info', 'show', 'view', 'desc', 'describe', 'home', 'homepage', 'cat', 'abv'],
    nearest: ({ names, hasTarget }) =>
      hasTarget ? ['resolve', ...names] : ['history', ...names.slice(0, 1)],
  },
  { verbs: ['versions', 'log'], nearest: ({ names }) => ['history', ...names.slice(0, 1)] },
  {
    verbs: ['search', 'find', 'list', 'ls', 'leaves', 'formulae', 'casks', 'available'],
    nearest: ({ names, isAlone }) => ['coverage', ...(isAlone ? [] : names.slice(0, 1))],
    purpose: 'to see what that Mac still gets',
  },
  {
    verbs: ['update', 'upgrade', 'up', 'outdated'],
    nearest: ({ names, isAlone }) =>
      isAlone ? ['sync'] : ['lock', ...names.flatMap((name) => ['--update', name])],
  },
  {
    verbs: ['uninstall', 'remove', 'rm', 'autoremove', 'purge'],
    nearest: () => ['cache', 'clean'],
    purpose: 'to remove downloads here, or brew uninstall on the Mac',
    because: ', which installs nothing',
  },
  {
    verbs: ['link', 'unlink', 'pin', 'unpin', 'services', 'postinstall', 'switch'],
    nearest: ({ names }) => ['bundle', ...names],
    purpose: 'and its installer on the Mac, where brew can do this',
    because: ', which installs nothing',
  },
  {
    verbs: ['deps', 'dependencies', 'depends', 'uses', 'rdepends'],
    nearest: ({ names }) => ['plan', ...names],
    purpose: 'to see what it needs',
  },
  {
    verbs: ['tap', 'tap-info'],
    nearest: ({ names, isAlone }) => (isAlone ? ['sync'] : ['sync', '--tap', ...names.slice(0, 1)]),
    purpose: 'to fetch the history of a tap',
  },
  {
    verbs: ['cleanup', 'untap', 'prune'],
    nearest: () => ['cache', 'clean'],
    purpose: 'to remove downloads',
  },
  {
    verbs: ['config', 'shellenv', 'env', 'settings'],
    nearest: () => ['help', '--all'],
    purpose: 'for every option, variable and file',
  },
  { verbs: ['commands'], nearest: () => ['help'] },
  {
    verbs: ['audit', 'validate'],
    nearest: ({ names }) => ['verify', ...names],
    purpose: 'to check files',
  },
];

/** Every verb of other programs, to find words that are similar to one. */
export const OTHER_VERB_WORDS: readonly string[] = OTHER_VERBS.flatMap(({ verbs }) => verbs);

/** Returns what is known about a word that is a verb of other programs; undefined for any other word. */
export function findOtherVerb(word: string): OtherVerbs | undefined {
  return OTHER_VERBS.find(({ verbs }) => verbs.includes(word.toLowerCase()));
}
