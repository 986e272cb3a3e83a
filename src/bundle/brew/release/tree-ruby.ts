import { isHex, parseHex } from '../../../core/digest.ts';
import {
  type BrewSystem,
  type PortableRuby,
  RUBY_REPOSITORIES,
  type RubyFile,
  type RubyRepository,
} from './brew-release.ts';
import { type BrewTree, readTreeText, treeFault } from './brew-tree.ts';
import { systemOfRubyTag } from './ruby-system.ts';

const VENDOR = 'Library/Homebrew/vendor';
const VERSION = `${VENDOR}/portable-ruby-version`;
const SCRIPT = 'Library/Homebrew/cmd/vendor-install.sh';
const SYSTEMS: readonly BrewSystem[] = [
  'x86_64-darwin',
  'arm64-darwin',
  'x86_64-linux',
  'arm64-linux',
];

/** Reads which Portable Ruby a tree uses. Throws `InvalidFileError` if it does not say so in a known way. */
export function readPortableRuby(tree: BrewTree): PortableRuby {
  const version = (readTreeText(tree, VERSION) ?? '').trim();
  if (!/^\d{1,3}(?:\.\d{1,3}){2}(?:_\d{1,3})?$/.test(version)) {
    throw treeFault(VERSION, 'it is not a version of Ruby');
  }
  const script = readTreeText(tree, SCRIPT);
  if (script === undefined) throw treeFault(SCRIPT, 'it is not there');
  const own = readSystemFiles(tree);
  const files = own.size > 0 ? own : readScript(script, version);
  if (files.size === 0) throw treeFault(SCRIPT, 'it names no Portable Ruby');
  return { version, repository: readRepository(script), files };
}

/** Reads the file of two settings that each system has had since 4.3.8. */
function readSystemFiles(tree: BrewTree): ReadonlyMap<BrewSystem, RubyFile> {
  const files = new Map<BrewSystem, RubyFile>();
  for (const system of SYSTEMS) {
    const path = `${VENDOR}/portable-ruby-${system}`;
    const text = readTreeText(tree, path);
    if (text === undefined) continue;
    const [, bottleTag = '', sha256 = ''] =
      /^ruby_TAG=(\w{1,40})\nruby_SHA=([0-9a-f]{64})\n*$/.exec(text) ?? [];
    if (systemOfRubyTag(bottleTag) !== system || !isHex(sha256)) {
      throw treeFault(path, 'it does not name one bottle of Portable Ruby for this system');
    }
    files.set(system, { bottleTag, sha256 });
  }
  return files;
}

/** Reads the script that fetches it, which named all of them until 4.3.7. */
function readScript(script: string, version: string): ReadonlyMap<BrewSystem, RubyFile> {
  const files = new Map<BrewSystem, RubyFile>();
  const pairs = script.matchAll(
    /^ *ruby_FILENAME="portable-ruby-([^"\n]*?)\.(\w{1,40})\.bottle\.tar\.gz"\n *ruby_SHA="([0-9a-f]{64})"$/gm,
  );
  for (const [, named = '', bottleTag = '', sha256 = ''] of pairs) {
    const system = systemOfRubyTag(bottleTag);
    if (system === undefined) throw treeFault(SCRIPT, `it names a Portable Ruby for ${bottleTag}`);
    if (files.has(system)) throw treeFault(SCRIPT, `it names two Portable Rubies for ${system}`);
    if (named !== version && named !== '${HOMEBREW_PORTABLE_RUBY_VERSION}') {
      throw treeFault(SCRIPT, `it names Portable Ruby ${named}, and ${VERSION} says ${version}`);
    }
    files.set(system, { bottleTag, sha256: parseHex(sha256) });
  }
  return files;
}

function readRepository(script: string): RubyRepository {
  const named = script.matchAll(/"https:\/\/ghcr\.io\/v2\/([^"\s]*)\/blobs\/sha256:/g);
  const [place, second] = new Set([...named].map((match) => match[1]));
  const repository = RUBY_REPOSITORIES.find((each) => each === place);
  if (repository === undefined || second !== undefined) {
    throw treeFault(SCRIPT, 'it does not name one known place of Portable Ruby at ghcr.io');
  }
  return repository;
}
