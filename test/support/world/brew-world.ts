import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { packBytes, rubyOf, treeOf } from '../brew/brew-source.ts';
import { environmentRules } from '../brew/machine.ts';
import { sha256Of } from '../registry/build-bottle.ts';
import { type FakeRegistry, startRegistry } from '../registry/fake-registry.ts';
import { publishBottles, type Published } from '../registry/publish-bottles.ts';
import { buildTap, runGit, type Tap } from '../tap/build-tap.ts';
import type { TapCommit } from '../tap/fast-import.ts';
import { formulaText } from '../tap/formula-text.ts';

/** The newest release of {@link BrewWorld.brew}: newer than brewpull's table. */
export const NEW_BREW = '99.0.1';
/** The release before it. */
export const OLD_BREW = '99.0.0';
/** The Ruby of both. */
export const RUBY = '8.0.1';

/** The bottle tag of each system's Ruby, as trees name it. */
const RUBY_TAGS = {
  'x86_64-darwin': 'catalina',
  'arm64-darwin': 'arm64_big_sur',
  'x86_64-linux': 'x86_64_linux',
} as const;

/** A small Homebrew/brew and a small homebrew-core, with a registry that has the Ruby of the one and the bottles of the other. */
export interface BrewWorld extends AsyncDisposable {
  /** Its tags are {@link OLD_BREW} and {@link NEW_BREW}. */
  readonly brew: Tap;
  readonly tap: Tap;
  readonly registry: FakeRegistry;
  readonly ruby: Published;
}

/** What differs from how it should be. */
export interface BrewWorldOptions {
  /** Files that are added to the newest release, or replaced in it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  /** What homebrew-core's own formula says about its Ruby. */
  readonly formulaSha256?: string;
}

/** Builds the world; dispose of it. */
export async function startBrewWorld(options: BrewWorldOptions = {}): Promise<BrewWorld> {
  const registry = await startRegistry();
  const ruby = await publishRuby(registry);
  const editor = publishBottles(registry, {
    formula: 'editor',
    pkgVersion: '9.0',
    tags: ['big_sur', 'arm64_ventura'],
  });
  const shaOf = (published: Published): Readonly<Record<string, string>> =>
    Object.fromEntries([...published.bottles].map(([tag, { sha256 }]) => [tag, sha256]));
  const rubies = Object.entries(shaOf(ruby)).map(
    ([tag, sha256]) => [tag, options.formulaSha256 ?? sha256] as const,
  );
  const tap = await buildTap({
    commits: [
      {
        subject: 'editor 9.0',
        write: {
          'Formula/e/editor.rb': formulaText({
            name: 'editor',
            version: '9.0',
            bottle: { entries: shaOf(editor) },
          }),
          'Formula/p/portable-ruby.rb': formulaText({
            name: 'portable-ruby',
            version: RUBY,
            bottle: { entries: Object.fromEntries(rubies) },
          }),
        },
      },
    ],
  });
  const brew = await buildBrew(ruby, options);
  return {
    brew,
    tap,
    registry,
    ruby,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([brew, tap, registry].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

async function publishRuby(registry: FakeRegistry): Promise<Published> {
  const tar = await packBytes(rubyOf({ tag: NEW_BREW, rubyVersion: RUBY }));
  const contents = Object.values(RUBY_TAGS).map((tag, index) => {
    const bytes = gzipSync(tar, { level: index + 1 });
    const bottle = {
      bytes,
      sha256: sha256Of(bytes),
      sizeBytes: bytes.length,
      tarSha256: sha256Of(tar),
      installedSizeBytes: tar.length,
    };
    // Machines that build for an older system report their own.
    return [tag, { bottle, osVersion: tag.endsWith('linux') ? 'Ubuntu 22.04' : 'macOS 15' }];
  });
  return publishBottles(registry, {
    formula: 'portable-ruby',
    pkgVersion: RUBY,
    tags: Object.fromEntries(contents),
  });
}

async function buildBrew(ruby: Published, { files, links }: BrewWorldOptions): Promise<Tap> {
  const members = await treeOf({ tag: NEW_BREW, rubyVersion: RUBY });
  const rubies = Object.fromEntries(
    Object.entries(RUBY_TAGS).map(([system, tag]) => [
      system,
      [tag, ruby.bottles.get(tag)?.sha256 ?? ''] as const,
    ]),
  );
  const write = {
    ...Object.fromEntries(members.map(({ name, content }) => [name, content])),
    ...brewFiles(rubies),
  };
  const commit: TapCommit = {
    subject: OLD_BREW,
    date: '2030-01-01T12:00:00Z',
    write,
    executable: members.filter(({ mode }) => mode === 0o755).map(({ name }) => name),
    link: { 'Library/Homebrew/shims/mac/git': '../shared/git', 'docs/README.md': '../README.md' },
  };
  const newer: TapCommit = {
    subject: NEW_BREW,
    date: '2030-01-08T12:00:00Z',
    write: { 'README.md': `# Homebrew ${NEW_BREW}\n`, ...files },
    ...(links === undefined ? {} : { link: links }),
  };
  const directory = await mkdtemp(join(tmpdir(), 'brewpull-brew-'));
  const brew = await buildTap({ commits: [commit, newer], directory });
  await runGit(directory, ['tag', OLD_BREW, brew.oid(OLD_BREW)]);
  await runGit(directory, ['tag', '-a', '-m', NEW_BREW, NEW_BREW, brew.oid(NEW_BREW)]);
  return brew;
}

/** Returns what trees say about themselves, like real ones since 6.0.16; `rubies` has bottle tag and sha256 for each system. */
export function brewFiles(
  rubies: Readonly<Record<string, readonly [tag: string, sha256: string]>>,
): Readonly<Record<string, string>> {
  const vendor = 'Library/Homebrew/vendor/portable-ruby';
  return {
    ...Object.fromEntries(
      Object.entries(rubies).map(([system, [tag, sha256]]) => [
        `${vendor}-${system}`,
        `ruby_TAG=${tag}\nruby_SHA=${sha256}\n`,
      ]),
    ),
    [`${vendor}-version`]: `${RUBY}\n`,
    'Library/Homebrew/env_config.rb': environmentRules(NEW_BREW),
    'Library/Homebrew/brew.sh': 'HOMEBREW_MACOS_OLDEST_ALLOWED="10.15"\n',
    'Library/Homebrew/cmd/vendor-install.sh':
      'url="https://ghcr.io/v2/homebrew/core/portable-ruby/blobs/sha256:${ruby_SHA}"\n',
    'Library/Homebrew/extend/os/mac/diagnostic.rb': [
      '        def fatal_preinstall_checks',
      '          checks = %w[check_access_directories]',
      '          checks << "check_for_installed_developer_tools" unless ::Hardware::CPU.arm?',
      '          checks.freeze',
      '        end',
      '',
    ].join('\n'),
  };
}
