import { parseHex } from '../../../core/digest.ts';
import {
  type BrewRelease,
  type BrewSystem,
  type PortableRuby,
  RUBY_REPOSITORIES,
  type RubyFile,
} from './brew-release.ts';
import { RELEASES, RUBIES } from './release-table.ts';
import { systemOfRubyTag } from './ruby-system.ts';

/** Lists the releases of Homebrew in brewpull's table, oldest first. Takes a millisecond. */
export function listKnownReleases(): readonly BrewRelease[] {
  const rubies = new Map(linesOf(RUBIES).map(readRuby));
  return linesOf(RELEASES).map((line) => readRelease(line, rubies));
}

function linesOf(table: string): readonly string[] {
  return table.trim().split('\n');
}

function readRuby(line: string): readonly [string, PortableRuby] {
  const [key = '', place, ...builds] = line.split(' ');
  const repository = RUBY_REPOSITORIES.find((each) => each === place);
  if (repository === undefined) throw brokenLine(line);
  const files = new Map<BrewSystem, RubyFile>();
  for (const build of builds) {
    const [bottleTag = '', sha256 = ''] = build.split(':');
    const system = systemOfRubyTag(bottleTag);
    if (system === undefined || files.has(system)) throw brokenLine(line);
    files.set(system, { bottleTag, sha256: parseHex(sha256) });
  }
  return [key, { version: key.replace(/\+\d+$/, ''), repository, files }];
}

function readRelease(line: string, rubies: ReadonlyMap<string, PortableRuby>): BrewRelease {
  const [tag, date, commit, tree, key, oldest, takes, tools] = line.split(' ');
  const ruby = rubies.get(key ?? '');
  if (
    tag === undefined ||
    date === undefined ||
    commit === undefined ||
    tree === undefined ||
    ruby === undefined
  ) {
    throw brokenLine(line);
  }
  return {
    tag,
    date,
    commit,
    tree,
    oldestMacosAllowed: oldest,
    ruby,
    takesPaths: takes === 'yes',
    toolsFor: (['x86_64', 'arm64'] as const).filter((arch) => tools?.split(',').includes(arch)),
    isInTable: true,
  };
}

function brokenLine(line: string): Error {
  return new Error(`Internal error: the table of Homebrew's releases has a broken line: ${line}`);
}
