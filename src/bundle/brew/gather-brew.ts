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

/** Homebrew itself for one target, on disk and proven. */
export interface GatheredBrew {
  readonly chosen: ChosenBrew;
  readonly brew: BundleBrew;
  readonly locked: LockedBrew;
  readonly record: BrewReceipt;
  readonly ruby: PulledBottle;
  /** Who else names the sha256 of the Ruby than the tree. */
  readonly witnesses: readonly RubyWitness[];
  /** How the source came in this run. */
  readonly from: 'cache' | 'git' | 'archive';
  /** What a person must know, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Fetches the Homebrew that was chosen for a target, with its Ruby, and proves both: the tree by its git object id, what it says
 * of itself by the table or the lock, the Ruby by the sha256 that the tree names. Throws `DisagreementError` with both values,
 * and what fetching throws.
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
