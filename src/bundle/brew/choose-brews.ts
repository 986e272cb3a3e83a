import { DisagreementError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import { compareVersions } from '../../core/version.ts';
import { createWordLister } from '../../history/ruby/formula-words.ts';
import type { LockedBrew } from '../../lock/file/lock.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { brewSystemOf, type BrewFacts, type BrewRelease } from './release/brew-release.ts';
import {
  chooseBrewRelease,
  type BrewChoice,
  type BrewReasonCode,
} from './release/plan-brew-release.ts';
import { requireSameFacts } from './release/require-same-facts.ts';
import { readTreeFacts } from './release/tree-facts.ts';
import type { BrewOrigin } from './source/brew-origin.ts';
import { obtainSource, type ExpectedSource, type ObtainedSource } from './source/obtain-source.ts';
import type { WantedRuby } from './source/portable-ruby.ts';
import { asTree } from './source/source-tree.ts';

/** The Homebrew that was asked for. */
export interface BrewRequest {
  /** As `--brew` names it; undefined for the newest that serves. */
  readonly tag: string | undefined;
  readonly origin: BrewOrigin;
  /** The table of releases. */
  readonly releases: readonly BrewRelease[];
  /** What a lock already holds, by the bottle tags of targets; it stays. */
  readonly locked: ReadonlyMap<string, LockedBrew>;
  /** The bottle tags of the targets that get a Homebrew. */
  readonly wanted: ReadonlySet<string>;
}

/** The text of a formula, with its path in its tap. */
export interface FormulaSource {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The Homebrew that one target gets. */
export interface ChosenBrew extends Pick<BrewRelease, 'tag' | 'date' | 'commit' | 'tree'> {
  readonly ruby: WantedRuby;
  readonly needsTools: boolean;
  /** False for one that is newer than brewpull's own table. */
  readonly isInTable: boolean;
  /** The newest that needs no Command Line Tools there, if this one does. */
  readonly withoutTools: string | undefined;
  /** Words of the formulae that it does not know. */
  readonly unknownWords: readonly string[];
  readonly reasonCode: BrewReasonCode;
  /** Why this one. */
  readonly reason: string;
  /** What else the user must know, as sentences without a full stop. */
  readonly notes: readonly string[];
  readonly expected: ExpectedSource;
  /** Set if it had to be fetched to be known. */
  readonly source: ObtainedSource | undefined;
  /** Compares what the tree says about itself with what was known before. Throws {@link DisagreementError} with both values. */
  check(facts: BrewFacts): void;
}

/** Chooses a Homebrew for one target after another. */
export interface BrewChooser {
  readonly origin: BrewOrigin;
  /** Returns undefined for a target that gets none. Throws `UsageError` if no Homebrew serves. */
  choose(target: Target, formulae: readonly FormulaSource[]): Promise<ChosenBrew | undefined>;
}

/**
 * Prepares the choice. A release that is newer than the table is fetched, because only its tree says what must be known; whether
 * the named one serves the targets is checked before anything else is fetched. Throws `UsageError`, and what fetching throws.
 */
export async function openBrewChooser(
  brewpull: Brewpull,
  request: BrewRequest,
  targets: readonly Target[],
): Promise<BrewChooser> {
  const { tag, origin, locked, wanted } = request;
  const free = targets.filter(({ bottleTag }) => wanted.has(bottleTag) && !locked.has(bottleTag));
  const source = free.length === 0 ? undefined : await fetchUnknown(brewpull, request);
  const releases =
    source === undefined ? request.releases : [...request.releases, releaseOf(source)];
  for (const target of free) chooseBrewRelease({ target, words: [], tag, releases });
  return {
    origin,
    choose: async (target, formulae) => {
      if (!wanted.has(target.bottleTag)) return undefined;
      const held = locked.get(target.bottleTag);
      if (held !== undefined) return chosenByLock(held, target);
      const words = await listWords(formulae);
      return chosenNow(chooseBrewRelease({ target, words, tag, releases }), source);
    },
  };
}

/** Fetches the named release if it is newer than all releases in the table. */
async function fetchUnknown(
  brewpull: Brewpull,
  { tag, origin, releases }: BrewRequest,
): Promise<ObtainedSource | undefined> {
  const isNewer = releases.every((each) => compareVersions(each.tag, tag ?? '') < 0);
  // It becomes a git reference and a file name.
  if (tag === undefined || !isNewer || !/^\d[\w.-]{0,60}$/.test(tag)) return undefined;
  return obtainSource(brewpull, { tag, origin, expected: undefined });
}

function releaseOf({ tag, date, commit, tree, files }: ObtainedSource): BrewRelease {
  return { ...readTreeFacts(asTree(files)), tag, date, commit, tree, isInTable: false };
}

async function listWords(formulae: readonly FormulaSource[]): Promise<readonly string[]> {
  if (formulae.length === 0) return [];
  const list = await createWordLister();
  return [...new Set(formulae.flatMap(({ bytes, path }) => list(bytes, path) ?? []))];
}

function chosenNow(choice: BrewChoice, source: ObtainedSource | undefined): ChosenBrew {
  const { release, ruby, needsTools, withoutTools, unknownWords, reasonCode, reason } = choice;
  const { tag, date, commit, tree, isInTable } = release;
  const notes: string[] = [];
  if (!isInTable) {
    notes.push(`Homebrew ${tag} is newer than brewpull's table: what its own tree says is used`);
  }
  if (needsTools) {
    const instead = withoutTools === undefined ? '' : `; --brew ${withoutTools} does not`;
    notes.push(
      `Homebrew ${tag} asks for the Command Line Tools on this Mac before it pours a bottle${instead}`,
    );
  }
  if (unknownWords.length > 0) {
    notes.push(
      `Homebrew ${tag} does not know ${unknownWords.join(', ')}: bottles of formulae with such words are poured with a plain formula`,
    );
  }
  const { version, repository } = release.ruby;
  const witness = isInTable ? "brewpull's table" : 'its tag';
  const expected = { witness, date, commit, tree };
  return {
    tag,
    date,
    commit,
    tree,
    ruby: { ...ruby, version, repository },
    needsTools,
    isInTable,
    withoutTools,
    unknownWords,
    reasonCode,
    reason,
    notes,
    expected,
    source: isInTable ? undefined : source,
    check: (facts) => requireSameFacts(release, facts),
  };
}

function chosenByLock(held: LockedBrew, target: Target): ChosenBrew {
  const { tag, date, commit, tree, ruby, needsTools } = held;
  return {
    tag,
    date,
    commit,
    tree,
    ruby,
    needsTools,
    isInTable: true,
    withoutTools: undefined,
    unknownWords: [],
    reasonCode: 'lock',
    reason: 'as the lock says',
    notes: [],
    expected: { witness: 'the lock', date, commit, tree, sha256: held.sha256 },
    source: undefined,
    check: (facts) => requireLocked(held, facts, target),
  };
}

function requireLocked(held: LockedBrew, facts: BrewFacts, target: Target): void {
  const file = facts.ruby.files.get(brewSystemOf(target));
  const { version, bottleTag, sha256, repository } = held.ruby;
  const isAsked = target.system === 'macos' && facts.toolsFor.includes(target.arch);
  const pairs = [
    [
      'its Portable Ruby',
      `${version} ${bottleTag} ${sha256} in ${repository}`,
      `${facts.ruby.version} ${file?.bottleTag ?? 'none'} ${file?.sha256 ?? 'none'} in ${facts.ruby.repository}`,
    ],
    [
      'whether it asks for the Command Line Tools',
      held.needsTools ? 'yes' : 'no',
      isAsked ? 'yes' : 'no',
    ],
  ] as const;
  for (const [what, known, told] of pairs) {
    if (known === told) continue;
    throw new DisagreementError(`Homebrew ${held.tag}: ${what}`, [
      { source: 'the lock', value: known },
      { source: 'its tree', value: told },
    ]);
  }
}
