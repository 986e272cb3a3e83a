/** What {@link formulaText} writes. */
export interface FormulaFacts {
  readonly name: string;
  readonly version: string;
  readonly revision?: number;
  /** By default an archive of example.org that carries the version. */
  readonly url?: string;
  /** Says the version in a line of its own, for a url that does not carry it. */
  readonly explicitVersion?: boolean;
  readonly bottle?: {
    readonly rebuild?: number;
    readonly rootUrl?: string;
    readonly cellar?: string;
    /** Bottle tag and sha256. */
    readonly entries: Readonly<Record<string, string>>;
  };
  /** Names of runtime dependencies. */
  readonly dependencies?: readonly string[];
  /** Names of formulae needed only to build it. */
  readonly buildDependencies?: readonly string[];
  /** Names of formulae that cannot be linked next to it. */
  readonly conflicts?: readonly string[];
  readonly isKegOnly?: boolean;
  /** Lines of a post-install step, as a class has them. */
  readonly postInstall?: readonly string[];
  /** What its patches resolve, e.g. `CVE-2020-0001`: one patch for each. */
  readonly patches?: readonly string[];
  /** How bottle blocks were written: `sha256 "…" => :catalina` until early 2021. */
  readonly era?: 'modern' | 'rocket';
  /** A comment at the end, so that two texts differ that otherwise say the same. */
  readonly note?: string;
}

/** Writes a plausible formula file. */
export function formulaText(facts: FormulaFacts): string {
  const { name, version, revision = 0, dependencies = [], bottle, era = 'modern', note } = facts;
  const { buildDependencies = [], conflicts = [], isKegOnly = false } = facts;
  const url = facts.url ?? `https://example.org/${name}/archive/${name}-${version}.tar.gz`;
  const lines = [
    `class ${classNameOf(name)} < Formula`,
    `  desc "Stand-in for ${name}"`,
    `  homepage "https://example.org/${name}"`,
    `  url "${url}"`,
    ...(facts.explicitVersion === true ? [`  version "${version}"`] : []),
    `  sha256 "${'0'.repeat(64)}"`,
    ...(revision > 0 ? [`  revision ${revision}`] : []),
    ...(facts.patches ?? []).flatMap((id) => patchLines(name, id)),
    ...(bottle === undefined ? [] : ['', ...bottleLines(bottle, era)]),
    ...(isKegOnly ? ['', '  keg_only "another one comes with macOS"'] : []),
    ...(dependencies.length + buildDependencies.length === 0 ? [] : ['']),
    ...buildDependencies.map((each) => `  depends_on "${each}" => :build`),
    ...dependencies.map((each) => `  depends_on "${each}"`),
    ...(conflicts.length === 0 ? [] : ['']),
    ...conflicts.map((each) => `  conflicts_with "${each}", because: "both install bin/ex"`),
    '',
    '  def install',
    '    system "make", "install", "PREFIX=#{prefix}"',
    '  end',
    ...(facts.postInstall === undefined
      ? []
      : ['', ...facts.postInstall.map((line) => `  ${line}`)]),
    ...(note === undefined ? [] : [`  # ${note}`]),
    'end',
  ];
  return `${lines.join('\n')}\n`;
}

function bottleLines(
  { rebuild = 0, rootUrl, cellar, entries }: NonNullable<FormulaFacts['bottle']>,
  era: 'modern' | 'rocket',
): string[] {
  const modern = ([tag, sha256]: readonly [string, string]): string =>
    `    sha256 ${cellar === undefined ? '' : `cellar: ${cellar}, `}${tag}: "${sha256}"`;
  return [
    '  bottle do',
    ...(rootUrl === undefined ? [] : [`    root_url "${rootUrl}"`]),
    ...(era === 'rocket' && cellar !== undefined ? [`    cellar ${cellar}`] : []),
    ...(rebuild > 0 ? [`    rebuild ${rebuild}`] : []),
    ...Object.entries(entries).map(era === 'modern' ? modern : rocket),
    '  end',
  ];
}

function rocket([tag, sha256]: readonly [string, string]): string {
  return `    sha256 "${sha256}" => :${tag}`;
}

/** Rule: Library/Homebrew/formulary.rb:451-458 in Homebrew/brew at aad366ffaf. */
function classNameOf(name: string): string {
  const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
  return capitalised
    .replaceAll(/[-_.\s]([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replaceAll('+', 'x')
    .replace(/(.)@(\d)/, '$1AT$2');
}

function patchLines(name: string, id: string): readonly string[] {
  return [
    '',
    '  patch do',
    `    url "https://example.org/${name}/fix.patch"`,
    `    sha256 "${'1'.repeat(64)}"`,
    `    resolves "${id}"`,
    '  end',
  ];
}
