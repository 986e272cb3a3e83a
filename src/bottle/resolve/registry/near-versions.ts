import { chooseBottle } from '../../../core/bottle-choice.ts';
import { parsePkgVersion } from '../../../core/pkg-version.ts';
import type { WantedVersion } from '../../../core/wanted-version.ts';
import { listNearVersions, type UsableBottle } from '../../../history/answers/nearest-bottles.ts';
import type { BottleIndex } from '../../../registry/documents/bottle-index.ts';
import { inParallel } from '../../in-parallel.ts';
import type { Resolution } from '../resolution.ts';
import { isAfter, type RegistryQuestion } from './index-search.ts';
import { nearCandidates, orderCandidates } from './plan-registry-search.ts';

/** At most how many indexes around a version are read: they only serve a hint. */
const MOST = 24;
/** How many are read at once. */
const WINDOW = 8;

/**
 * Adds the nearby versions to answers that have no bottle of the version asked for: reads the indexes around it, at most 24,
 * until each target has one. `references` are all that the registry lists.
 */
export async function addNearVersions(
  answers: readonly Resolution[],
  question: RegistryQuestion & { readonly version: WantedVersion },
  indexes: {
    readonly references: readonly string[];
    read(reference: string): Promise<BottleIndex | undefined>;
  },
): Promise<readonly Resolution[]> {
  const { version, exactOnly, signal, before } = question;
  const missing = answers.filter(({ status }) => status === 'no-bottle');
  if (missing.length === 0) return answers;
  const seen: BottleIndex[] = [];
  const usableOf = ({ target }: Resolution): UsableBottle[] =>
    seen.flatMap((index) => {
      const offer = chooseBottle(index.bottles, target, { exactOnly })?.offer;
      if (offer === undefined) return [];
      const { bottleTag } = offer;
      return [{ ...parsePkgVersion(index.pkgVersion), bottleTag, date: index.created }];
    });
  const near = nearCandidates(orderCandidates(indexes.references), version).slice(0, MOST);
  for (let at = 0; at < near.length; at += WINDOW) {
    const read = await inParallel(
      near.slice(at, at + WINDOW),
      async ({ reference }) => {
        question.onIndex(reference);
        return indexes.read(reference);
      },
      { concurrency: WINDOW, signal },
    );
    for (const index of read) {
      if (index !== undefined && !isAfter(index.created, before)) seen.push(index);
    }
    if (missing.every((answer) => usableOf(answer).length > 0)) break;
  }
  return answers.map((answer) => {
    if (answer.status !== 'no-bottle') return answer;
    const versions = listNearVersions(usableOf(answer), version);
    return { ...answer, wanted: { text: version.text, versions } };
  });
}
