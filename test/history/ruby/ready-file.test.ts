import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { platformOf } from '../../../src/history/ruby/evaluate/platform.ts';
import { createReadyFileReader } from '../../../src/history/ruby/ready-file.ts';

const RELEASES = 'https://example.org/tool/releases/download/v1.2';
const SUM = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

/** The URL's path below the releases on these targets; undefined if no ready file is known. */
async function find(
  body: string,
  tags: readonly string[] = ['big_sur'],
): Promise<readonly (string | undefined)[]> {
  const reader = await createReadyFileReader();
  const bytes = Buffer.from(`class Tool < Formula\n  version "1.2"\n${body}\nend\n`);
  return tags.map((bottleTag) => {
    const platform = platformOf(parseTargetTag(bottleTag));
    return reader
      .read(bytes, { path: 'Formula/tool.rb', date: '2026-01-01T00:00:00Z' }, platform)
      ?.url.replace(`${RELEASES}/`, '');
  });
}

const INSTALL = 'def install\n bin.install "tool"\nend';
const plain = (url: string, install = INSTALL): string =>
  `url "${url}"\nsha256 "${SUM}"\n${install}`;

const TAGS = ['big_sur', 'arm64_sonoma', 'x86_64_linux', 'arm64_linux'];

test('a formula that chooses its file by system and architecture gives each target its own', async () => {
  const body = `
    on_macos do
      if Hardware::CPU.intel?
        url "${RELEASES}/tool_Darwin_x86_64.tar.gz"
        sha256 "${SUM}"
        define_method(:install) do
          bin.install "tool"
        end
      end
      if Hardware::CPU.arm?
        url "${RELEASES}/tool_Darwin_arm64.tar.gz"
        sha256 "${OTHER}"
        def install
          bin.install "tool"
        end
      end
    end
    on_linux do
      if Hardware::CPU.intel? and Hardware::CPU.is_64_bit?
        url "${RELEASES}/tool_Linux_x86_64.tar.gz"
        sha256 "${SUM}"
        def install
          bin.install "tool"
        end
      end
    end`;

  expect(await find(body, TAGS)).toEqual([
    'tool_Darwin_x86_64.tar.gz',
    'tool_Darwin_arm64.tar.gz',
    'tool_Linux_x86_64.tar.gz',
    undefined,
  ]);
});

test('the sha256 is the one beside the URL', async () => {
  const reader = await createReadyFileReader();
  const text = `class Tool < Formula
    version "1.2"
    on_intel do
      url "${RELEASES}/a"
      sha256 "${SUM}"
    end
    on_arm do
      url "${RELEASES}/b"
      sha256 "${OTHER}"
    end
    ${INSTALL}
  end`;
  const on = (bottleTag: string): unknown =>
    reader.read(
      Buffer.from(text),
      { path: 'tool.rb', date: '2026-01-01T00:00:00Z' },
      platformOf(parseTargetTag(bottleTag)),
    );

  expect(on('big_sur')).toEqual({ url: `${RELEASES}/a`, sha256: SUM });
  expect(on('arm64_sonoma')).toEqual({ url: `${RELEASES}/b`, sha256: OTHER });
});

test('a URL that is built from the architecture gives each target its own', async () => {
  const body = `
    arch = Hardware::CPU.arm? ? "arm64" : "amd64"
    url "${RELEASES}/tool-#{version}-#{arch}.zip"
    sha256 "${SUM}"
    ${INSTALL}`;

  expect(await find(body, ['big_sur', 'arm64_sonoma'])).toEqual([
    'tool-1.2-amd64.zip',
    'tool-1.2-arm64.zip',
  ]);
});

test('a file that names a system is only for that one, and Apple silicon takes what is built for Intel', async () => {
  expect(await find(plain(`${RELEASES}/tool-macos.zip`), TAGS)).toEqual([
    'tool-macos.zip',
    'tool-macos.zip',
    undefined,
    undefined,
  ]);
  expect(await find(plain(`${RELEASES}/tool_darwin_amd64`), TAGS.slice(0, 2))).toEqual([
    'tool_darwin_amd64',
    'tool_darwin_amd64',
  ]);
  expect(await find(plain(`${RELEASES}/tool_darwin_arm64`), TAGS.slice(0, 2))).toEqual([
    undefined,
    'tool_darwin_arm64',
  ]);
});

test('the system and architecture that the formula requires are respected', async () => {
  const file = plain(`${RELEASES}/tool-universal.zip`);

  expect(await find(`depends_on :macos\n${file}`, ['big_sur', 'x86_64_linux'])).toEqual([
    'tool-universal.zip',
    undefined,
  ]);
  expect(await find(`depends_on arch: :arm64\n${file}`, ['big_sur', 'arm64_sonoma'])).toEqual([
    undefined,
    'tool-universal.zip',
  ]);
});

test.each([
  ['a source tarball', plain(`${RELEASES}/tool-1.2.tar.gz`)],
  ['sources that name a system', plain(`${RELEASES}/tool-macos-src.tar.gz`)],
  ["a forge's archive", plain('https://github.com/x/tool-macos/archive/refs/tags/macos.tar.gz')],
  [
    'what make builds',
    plain(`${RELEASES}/mac-tool-1.2.tar.gz`, 'def install\nsystem "make"\nbin.install "tool"\nend'),
  ],
  [
    'what a helper of its own builds',
    plain(
      `${RELEASES}/tool-macos.tar.gz`,
      'def build_it\nsystem "./configure"\nend\ndef install\nbuild_it\nbin.install "tool"\nend',
    ),
  ],
  [
    'what Python builds',
    plain(
      `${RELEASES}/tool-macos.tar.gz`,
      'def install\nvirtualenv_install_with_resources\nbin.install "x"\nend',
    ),
  ],
  ['a download without a checksum', `url "${RELEASES}/tool-macos.zip"\n${INSTALL}`],
  [
    'a download with a strategy of its own',
    `url "${RELEASES}/tool-macos.zip", using: PrivateStrategy\nsha256 "${SUM}"\n${INSTALL}`,
  ],
  ['a URL with a password', plain('https://me:secret@example.org/tool-macos.zip')],
  ['a file of this machine', plain('file:///etc/tool-macos.zip')],
  [
    'a choice that Ruby would have to make',
    `if ENV["HOMEBREW_X"]\nurl "${RELEASES}/a-macos"\nelse\nurl "${RELEASES}/b-macos"\nend\nsha256 "${SUM}"\n${INSTALL}`,
  ],
  [
    'versions chosen by the macOS, which are sources',
    `on_high_sierra :or_older do\nurl "${RELEASES}/tool-1.0.tar.gz"\nsha256 "${SUM}"\nend\non_mojave :or_newer do\nurl "${RELEASES}/tool-1.2.tar.gz"\nsha256 "${OTHER}"\nend\n${INSTALL}`,
  ],
  ['what is not Ruby', 'url "unfinished'],
])('%s is not a ready file', async (_, body) => {
  expect(await find(body)).toEqual([undefined]);
});

test('steps only for --HEAD and runs of the tool itself do not count as building', async () => {
  const install = `def install
      if build.head?
        system "make", "build"
      end
      system "./tool", "completion"
      generate_completions_from_executable(bin/"tool", "completion")
      system "#{bin}/tool", "--version"
      chmod 0755, "tool"
      bin.install "tool", "helper" => "tool-helper"
    end`;

  expect(await find(plain(`${RELEASES}/tool_darwin_amd64.tar.gz`, install))).toEqual([
    'tool_darwin_amd64.tar.gz',
  ]);
});
