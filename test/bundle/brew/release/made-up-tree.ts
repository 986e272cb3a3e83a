import type { BrewTree } from '../../../../src/bundle/brew/release/brew-tree.ts';

const LIBRARY = 'Library/Homebrew';

/** Files below Library/Homebrew; undefined removes one. */
export type TreeFiles = Readonly<Record<string, string | undefined>>;

/** Bottles of Portable Ruby that no one ever built. */
export const RUBY_SUMS = {
  'x86_64-darwin': 'a'.repeat(64),
  'arm64-darwin': 'b'.repeat(64),
  'x86_64-linux': 'c'.repeat(64),
  'arm64-linux': 'd'.repeat(64),
};

/** Makes a tree with what a recent release says about itself, in a few lines. */
export function recentTree(changes: TreeFiles = {}): BrewTree {
  return treeOf({
    'brew.sh': 'HOMEBREW_MACOS_OLDEST_SUPPORTED="14"\nHOMEBREW_MACOS_OLDEST_ALLOWED="10.15"\n',
    'env_config.rb': 'module Homebrew\n  def forbid_packages_from_paths?\n  end\nend\n',
    'extend/os/mac/diagnostic.rb': diagnostic('unless ::Hardware::CPU.arm?'),
    'cmd/vendor-install.sh':
      '  ruby_URLs+=(\n    "https://ghcr.io/v2/homebrew/core/portable-ruby/blobs/sha256:${ruby_SHA}"\n  )\n',
    'vendor/portable-ruby-version': '4.0.6\n',
    'vendor/portable-ruby-x86_64-darwin': settings('catalina', 'x86_64-darwin'),
    'vendor/portable-ruby-arm64-darwin': settings('arm64_big_sur', 'arm64-darwin'),
    'vendor/portable-ruby-x86_64-linux': settings('x86_64_linux', 'x86_64-linux'),
    'vendor/portable-ruby-arm64-linux': settings('arm64_linux', 'arm64-linux'),
    ...changes,
  });
}

/** Makes a tree as it was before each system had its own file for Portable Ruby. */
export function olderTree(changes: TreeFiles = {}): BrewTree {
  return recentTree({
    'brew.sh': 'HOMEBREW_MACOS_OLDEST_ALLOWED="10.11"\n',
    'env_config.rb': 'module Homebrew\nend\n',
    'extend/os/mac/diagnostic.rb': diagnostic('if Hardware::CPU.arm?'),
    'cmd/vendor-install.sh': `
    if [[ -n "\${HOMEBREW_MACOS}" ]]
    then
      ruby_FILENAME="portable-ruby-3.1.4.el_capitan.bottle.tar.gz"
      ruby_SHA="${RUBY_SUMS['x86_64-darwin']}"
    elif [[ -n "\${HOMEBREW_LINUX}" ]]
    then
      ruby_FILENAME="portable-ruby-\${HOMEBREW_PORTABLE_RUBY_VERSION}.x86_64_linux.bottle.tar.gz"
      ruby_SHA="${RUBY_SUMS['x86_64-linux']}"
    fi
    ruby_URLs+=(
      "\${HOMEBREW_ARTIFACT_DOMAIN}/v2/homebrew/portable-ruby/portable-ruby/blobs/sha256:\${ruby_SHA}"
      "https://ghcr.io/v2/homebrew/portable-ruby/portable-ruby/blobs/sha256:\${ruby_SHA}"
    )
`,
    'vendor/portable-ruby-version': '3.1.4\n',
    'vendor/portable-ruby-x86_64-darwin': undefined,
    'vendor/portable-ruby-arm64-darwin': undefined,
    'vendor/portable-ruby-x86_64-linux': undefined,
    'vendor/portable-ruby-arm64-linux': undefined,
    ...changes,
  });
}

/** Writes the method that says which checks are made before a bottle is poured. */
export function diagnostic(condition: string | undefined): string {
  const line =
    condition === undefined
      ? ''
      : `          checks << "check_for_installed_developer_tools" ${condition}\n`;
  return `        def fatal_preinstall_checks
          checks = %w[
            check_access_directories
          ]
${line}          checks.freeze
        end

        def build_from_source_checks
          %w[
            check_for_installed_developer_tools
          ]
        end
`;
}

function settings(bottleTag: string, system: keyof typeof RUBY_SUMS): string {
  return `ruby_TAG=${bottleTag}\nruby_SHA=${RUBY_SUMS[system]}\n`;
}

function treeOf(files: TreeFiles): BrewTree {
  const bytes = new Map<string, Uint8Array>(
    Object.entries(files).flatMap(([path, text]) =>
      text === undefined ? [] : [[`${LIBRARY}/${path}`, Buffer.from(text)] as const],
    ),
  );
  return { read: (path) => bytes.get(path) };
}
