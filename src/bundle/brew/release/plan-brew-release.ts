import { parseBottleTag } from '../../../core/bottle-tag.ts';
import { UsageError } from '../../../core/errors.ts';
import { compareReleases, findReleaseByVersion } from '../../../core/macos.ts';
import { formatTarget, type Target } from '../../../core/target.ts';
import { compareVersions } from '../../../core/version.ts';
import { findSimilarNames } from '../../../history/tap/suggestions.ts';
import { type BrewRelease, brewSystemOf, type RubyFile } from './brew-release.ts';
import { listUnknownWords } from './formula-words.ts';

/** The most words that a reason names. */
const MOST_WORDS = 3;

/** What decides which Homebrew a bundle brings. */
export interface BrewQuestion {
  readonly target: Target;
  /** Every word that the bundle's formulae use, as `listFormulaWords` returns them. */
  readonly words: readonly string[];
  /** As `--brew` names it; undefined for the newest that serves. */
  readonly tag: string | undefined;
  /** Those in the table, and any that were read from their trees; in any order. */
  readonly releases: readonly BrewRelease[];
}

/** The Homebrew that a bundle brings. */
export interface BrewChoice {
  readonly release: BrewRelease;
  /** The bottle of Portable Ruby that it runs on. */
  readonly ruby: RubyFile;
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
  /** The newest that needs no Command Line Tools on this target, if this one does. */
  readonly withoutTools: string | undefined;
  /** False if it starts, but prints at every command that this macOS is too old for it. */
  readonly isMacosAllowed: boolean;
  /** Words of the bundle's formulae that it does not know: their bottles are poured with a plain formula. */
  readonly unknownWords: readonly string[];
  readonly reasonCode: BrewReasonCode;
  /** Why this one, for the user, without a capital letter and full stop. */
  readonly reason: string;
}

/**
 * Why a Homebrew was chosen: it was `named`, is the `newest` that runs there, is the newest that knows most `words` of the
 * formulae, or is the one in the `lock`.
 */
export type BrewReasonCode = 'named' | 'newest' | 'words' | 'lock';

/**
 * Chooses the Homebrew for a target: the one that was named, else the newest that starts there without an error, knows that
 * macOS, and knows every word of the bundle's formulae; if none knows them all, the newest of those that know most. Whether one
 * starts depends on the macOS that its Portable Ruby was built for. Throws {@link UsageError} if none starts, or if the named one
 * is unknown or does not.
 */
export function chooseBrewRelease(question: BrewQuestion): BrewChoice {
  const { target, words, tag } = question;
  const newestFirst = question.releases.toSorted((a, b) => compareVersions(b.tag, a.tag));
  const fitting = newestFirst.filter((each) => serves(each, target));
  if (tag !== undefined) {
    const release = findNamed(tag, newestFirst);
    if (!startsOn(release, target)) throw doesNotStart(release, target, fitting[0]);
    const reason = namedReason(release, target);
    return describe(release, { question, fitting, reasonCode: 'named', reason });
  }
  const [newest] = fitting;
  if (newest === undefined) throw nothingStarts(target);
  const release = readsMost(fitting, words) ?? newest;
  const unknown = listUnknownWords(words, release.tag);
  const gained = listUnknownWords(words, newest.tag).filter((word) => !unknown.includes(word));
  const on = `the newest Homebrew known to run on ${placeOf(target)}`;
  const reason =
    release === newest ? on : `${on} that knows ${some(gained)}, which ${newest.tag} does not`;
  const reasonCode = release === newest ? 'newest' : 'words';
  return describe(release, { question, fitting, reasonCode, reason });
}

/** Finds the newest of those that know most words; a word that none knows, as in a very old formula, decides nothing. */
function readsMost(
  newestFirst: readonly BrewRelease[],
  words: readonly string[],
): BrewRelease | undefined {
  const missing = new Map(
    newestFirst.map((each) => [each, listUnknownWords(words, each.tag).length]),
  );
  const fewest = Math.min(...missing.values());
  return newestFirst.find((each) => missing.get(each) === fewest);
}

function some(words: readonly string[]): string {
  const more = words.length - MOST_WORDS;
  const named = words.slice(0, MOST_WORDS).join(', ');
  return more > 0 ? `${named} and ${more} more words` : named;
}

interface Description extends Pick<BrewChoice, 'reason' | 'reasonCode'> {
  readonly question: BrewQuestion;
  readonly fitting: readonly BrewRelease[];
}

