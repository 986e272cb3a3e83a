import { InvalidFileError } from '../../../core/errors.ts';
import type { TargetArch } from '../../../core/target.ts';
import type { BrewFacts } from './brew-release.ts';
import { type BrewTree, readTreeText, treeFault } from './brew-tree.ts';
import { readPortableRuby } from './tree-ruby.ts';

const BREW = 'Library/Homebrew/brew.sh';
const ENVIRONMENT = 'Library/Homebrew/env_config.rb';
const DIAGNOSTIC = 'Library/Homebrew/extend/os/mac/diagnostic.rb';
const INSTALLER = 'Library/Homebrew/extend/os/mac/formula_installer.rb';
const TOOLS_CHECK = 'check_for_installed_developer_tools';
const POUR_CHECK = 'check_developer_tools_for_bottle_pour';

/**
 * Reads what the tree of a release says about itself. Throws {@link InvalidFileError} if it is written differently than in every
 * release before: nothing is guessed, and nothing in the tree is run.
 */
export function readTreeFacts(tree: BrewTree): BrewFacts {
  return {
    oldestMacosAllowed: readOldestMacos(tree),
    ruby: readPortableRuby(tree),
    takesPaths: !requireText(tree, ENVIRONMENT).includes('def forbid_packages_from_paths?'),
    toolsFor: readToolsRule(tree),
  };
}

function readOldestMacos(tree: BrewTree): string | undefined {
  const lines = requireText(tree, BREW).match(/^ *HOMEBREW_MACOS_OLDEST_ALLOWED=.*$/gm) ?? [];
  const [line, second] = lines;
  if (line === undefined) return undefined;
  const version = /^HOMEBREW_MACOS_OLDEST_ALLOWED="(\d{2}(?:\.\d{1,2})?)"$/.exec(line)?.[1];
  if (version === undefined || second !== undefined) {
    throw treeFault(BREW, 'it does not say in one plain line which macOS is the oldest');
  }
  return version;
}

function readToolsRule(tree: BrewTree): readonly TargetArch[] {
  const text = requireText(tree, DIAGNOSTIC);
  const method = /^( *)def fatal_preinstall_checks\n([\s\S]*?)^\1end$/m.exec(text)?.[2];
  if (method === undefined) {
    throw treeFault(DIAGNOSTIC, 'it has no fatal_preinstall_checks');
  }
  const found = new Set<TargetArch>();
  for (const line of method.split('\n').filter((each) => each.includes(TOOLS_CHECK))) {
    const condition = /^ *checks << "\w+" (if|unless) (?:::)?Hardware::CPU\.arm\?$/.exec(line)?.[1];
    if (condition === undefined) {
      throw treeFault(
        DIAGNOSTIC,
        `it asks for the Command Line Tools in a new way: ${line.trim()}`,
      );
    }
    found.add(condition === 'if' ? 'arm64' : 'x86_64');
  }
  // 6.0.10 and 6.0.11 ask on Apple silicon for each bottle whose paths have to be changed.
  if (readTreeText(tree, INSTALLER)?.includes(POUR_CHECK) === true) found.add('arm64');
  return (['x86_64', 'arm64'] as const).filter((arch) => found.has(arch));
}

function requireText(tree: BrewTree, path: string): string {
  const text = readTreeText(tree, path);
  if (text !== undefined) return text;
  throw new InvalidFileError(
    `this is not a tree of Homebrew as brewpull knows it: it has no ${path}`,
  );
}
