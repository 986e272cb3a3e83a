import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from '../../../src/archive/pack-tar.ts';
import { readInstaller } from '../../../src/bundle/installer/script.ts';
import { environmentRules, toolsRule } from './machine.ts';
import { addFile as addListedFile } from './forge.ts';

/** A small Homebrew as a bundle brings it: the stand-in brew with its tree, and a Ruby that only prints its version. */
export interface BrewSource {
  readonly tag: string;
  readonly rubyVersion?: string;
  /** What the tree says it wants, if that is not what the bundle brings. */
  readonly wantedRuby?: string;
  /** Whether the Ruby fails when asked for its version, like one that is built for a newer macOS. */
  readonly isRubyBroken?: boolean;
  readonly needsTools?: boolean;
  /** Members to add to the tree. */
  readonly members?: Readonly<Record<string, string>>;
}

/** Puts a brew into a bundle that is a folder, for one of its targets, and lists it in the sums of the bundle. */
export async function addBrewSource(
  bundle: string,
  target: string,
  source: BrewSource,
): Promise<void> {
  const { tag, rubyVersion = '3.4.5', needsTools = false } = source;
  const tar = await packBytes(await treeOf(source));
  const ruby = gzipSync(await packBytes(rubyOf(source)));
  const tarFile = `brew/homebrew-${tag}.tar`;
  const rubyFile = `brew/portable-ruby-${rubyVersion}.el_capitan.bottle.tar.gz`;
  const fields = [tag, needsTools ? 1 : 0, tarFile, sha256(tar), rubyVersion, rubyFile];
  const list = [
    '# tag\ttools\tsource\tsha256\truby-version\truby\tsha256',
    [...fields, sha256(ruby)].join('\t'),
    '',
  ].join('\n');
  await addFile(bundle, tarFile, tar);
  await addFile(bundle, rubyFile, ruby);
  await addFile(bundle, `installer/${target}/brew.tsv`, Buffer.from(list));
  await addFile(bundle, 'installer/lay-brew.sh', await readInstaller('lay-brew.sh'));
}

/** Writes the same tree into a folder, like a brew that is already there, without its Ruby. */
export async function layTree(folder: string, source: BrewSource): Promise<void> {
  for (const { name, mode, content } of await treeOf(source)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode });
  }
}

interface Member extends TarEntry {
  readonly content: Uint8Array;
}

/** Lists the files of the tree. */
export async function treeOf(source: BrewSource): Promise<readonly Member[]> {
  const { tag, rubyVersion = '3.4.5', wantedRuby = rubyVersion, members = {} } = source;
  const brew = await readFile(join(import.meta.dirname, 'brew'));
  const settings = `version=${tag} ruby=present lie=no stall= refuse= libc=new\n`;
  return [
    member('.gitignore', '/Library\n'),
    member('README.md', `# Homebrew ${tag}\n`),
    member('Library/Homebrew/brew.sh', 'HOMEBREW_MACOS_OLDEST_ALLOWED="10.11"\n'),
    member('Library/Homebrew/env_config.rb', environmentRules(tag)),
    member('Library/Homebrew/extend/os/mac/diagnostic.rb', toolsRule(tag)),
    member('Library/Homebrew/vendor/portable-ruby-version', `${wantedRuby}\n`),
    member('Library/Homebrew/vendor/portable-ruby-x86_64-darwin', 'ruby_TAG=catalina\n'),
    member('bin/brew', brew, 0o755),
    ...Object.entries(members).map(([name, text]) => member(name, text)),
    member('stand-in/calls', ''),
    member('stand-in/settings', settings),
  ];
}

/** Lists the files of the Ruby. */
export function rubyOf({
  rubyVersion = '3.4.5',
  isRubyBroken = false,
}: BrewSource): readonly Member[] {
  const text = isRubyBroken
    ? '#!/bin/sh\necho "dyld: Symbol not found: _futimens" >&2\nexit 134\n'
    : `#!/bin/sh\necho "ruby ${rubyVersion}"\n`;
  return [
    member(`portable-ruby/${rubyVersion}/.brew/portable-ruby.rb`, ''),
    member(`portable-ruby/${rubyVersion}/bin/ruby`, text, 0o755),
  ];
}

function member(name: string, text: string | Uint8Array, mode = 0o644): Member {
  const content = Buffer.from(text);
  return { name, mode, sizeBytes: content.length, content };
}

/** Packs files into a tar. */
export async function packBytes(members: readonly TarEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of packTar(members)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function addFile(bundle: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(bundle, name)), { recursive: true });
  await addListedFile(bundle, name, bytes);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