function describe(
  release: BrewRelease,
  { question, fitting, reasonCode, reason }: Description,
): BrewChoice {
  const { target, words } = question;
  const ruby = release.ruby.files.get(brewSystemOf(target));
  if (ruby === undefined) throw new Error(`Internal error: ${release.tag} has no Ruby`);
  const needsTools = asksForTools(release, target);
  return {
    release,
    ruby,
    needsTools,
    withoutTools: needsTools ? fitting.find((each) => !asksForTools(each, target))?.tag : undefined,
    isMacosAllowed: allows(release, target),
    unknownWords: listUnknownWords(words, release.tag),
    reasonCode,
    reason,
  };
}

function serves(release: BrewRelease, target: Target): boolean {
  return startsOn(release, target) && allows(release, target) && knowsMacos(release, target);
}

function startsOn({ ruby }: BrewRelease, target: Target): boolean {
  const file = ruby.files.get(brewSystemOf(target));
  if (file === undefined) return false;
  const built = parseBottleTag(file.bottleTag);
  return (
    target.system === 'linux' ||
    (built?.kind === 'macos' && compareReleases(built.release, target.release) <= 0)
  );
}

function allows({ oldestMacosAllowed }: BrewRelease, target: Target): boolean {
  if (target.system === 'linux' || oldestMacosAllowed === undefined) return true;
  const oldest = findReleaseByVersion(oldestMacosAllowed);
  return oldest !== undefined && compareReleases(oldest, target.release) <= 0;
}

/** Checks whether a release knows a macOS. An older release takes it for a future version, and has no name for its bottles. */
function knowsMacos({ tag }: BrewRelease, target: Target): boolean {
  if (target.system === 'linux') return true;
  return listUnknownWords([`on_${target.release.codename}`], tag).length === 0;
}

function asksForTools({ toolsFor }: BrewRelease, { system, arch }: Target): boolean {
  return system === 'macos' && toolsFor.includes(arch);
}

function findNamed(tag: string, newestFirst: readonly BrewRelease[]): BrewRelease {
  const found = newestFirst.find((each) => each.tag === tag);
  if (found !== undefined) return found;
  const known = newestFirst.map((each) => each.tag);
  const [newest, oldest] = [known.at(0), known.at(-1)];
  const hint = `Name one from ${oldest} to ${newest}, or leave --brew out.`;
  if (oldest !== undefined && /^\d+(?:\.\d+)*$/.test(tag) && compareVersions(tag, oldest) < 0) {
    throw new UsageError(`Homebrew ${tag} is older than all that brewpull brings`, { hint });
  }
  // `4.6` means the newest of that line, and `v4.6.3` has one letter too many.
  const ofLine = known.find((each) => each.startsWith(`${tag}.`));
  const similar = ofLine === undefined ? findSimilarNames(tag, known) : [ofLine];
  throw new UsageError(`--brew ${tag} is not a release of Homebrew that brewpull knows`, {
    hint: similar.length > 0 ? `Did you mean ${similar.join(', ')}?` : hint,
  });
}

function namedReason(release: BrewRelease, target: Target): string {
  const named = 'named with --brew';
  if (!allows(release, target)) {
    return `${named}, although it says at every command that ${placeOf(target)} is too old`;
  }
  return knowsMacos(release, target)
    ? named
    : `${named}, although it is older than ${placeOf(target)}`;
}

function doesNotStart(
  release: BrewRelease,
  target: Target,
  instead: BrewRelease | undefined,
): UsageError {
  const file = release.ruby.files.get(brewSystemOf(target));
  const why =
    file === undefined
      ? 'it has no Portable Ruby for this system'
      : `its Portable Ruby ${release.ruby.version} was built for ${file.bottleTag}`;
  return new UsageError(
    `Homebrew ${release.tag} does not start on ${formatTarget(target)}: ${why}`,
    {
      hint:
        instead === undefined
          ? undefined
          : `Use --brew ${instead.tag}, the newest known to run there, or leave --brew out.`,
    },
  );
}

function nothingStarts(target: Target): UsageError {
  return new UsageError(
    `no Homebrew that brewpull knows starts on ${formatTarget(target)}: no Portable Ruby of theirs was built for it`,
    { hint: 'Leave --with-brew out.' },
  );
}

function placeOf(target: Target): string {
  if (target.system === 'linux') return `Linux on ${target.arch}`;
  return `macOS ${target.release.version}`;
}
