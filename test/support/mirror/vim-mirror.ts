import { makeSmallMirror, type SmallMirror, type SmallMirrorRequest } from './small-mirror.ts';

/** Formats a formula as homebrew-core has it, which brew can load. */
function formulaText(name: string, version: string, lines: readonly string[] = []): string {
  const body = [
    `desc "Stand-in for ${name}"`,
    `homepage "https://example.org/${name}"`,
    `url "https://example.org/${name}-${version}.tar.gz"`,
    `sha256 "${'0'.repeat(64)}"`,
    ...lines,
  ];
  const className = name.replaceAll(/(?:^|[-_.])(\w)/g, (_all, first: string) =>
    first.toUpperCase(),
  );
  const fixed = className.replace(/@(\d)/, 'AT$1');
  return `class ${fixed} < Formula\n${body.map((line) => `  ${line}\n`).join('')}end\n`;
}

/** Makes a mirror of vim with lua and openssl@3 for these targets; vim has bottles that the mirror lacks. */
export function makeVimMirror(
  path: string,
  more: Partial<SmallMirrorRequest> = {},
): Promise<SmallMirror> {
  return makeSmallMirror(path, {
    targets: ['big_sur'],
    publications: [
      {
        formula: 'vim',
        pkgVersion: '9.0.1900',
        tags: ['big_sur', 'arm64_ventura', 'x86_64_linux'],
        formulaText: formulaText('vim', '9.0.1900', [
          'depends_on "cmake" => :build',
          'depends_on "lua"',
          'depends_on "openssl@3"',
        ]),
        dependencies: [{ name: 'lua', pkgVersion: '5.4.6' }],
        needs: ['lua', 'openssl@3'],
        mentioned: ['cmake', 'ex-vi'],
        fillerBytes: 100_000,
      },
      {
        formula: 'lua',
        pkgVersion: '5.4.6',
        tags: ['big_sur', 'x86_64_linux'],
        formulaText: formulaText('lua', '5.4.6'),
      },
      {
        formula: 'openssl@3',
        pkgVersion: '3.1.2_1',
        rebuild: 1,
        tags: ['big_sur', 'x86_64_linux'],
        formulaText: formulaText('openssl@3', '3.1.2', ['revision 1']),
      },
    ],
    ...more,
  });
}
