import { closestNames } from '../../../core/closest-names.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Command } from '../../command.ts';
import { isOptionName, OPTION_NAMES, optionSpec, wordOf, type OptionName } from './options.ts';
import { HELP_HINT } from './refusal.ts';

/** The names that other programs use for brewpull's options. */
const OTHER_NAMES: Readonly<Record<string, OptionName>> = {
  os: 'macos',
  osx: 'macos',
  'mac-os': 'macos',
  'macos-version': 'macos',
  'os-version': 'macos',
  release: 'macos',
  architecture: 'arch',
  cpu: 'arch',
  platform: 'target',
  'bottle-tag': 'target',
  tag: 'target',
  dependencies: 'deps',
  'with-deps': 'deps',
  recursive: 'deps',
  resolve: 'deps',
  out: 'output',
  dir: 'output',
  dest: 'output',
  destdir: 'output',
  'output-dir': 'output',
  directory: 'output',
  file: 'from-file',
  requirement: 'from-file',
  cache: 'cache-dir',
  jobs: 'concurrency',
  parallel: 'concurrency',
  date: 'before',
  until: 'before',
  commit: 'at',
  cacert: 'ca-file',
  cert: 'ca-file',
  insecure: 'insecure-registry',
  user: 'creds',
  username: 'creds',
  password: 'creds',
  silent: 'quiet',
  simulate: 'dry-run',
  why: 'explain',
  bind: 'host',
  listen: 'host',
  'tls-cert': 'cert',
  'tls-key': 'key',
  token: 'token-file',
};

/** Options of brew for things that brewpull does not do, or always does. */
const NOT_HERE: Readonly<Record<string, string>> = {
  cask: 'Leave it out: casks have no bottles.',
  casks: 'Leave it out: casks have no bottles.',
  formula: 'Leave it out: every name is a formula.',
  formulae: 'Leave it out: every name is a formula.',
  'force-bottle': 'Leave it out: brewpull fetches nothing but bottles.',
  HEAD: 'Leave it out: brewpull fetches nothing but bottles, and a HEAD has none.',
  'build-from-source': 'Leave it out: brewpull fetches nothing but bottles.',
  retry: 'Leave it out: failed requests are tried again.',
  progress: 'Leave it out: progress is shown unless --no-progress is given.',
};

/**
 * Refuses the long name of an option after a single dash, e.g. `-arch`, which the parser library would split into short options.
 */
export function refuseOneDash(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  for (const word of end === -1 ? argv : argv.slice(0, end)) {
    const name = /^-(\w[\w-]+)/.exec(word)?.[1];
    if (name === undefined || !isOptionName(name)) continue;
    throw new UsageError(`unknown option -${name}`, { hint: `Did you mean --${name}?` });
  }
}

/** Returns the error for an option that a command does not take; it names the one that may be meant. */
export function unknownOption(word: string, command: Command): UsageError {
  const option = `${word.length === 1 ? '-' : '--'}${word}`;
  const name = OPTION_NAMES.find((each) => optionSpec(each).alias === word) ?? word;
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  const meant = other !== undefined && command.options.includes(other) ? other : undefined;
  if (isOptionName(name)) {
    return new UsageError(`${command.name} has no option ${option}`, {
      hint:
        meant === undefined
          ? `Run brewpull ${command.name} --help for its options.`
          : `Did you mean --${meant}?`,
    });
  }
  const hint = hintFor(name, meant, command);
  return new UsageError(`unknown option ${option}`, hint === undefined ? HELP_HINT : { hint });
}

function hintFor(
  name: string,
  meant: OptionName | undefined,
  { options }: Command,
): string | undefined {
  if (meant !== undefined) return `Did you mean --${meant}?`;
  if (Object.hasOwn(NOT_HERE, name)) return NOT_HERE[name];
  // The option without `no-` is close, but means the opposite.
  const opposite = options.find((each) => name === `no-${each}`);
  if (opposite !== undefined && optionSpec(opposite).type === 'flag') {
    return `Write --${opposite}=no; without it, it is off unless a file or a variable sets it.`;
  }
  const near = closestNames(name, options.map(wordOf), 1)[0];
  return near === undefined ? undefined : `Did you mean --${near}?`;
}
