import { hexOfBytes } from '../../core/digest.ts';
import { invalidFile, type Finding } from '../../core/finding.ts';
import { brewSystemOf, type BrewFacts, type BrewRelease } from '../brew/release/brew-release.ts';
import { listKnownReleases } from '../brew/release/known-releases.ts';
import { readTreeFacts } from '../brew/release/tree-facts.ts';
import { asTree, makeSourceTree, treeOidOf } from '../brew/source/source-tree.ts';
import { packTree, readTreeTar } from '../brew/source/tree-tar.ts';
import type { BundleFiles } from '../file/bundle-files.ts';
import type { ContentsBrew, ContentsTarget } from '../file/contents-schema.ts';
import { brewRubyPath, brewSourcePath } from '../file/layout.ts';

/** What was found in the tar of a source. */
interface ReadSource {
  readonly tree: string;
  /** Undefined if the tree states them in a way that brewpull does not know, which is a finding. */
  readonly facts: BrewFacts | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Checks Homebrew itself in a bundle: the tar's bytes, its tree against `bundle.json` and brewpull's table, and the Ruby against
 * what the tree in the tar says for the machine. Finding missing files is up to the caller.
 */
export async function checkBrews(
  files: BundleFiles,
  targets: readonly ContentsTarget[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const read = new Map<string, ReadSource>();
  for (const { brew, system, arch } of targets) {
    if (brew === undefined) continue;
    findings.push(...checkFiles(files, brew));
    const { file } = brew.source;
    if (!files.sizes.has(file)) continue;
    let source = read.get(file);
    if (source === undefined) {
      source = await readSource(files, file);
      read.set(file, source);
      findings.push(...source.findings);
    }
    findings.push(...checkTree(brew, source));
    if (source.facts !== undefined) {
      const facts = factsFor(source.facts, { system, arch });
      const said = factsOf(brew);
      findings.push(...differences(file, `the tree in ${file}`, { said, right: facts }));
    }
  }
  return findings;
}

async function readSource(files: BundleFiles, file: string): Promise<ReadSource> {
  const findings: Finding[] = [];
  let tree = '';
  try {
    const members = await readTreeTar(files.open(file), { what: file, hasRoot: false });
    const source = makeSourceTree(members, file);
    tree = treeOidOf(source);
    // Owners, times and further records are no part of the tree, but would be laid down all the same.
    if (hexOfBytes(await packTree(source)) !== files.sums.get(file)) {
      const message = `${file} is not the tar that brewpull makes of its files`;
      findings.push({ code: 'disagreement', file, message });
    }
    return { tree, facts: readTreeFacts(asTree(source)), findings };
  } catch (error) {
    return { tree, facts: undefined, findings: [...findings, invalidFile(error, file)] };
  }
}

function* checkTree(brew: ContentsBrew, { tree }: ReadSource): Iterable<Finding> {
  const { file } = brew.source;
  if (tree !== '' && tree !== brew.tree) {
    const message = `${file}: bundle.json says that its git tree is ${brew.tree}, its files make ${tree}`;
    yield { code: 'disagreement', file, message };
  }
  const known = listKnownReleases().find(({ tag }) => tag === brew.tag);
  if (known === undefined) return;
  const source = `brewpull's table for Homebrew ${brew.tag}`;
  yield* differences('bundle.json', source, { said: placeOf(brew), right: placeOf(known) });
}

function placeOf({ commit, tree, date }: Pick<BrewRelease, 'commit' | 'tree' | 'date'>): Facts {
  return { 'the commit': commit, 'the tree': tree, 'the day': date };
}

type Facts = Readonly<Record<string, string>>;

function factsOf({ ruby, needsTools }: ContentsBrew): Facts {
  const { version, bottleTag, repository, sha256 } = ruby;
  return describe({ version, bottleTag, repository, sha256, needsTools });
}

function factsFor(
  { ruby, toolsFor }: BrewFacts,
  target: Pick<ContentsTarget, 'system' | 'arch'>,
): Facts {
  const { bottleTag = 'none', sha256 = 'none' } = ruby.files.get(brewSystemOf(target)) ?? {};
  const { version, repository } = ruby;
  const needsTools = target.system === 'macos' && toolsFor.includes(target.arch);
  return describe({ version, bottleTag, repository, sha256, needsTools });
}

function describe(facts: {
  readonly version: string;
  readonly bottleTag: string;
  readonly repository: string;
  readonly sha256: string;
  readonly needsTools: boolean;
}): Facts {
  return {
    'the version of Portable Ruby': facts.version,
    'the bottle tag of Portable Ruby': facts.bottleTag,
    'the place of Portable Ruby': facts.repository,
    'the sha256 of Portable Ruby': facts.sha256,
    'whether it asks for the Command Line Tools': facts.needsTools ? 'yes' : 'no',
  };
}

function* differences(
  file: string,
  source: string,
  { said, right }: { readonly said: Facts; readonly right: Facts },
): Iterable<Finding> {
  for (const [what, value] of Object.entries(said)) {
    const other = right[what] ?? '';
    if (value === other) continue;
    const message = `bundle.json says ${what} ${value}, ${source} ${other}`;
    yield { code: 'disagreement', file, message };
  }
}

function* checkFiles(files: BundleFiles, brew: ContentsBrew): Iterable<Finding> {
  const { tag, source, ruby } = brew;
  const pairs = [
    [source, brewSourcePath(tag)],
    [ruby, brewRubyPath(ruby.version, ruby.bottleTag)],
  ] as const;
  for (const [{ file, sha256, sizeBytes }, right] of pairs) {
    if (file !== right) {
      const message = `bundle.json: ${file} must be named ${right}`;
      yield { code: 'disagreement', file: 'bundle.json', message };
    }
    const sum = files.sums.get(file);
    if (sum !== undefined && sum !== sha256) {
      const message = `${file}: bundle.json says ${sha256}, its bytes are ${sum}`;
      yield { code: 'disagreement', file, message };
    }
    const size = files.sizes.get(file);
    if (size !== undefined && size !== sizeBytes) {
      const message = `${file}: bundle.json says ${sizeBytes} bytes, it has ${size}`;
      yield { code: 'disagreement', file, message };
    }
  }
}
