import { digestOf } from '../../core/digest.ts';
import type { Target } from '../../core/target.ts';
import type { PulledBottle } from '../../bottle/obtain/pulled-bottle.ts';
import type { LockedBrew } from '../../lock/file/lock.ts';
import type { BrewReceipt } from '../../receipt/receipt.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import type { BundleBrew } from '../file/gathered-bundle.ts';
import type { ChosenBrew } from './choose-brews.ts';
import { readTreeFacts } from './release/tree-facts.ts';
import type { BrewOrigin } from './source/brew-origin.ts';
import { obtainSource } from './source/obtain-source.ts';
import { obtainRuby } from './source/portable-ruby.ts';
import type { RubyWitness } from './source/ruby-witnesses.ts';
import { asTree } from './source/source-tree.ts';

/** Homebrew itself for one target, on disk and verified. */
export interface GatheredBrew {
  readonly chosen: ChosenBrew;
  readonly brew: BundleBrew;
  readonly locked: LockedBrew;
  readonly record: BrewReceipt;
  readonly ruby: PulledBottle;
  /** Who names the sha256 of the Ruby besides the tree. */
  readonly witnesses: readonly RubyWitness[];
  /** Where this run got the source from. */
  readonly from: 'cache' | 'git' | 'archive';
  /** What the user must know, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Fetches the chosen Homebrew for a target, with its Ruby, and verifies both: the tree by its git oid, what it says about itself
 * by the table or the lock, and the Ruby by the sha256 that the tree names. Throws `DisagreementError` with both values, and what
 * fetching throws.
 */
export async function gatherBrew(
  brewpull: Brewpull,
  chosen: ChosenBrew,
  { target, origin }: { readonly target: Target; readonly origin: BrewOrigin },
): Promise<GatheredBrew> {
  const { tag, date, commit, needsTools, expected } = chosen;
  const source = chosen.source ?? (await obtainSource(brewpull, { tag, origin, expected }));
  chosen.check(readTreeFacts(asTree(source.files)));
  const { sha256, sizeBytes, path, tree, from, connection } = source;
  const obtained = await obtainRuby(brewpull, chosen.ruby, target);
  const { version, bottleTag, repository } = chosen.ruby;
  const ruby = { version, bottleTag, repository, sha256: chosen.ruby.sha256 };
  const facts = { tag, date, commit, tree };
  return {
    chosen,
    brew: {
      ...facts,
      source: { path, sha256, sizeBytes },
      ruby: { ...ruby, path: obtained.path, sizeBytes: obtained.sizeBytes },
      needsTools,
    },
    locked: {
      ...facts,
      sha256,
      sizeBytes,
      needsTools,
      ruby: { ...ruby, sizeBytes: obtained.sizeBytes },
    },
    record: {
      kind: 'brew',
      tag,
      commit,
      tree,
      tar: { digest: digestOf(sha256), sizeBytes },
      source: origin.localPath === undefined ? origin.shown : undefined,
      connection,
    },
    ruby: obtained.pulled,
    witnesses: obtained.witnesses,
    from,
    notes: [...chosen.notes, ...obtained.notes],
  };
}
