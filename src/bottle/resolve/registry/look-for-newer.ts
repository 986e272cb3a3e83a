import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { AnsweredVersion } from '../../../history/answers-file/answers.ts';
import { isAbsence } from '../../../registry/absence.ts';
import type { RegistrySource } from '../../../registry/cached/registry-source.ts';
import { formatReference, referenceAlternatives } from '../../../registry/reference.ts';
import type { RegistryQuestion } from './index-search.ts';
import type { KnownRelease } from './plan-registry-search.ts';
import { searchIndexes } from './resolve-from-registry.ts';
import type { FoundBottle, Resolution } from '../resolution.ts';

/** What a file said about one formula, and how the registry is asked for more. */
export interface NewerQuestion extends Omit<RegistryQuestion, 'name' | 'targets' | 'after'> {
  /** What the file says, for each target. */
  readonly told: readonly FoundBottle[];
  /** The newest version that the file knows; undefined if it has none that can be read. */
  readonly newest: AnsweredVersion | undefined;
}

/**
 * Looks in the registry for bottles that were added after a file of answers was made; reads only the indexes of newer versions.
 * A newer bottle replaces what the file says. Throws errors of the registry.
 */
export async function lookForNewer(
  { told, newest, ...question }: NewerQuestion,
  registry: RegistrySource,
): Promise<readonly Resolution[]> {
  const [first] = told;
  if (first === undefined) return [];
  const after = knownRelease(told, newest ?? first);
  const targets = told.map(({ target }) => target);
  try {
    const search = await searchIndexes(
      { ...question, name: first.formula, targets, after },
      registry,
    );
    return told.map((found) => search.answerAfter(found, registry));
  } catch (error) {
    if (isAbsence(error)) return told;
    throw error;
  }
}

/**
 * Describes the newest version that a file knows. Unless each target has a bottle of exactly that version and system, its own
 * indexes count as newer: they may have gained bottles since, and a freshly bumped formula may still show the old rebuild.
 */
function knownRelease(
  told: readonly FoundBottle[],
  { version, revision, rebuild }: AnsweredVersion,
): KnownRelease {
  const pkgVersion = { version, revision };
  const releases = [{ pkgVersion: formatPkgVersion(pkgVersion), rebuild }, ...told];
  const isServed = told.every(
    (found) => found.match !== 'older' && found.version === version && found.revision === revision,
  );
  return {
    pkgVersion,
    rebuild: isServed ? Math.min(...told.map((found) => found.rebuild)) : -1,
    references: releases.flatMap((release) => referenceAlternatives(formatReference(release))),
  };
}
