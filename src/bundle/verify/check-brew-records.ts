import type { Finding } from '../../core/finding.ts';
import type { LockedBrew } from '../../lock/file/lock.ts';
import type { ReceiptArtifact } from '../../receipt/receipt.ts';
import type { ContentsBrew, ContentsTarget } from '../file/contents-schema.ts';

/** What one file says about Homebrew itself, by names that all of them share. */
type Statements = Readonly<Record<string, string | number | boolean | undefined>>;

/** Compares what a lock says about Homebrew itself for one target with `bundle.json`. */
export function* checkLockedBrew(
  file: string,
  { bottleTag, brew }: ContentsTarget,
  locked: LockedBrew | undefined,
): Iterable<Finding> {
  if (brew === undefined || locked === undefined) {
    if (brew === undefined && locked === undefined) return;
    const [has, lacks] = brew === undefined ? [file, 'bundle.json'] : ['bundle.json', file];
    const message = `${has} has Homebrew itself for ${bottleTag}, ${lacks} does not`;
    yield { code: 'disagreement', file, message };
    return;
  }
  const { ruby, sha256, sizeBytes, ...rest } = locked;
  yield* differences(file, brew, {
    ...rest,
    sha256,
    sizeBytes,
    rubyVersion: ruby.version,
    rubyTag: ruby.bottleTag,
    rubyRepository: ruby.repository,
    rubySha256: ruby.sha256,
    rubySizeBytes: ruby.sizeBytes,
  });
}

/** Compares what a receipt says about Homebrew itself, or its Ruby, with `bundle.json`; it may be of a run that fetched more. */
export function* checkReceivedBrew(
  file: string,
  brews: readonly ContentsBrew[],
  artifact: ReceiptArtifact,
): Iterable<Finding> {
  for (const brew of brews) {
    if (artifact.kind === 'brew' && artifact.tag === brew.tag) {
      const { commit, tree, tar } = artifact;
      const sha256 = tar.digest.slice('sha256:'.length);
      yield* differences(file, brew, { commit, tree, sha256, sizeBytes: tar.sizeBytes });
    }
    const { version, bottleTag, repository } = brew.ruby;
    if (
      artifact.kind === 'bottle' &&
      artifact.pkgVersion === version &&
      artifact.bottleTag === bottleTag &&
      `${artifact.tap}/${artifact.formula}` === repository
    ) {
      const { sha256, sizeBytes } = artifact;
      yield* differences(file, brew, { rubySha256: sha256, rubySizeBytes: sizeBytes });
    }
  }
}

function describe({ ruby, source, tag, date, commit, tree, needsTools }: ContentsBrew): Statements {
  return {
    tag,
    date,
    commit,
    tree,
    needsTools,
    sha256: source.sha256,
    sizeBytes: source.sizeBytes,
    rubyVersion: ruby.version,
    rubyTag: ruby.bottleTag,
    rubyRepository: ruby.repository,
    rubySha256: ruby.sha256,
    rubySizeBytes: ruby.sizeBytes,
  };
}

function* differences(file: string, brew: ContentsBrew, said: Statements): Iterable<Finding> {
  const found = describe(brew);
  for (const [name, value] of Object.entries(said)) {
    if (value === found[name]) continue;
    const message = `${file} says ${name} ${String(value)} of Homebrew ${brew.tag}, bundle.json ${String(found[name])}`;
    yield { code: 'disagreement', file, message };
  }
}
