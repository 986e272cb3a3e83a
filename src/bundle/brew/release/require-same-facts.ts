import { DisagreementError } from '../../../core/errors.ts';
import type { BrewFacts, BrewRelease, PortableRuby } from './brew-release.ts';

/**
 * Compares a release in the table with what its tree says. Throws {@link DisagreementError} with both values at the first
 * difference.
 */
export function requireSameFacts(release: BrewRelease, facts: BrewFacts): void {
  const told = describeFacts(facts);
  for (const [what, known] of describeFacts(release)) {
    const value = told.get(what) ?? 'nothing';
    if (value === known) continue;
    throw new DisagreementError(`Homebrew ${release.tag}: ${what}`, [
      { source: release.isInTable ? "brewpull's table" : 'what was read before', value: known },
      { source: 'its tree', value },
    ]);
  }
}

function describeFacts(facts: BrewFacts): ReadonlyMap<string, string> {
  const { oldestMacosAllowed, ruby, takesPaths, toolsFor } = facts;
  return new Map([
    ['the oldest macOS that it allows', oldestMacosAllowed ?? 'nothing'],
    ['its version of Portable Ruby', ruby.version],
    ['the place of its Portable Ruby', ruby.repository],
    ['the files of its Portable Ruby', describeFiles(ruby)],
    ['whether it takes bottles by path', takesPaths ? 'yes' : 'no'],
    ['where it asks for the Command Line Tools', toolsFor.toSorted().join(', ') || 'nowhere'],
  ]);
}

function describeFiles({ files }: PortableRuby): string {
  return [...files]
    .map(([system, { bottleTag, sha256 }]) => `${system} ${bottleTag} ${sha256}`)
    .toSorted()
    .join(', ');
}
